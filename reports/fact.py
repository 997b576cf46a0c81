"""What a fact is: a named number of a report with the rows that it counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .content.annual import SourceRef
from .year_records import YearRecords, refs


@dataclass(frozen=True)
class FactValue:
    """The value of a fact as printed, and the rows that it counted."""

    text: str
    rows: tuple[SourceRef, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A number that a report may use: its name in braces, its unit, and how it is counted."""

    name: str
    unit: str
    explanation: str
    compute: Callable[[YearRecords], FactValue]


def percent(part: int, whole: int) -> str:
    """One decimal, without a trailing zero: 94.2%, 100%; a dash when there is nothing to divide by."""
    if not whole:
        return "—"
    return f"{plain_number(Decimal(part * 100) / whole)}%"


def plain_number(value: float | Decimal) -> str:
    """One decimal at most, rounded half up (四舍五入), no trailing zero, no exponent: 8, 8.5, 1234567."""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:f}".removesuffix(".0")


def counted(rows: Sequence) -> FactValue:
    """How many rows, and which."""
    return FactValue(str(len(rows)), refs(rows))
