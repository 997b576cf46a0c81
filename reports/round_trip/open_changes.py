"""What a returned file still asks for, what was decided of it, and what else its reader should know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.reading.reviewed import Remark, Reviewed, ReviewedLine
from reports.facts import book_of
from reports.report.changes import Part, parts_of
from reports.report.models import AnnualReport
from reports.report.tree import fact_names

from .change import Change, Comparison
from .comparing import compared
from .exported import Wording, from_data
from .models import ReturnedFile


@dataclass(frozen=True)
class Decided:
    """A change that was taken, or left."""

    key: str
    kind: str
    parts: tuple[Part, ...]
    take: bool
    by: str
    may_be_taken: bool


@dataclass(frozen=True)
class Changes:
    """A returned file against the report: changes that wait, those that were left, and all that was decided."""

    comparison: Comparison
    open: tuple[Change, ...]
    left: tuple[Change, ...]
    decided: tuple[Decided, ...]

    @property
    def plain(self) -> list[Change]:
        """What is taken with “全部采纳”."""
        return [one for one in self.open if one.is_plain]


def changes_in(returned: ReturnedFile, report: AnnualReport, *, on: date) -> Changes:
    """The changes of a file against its report, read `with_tree()`."""
    told = from_data(returned.told)
    comparison = compared(report, told, reviewed_of(returned.reading), _values(report, told, on))
    decisions = returned.decisions
    left = [one for one in comparison.changes if one.key in decisions and not decisions[one.key]["take"]]
    return Changes(
        comparison,
        tuple(one for one in comparison.changes if one.key not in decisions),
        tuple(left),
        tuple(_decided(decisions, {one.key for one in left})),
    )


def _decided(decisions: dict[str, Any], left: set[str]) -> Iterator[Decided]:
    for key, one in decisions.items():
        told = one["told"]
        parts = tuple(parts_of(told["old"], told["new"]))
        yield Decided(key, told["kind"], parts, one["take"], one["by"], key in left)


def _values(report: AnnualReport, told: Wording, on: date) -> dict[str, str]:
    """The facts of both texts as they are now."""
    book = book_of(report, on)
    texts = [one.text for _, one in told.paragraphs()]
    texts += [row.text for section in report.sections.all() for row in section.paragraphs.all()]
    values = {name: book.text(name) for text in texts for name in fact_names(text)}
    return {name: value for name, value in values.items() if value is not None}


def reviewed_of(data: dict[str, Any]) -> Reviewed:
    """What was read from a file, as it is stored."""
    return Reviewed(
        data["origin"],
        tuple(ReviewedLine(**{**line, "remarks": tuple(line["remarks"])}) for line in data["lines"]),
        tuple(Remark(**one) for one in data["remarks"]),
        data["tracked"],
        tuple(data["authors"]),
        tuple(data["left_out"]),
    )
