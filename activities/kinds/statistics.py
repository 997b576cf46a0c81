"""What a figure of a kind is: the rows it reads, what it needs beyond them, what it gives, and how it is worded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

MONTHS = 12
QUARTERS = 4


class Row(Protocol):
    """What a statistic reads of an activity."""

    pk: int
    happened_on: date
    data: dict[str, Any]

    @property
    def participant_ids(self) -> frozenset[int]:
        """Members who took part."""


@dataclass(frozen=True)
class Person:
    """A member as a statistic knows one."""

    id: int
    name: str


@dataclass(frozen=True)
class StatContext:
    """What statistics need beyond the rows.

    `months_elapsed`: months of the year that have begun (12 for a past year); `first_month`: in which the branch was
    founded, where that was in the year; `members_on_roll`: members of the branch at the end of that span;
    `duty_holders`: members whose post names duties (分管工作); `committee`: the committee members.
    """

    year: int = 0
    months_elapsed: int = MONTHS
    first_month: int = 1
    members_on_roll: int = 0
    duty_holders: tuple[Person, ...] = ()
    committee: tuple[Person, ...] = ()

    @property
    def span(self) -> str:
        """The time that the figures cover, in words."""
        if self.first_month > 1:
            return f"自{self.first_month}月以来"
        if self.months_elapsed >= MONTHS:
            return "全年"
        return "1月" if self.months_elapsed <= 1 else f"1至{self.months_elapsed}月"


@dataclass(frozen=True)
class StatisticValue:
    """A figure with its unit, the same in words, and the rows it counted.

    `value` is None where there is nothing to compute from. `of` is the whole that `value` is a part of (months of
    twelve, members pledged of members). `parts` splits it by name.
    """

    label: str
    value: int | float | None
    unit: str
    text: str
    rows: tuple[Row, ...] = ()
    of: int | None = None
    parts: tuple[tuple[str, int], ...] = ()


Compute = Callable[[Sequence[Row], StatContext], StatisticValue]


@dataclass(frozen=True)
class Statistic:
    """A figure that a kind declares. `key` names it among the figures of the kind."""

    key: str
    label: str
    compute: Compute


@dataclass(frozen=True)
class KindStatistics:
    """All figures of one kind over some rows."""

    code: str
    label: str
    values: Mapping[str, StatisticValue] = field(default_factory=dict)
    context: StatContext = field(default_factory=StatContext)

    def __getitem__(self, key: str) -> StatisticValue:
        return self.values[key]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every activity of the kind."""
        return self["count"].rows


def number_text(value: float | None, unit: str) -> str:
    """14 次; 2.5 天; a dash for nothing."""
    if value is None:
        return "—"
    return f"{value:g} {unit}".strip()


def total(label: str, value: float | None, unit: str, rows: Iterable[Row]) -> StatisticValue:
    """A plain figure."""
    return StatisticValue(label, value, unit, number_text(value, unit), tuple(rows))


def share(label: str, part: int, whole: int, unit: str, rows: Iterable[Row]) -> StatisticValue:
    """A part of a whole, such as 9/12 个月."""
    return StatisticValue(label, part, unit, f"{part}/{whole} {unit}", tuple(rows), of=whole)


def percent(label: str, part: int, whole: int, rows: Iterable[Row]) -> StatisticValue:
    """A whole percentage, rounded half up; None without a whole."""
    value = (part * 200 + whole) // (whole * 2) if whole else None
    text = "—" if value is None else f"{value}%（{part}/{whole}）"
    return StatisticValue(label, value, "%", text, tuple(rows), of=whole)


NAMES_SPELT_OUT = 3


def parts_text(parts: Iterable[tuple[str, int]], unit: str) -> str:
    """公众号12条、微信群30条: name and number, zeros left out."""
    return "、".join(f"{name}{number}{unit}" for name, number in parts if number)


def split_text(parts: Iterable[tuple[str, int]], unit: str, *, single: str, after: str = "") -> str:
    """，其中高风险1个、低风险2个; where all rows fall to one name, `single` words it: 均为{}风险, 为{}风险 for one row."""
    counted = [(name, number) for name, number in parts if number]
    if not counted:
        return ""
    if len(counted) == 1:
        name, number = counted[0]
        return f"，{both(number)}{single.format(name)}"
    return "，其中" + "、".join(f"{name}{after}{number}{unit}" for name, number in counted)


def both(number: float | None) -> str:
    """均, where there is more than one to say it of."""
    return "均" if number and number > 1 else ""


def mended(found: float | None, fixed: float | None, unit: str) -> str:
    """已全部整改, 尚未整改, or how many were."""
    if fixed == found:
        return "已全部整改" if found and found > 1 else "已整改"
    return f"已整改{fixed}{unit}" if fixed else "尚未整改"


def spelt_or_counted(value: StatisticValue, unit: str) -> str:
    """Up to three names in full, more as a number: 甲公司、乙社区, or 5家单位."""
    names = [name for name, _ in value.parts]
    return "、".join(names) if len(names) <= NAMES_SPELT_OUT else f"{len(names)}{unit}"


def attended(s: KindStatistics) -> str:
    """，党员参加35人次; nothing where no participants are recorded."""
    value = s["attendances"].value
    return f"，党员参加{value}人次" if value else ""


def every_month(s: KindStatistics, what: str) -> str:
    """每月开展… only when each month so far has one; else the number of months."""
    months = s["months"].value or 0
    if months > 1 and months >= s.context.months_elapsed - s.context.first_month + 1:
        return f"每月开展{what}"
    return f"有{months}个月开展了{what}"


def every_quarter(s: KindStatistics, what: str) -> str:
    """每季度开展… only when all four have one (since the branch was founded); else the number of quarters."""
    quarters = s["quarters"].value or 0
    if quarters > 1 and quarters >= QUARTERS - (s.context.first_month - 1) // (MONTHS // QUARTERS):
        return f"每季度开展{what}"
    return f"在{quarters}个季度开展了{what}" if quarters else f"开展{what}"
