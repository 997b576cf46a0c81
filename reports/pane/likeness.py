"""Which records of a year a sentence may rest on: those whose words and day are most like it. The same every time."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import log

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.timezone import localtime

from branch.access import can_read_branch
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.kept import kept
from core.models import Record
from rectification.problems.gaps import bigrams
from reports.report.models import AnnualReport
from reports.year_records import YearRecords

# At least so much of what a sentence says, rare words counting more, stands in a record that is proposed for it.
LIKE_FROM = 0.08
# What a day that both name adds; and the month alone.
SAME_DAY, SAME_MONTH = 0.5, 0.1
_FIELDS = (
    *("title", "theme", "summary", "content", "body", "text", "description", "condensed", "result", "name"),
    *("lecture_title", "study_material", "work_link", "typical_case"),
)
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"(\d{1,2})月(?!\d{1,2}日)")


@dataclass(frozen=True)
class Candidate:
    """A record that could stand behind a sentence: `value` points to it as forms send it; `days` that it names (month, day)."""

    value: str
    label: str
    type_label: str
    on: date | None
    url: str
    pairs: frozenset[str]
    days: frozenset[tuple[int, int]] = frozenset()

    @property
    def when(self) -> str:
        """Its day in words; empty for a record without one."""
        return chinese_date(self.on) if self.on else ""


@kept(8)
def corpus(branch: Organisation, year: int, on: date) -> tuple[tuple[Candidate, ...], dict[str, int]]:
    """The records of a branch and year that sentences rest on, and in how many of them each pair of characters stands."""
    of = YearRecords(branch, year, on)
    rows = (
        *of.meetings,
        *of.activities,
        *of.tasks,
        *of.reflections,
        *of.problems,
        *of.causes,
        *of.measures,
        *of.items,
        *of.last_year_items,
        *of.campaigns,
    )
    found = tuple(_candidate(row) for row in rows)
    return found, Counter(pair for one in found for pair in one.pairs)


def _candidate(row: Record) -> Candidate:
    kind = records.type_of(row)
    happened = getattr(row, kind.date_field, None) if kind.date_field else None
    on = localtime(happened).date() if isinstance(happened, datetime) else happened
    words = " ".join(_words(row))
    days = [on, *(getattr(row, name, None) for name in ("closed_on", "due_on"))]
    return Candidate(
        f"{kind.key}:{row.pk}",
        str(row),
        kind.label,
        on,
        records.url_of(row),
        frozenset(bigrams(words)),
        frozenset((day.month, day.day) for day in days if day),
    )


def _words(row: Record) -> Iterator[str]:
    """All that a record says of itself: its texts, the fields of its kind, its agenda, its points."""
    yield str(row)
    yield from (str(getattr(row, name, "") or "") for name in _FIELDS)
    if declared := getattr(row, "kind_declaration", None):
        values = (row.data.get(field.name) for field in declared.fields if not field.restricted)
        yield from (value for value in values if isinstance(value, str))
    for many in ("agenda", "points"):
        if many in getattr(row, "_prefetched_objects_cache", {}):
            for part in getattr(row, many).all():
                yield from (
                    str(getattr(part, name, "") or "") for name in ("title", "text", "material", "decision")
                )


def _seen_by(user: AbstractBaseUser, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those that a member may see, who writes an own paper: not all of the branch's."""
    seen: set[str] = set()
    for key in {one.value.partition(":")[0] for one in found}:
        rows = records.by_label(key).model.objects.visible_to(user)
        seen |= {f"{key}:{pk}" for pk in rows.values_list("pk", flat=True)}
    return tuple(one for one in found if one.value in seen)


def suggestions(
    report: AnnualReport,
    text: str,
    *,
    to: AbstractBaseUser,
    on: date,
    most: int,
    threshold: float = LIKE_FROM,
) -> list[Candidate]:
    """At most `most` records of the report's branch and year that a person may see, the most alike first.

    None is below the threshold. Pairs of characters count the more, the fewer records have them; a day that the text names
    counts too.
    """
    found, spread = corpus(report.branch, report.year, report.as_of(on))
    size = len(found)
    if not can_read_branch(to, report.branch):
        found = _seen_by(to, found)
    wanted = set(bigrams(text))

    def weight(pair: str) -> float:
        return log((size + 1) / (spread.get(pair, 0) + 0.5))

    whole = sum(map(weight, sorted(wanted))) or 1
    days = {(int(month), int(day)) for month, day in _DAY.findall(text)}
    months = {int(month) for month in _MONTH.findall(text)}

    def score(one: Candidate) -> float:
        shared = sum(map(weight, sorted(wanted & one.pairs))) / whole
        if one.days & days:
            return shared + SAME_DAY
        return shared + (SAME_MONTH if shared and months & {month for month, _ in one.days} else 0)

    scored = sorted(
        ((score(one), -n, one) for n, one in enumerate(found)), key=lambda row: row[:2], reverse=True
    )
    return [one for likeness, _, one in scored[:most] if likeness >= threshold]
