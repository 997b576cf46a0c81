"""Records of a year that may back a sentence, the most alike first."""

from dataclasses import dataclass
from datetime import date

from core import records

from .models import AnnualReport
from .year_records import YearRecords

SHOWN = 30


@dataclass(frozen=True)
class Candidate:
    """A record that could back the sentence."""

    value: str
    label: str
    type_label: str
    when: str


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters, punctuation left out."""
    clean = "".join(c for c in text if c.isalnum())
    return {clean[n : n + 2] for n in range(len(clean) - 1)} or {clean}


def candidates(report: AnnualReport, text: str, *, on: date) -> list[Candidate]:
    """At most SHOWN records of the report's branch and year, those that share most words with the text first."""
    year = YearRecords(report.branch, report.year, on)
    rows = [
        *year.meetings,
        *year.activities,
        *year.tasks,
        *year.reflections,
        *year.problems,
        *year.causes,
        *year.measures,
        *year.items,
        *year.last_year_items,
    ]
    wanted = bigrams(text)
    scored = [(len(wanted & bigrams(_words(row))), n, row) for n, row in enumerate(rows)]
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    return [_candidate(row) for _, _, row in scored[:SHOWN]]


def _words(row) -> str:
    return " ".join(str(getattr(row, name, "")) for name in ("title", "theme", "summary", "content", "body"))


def _candidate(row) -> Candidate:
    record_type = records.type_of(row)
    when = getattr(row, record_type.date_field, None) if record_type.date_field else None
    label = str(row)
    return Candidate(
        f"{record_type.key}:{row.pk}", label, record_type.label, f"{when:%Y-%m-%d}" if when else ""
    )
