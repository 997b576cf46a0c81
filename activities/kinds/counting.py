"""Counting: pure functions over rows, each naming the rows it counted. No queries, no clock."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from statistics import median
from typing import Any

from ..enums import MoodLevel
from .statistics import (
    MONTHS,
    QUARTERS,
    Compute,
    Person,
    Row,
    StatContext,
    StatisticValue,
    number_text,
    percent,
    share,
    total,
)


def count(rows: Sequence[Row], context: StatContext) -> StatisticValue:
    """How many activities."""
    return total("次数", len(rows), "次", rows)


def text_of(row: Row, name: str) -> str:
    """A text field, empty when not filled."""
    return str(row.data.get(name) or "")


def day_of(row: Row, name: str) -> date | None:
    """A date field."""
    stored = row.data.get(name)
    return date.fromisoformat(stored) if stored else None


def filled(rows: Iterable[Row], name: str) -> list[Row]:
    """Rows in which a field is filled."""
    return [row for row in rows if row.data.get(name)]


def unfilled(rows: Iterable[Row], name: str) -> list[Row]:
    """Rows in which a field is empty."""
    return [row for row in rows if not row.data.get(name)]


def names_in(text: str) -> list[str]:
    """The names in a text, parted by 、，；or lines; spaces inside a name do not count."""
    return [name for part in re.split(r"[、，,；;\n]+", text) if (name := re.sub(r"\s+", "", part))]


# What several people together are called, in the end of a name or before it.
_GROUP = re.compile(
    "^(?:全体|各|留守|一线|部分)|(?:[班队组部科站会]|职工|员工|工人|家属|群众|人员|党员|民工|同志们|学校|社区|公司|单位|村民|院|支部)$"
)


def is_group(name: str) -> bool:
    """Whether a name is that of several people together, such as 掘进一班 or 留守职工."""
    return len(name) > 1 and _GROUP.search(name) is not None


def is_person(name: str) -> bool:
    """Whether a name is that of a person."""
    return not is_group(name)


def _any_name(name: str) -> bool:
    return True


def distinct_names(label: str, name: str, unit: str, belongs: Callable[[str], bool] = _any_name) -> Compute:
    """How many different names stand in a text field over all rows; `parts`: the rows that name each."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        named = [one for row in rows for one in dict.fromkeys(names_in(text_of(row, name)))]
        times = Counter(one for one in named if belongs(one))
        value, counted = len(times), tuple(filled(rows, name))
        return StatisticValue(
            label, value, unit, number_text(value, unit), counted, parts=tuple(times.items())
        )

    return compute


def attendances(rows: Sequence[Row], context: StatContext) -> StatisticValue:
    """Participations of members, each member once per activity (人次)."""
    present = [row for row in rows if row.participant_ids]
    return total("党员参加人次", sum(len(row.participant_ids) for row in present), "人次", present)


def sum_of(label: str, name: str, unit: str) -> Compute:
    """The sum of a number field."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        return total(label, sum(row.data[name] for row in counted), unit, counted)

    return compute


def filled_count(label: str, name: str, unit: str) -> Compute:
    """How many rows have a field filled."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        return total(label, len(counted), unit, counted)

    return compute


def unfilled_count(label: str, name: str, unit: str, among: str = "") -> Compute:
    """How many rows have a field empty, among those with the field `among` filled when one is named."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = unfilled(filled(rows, among) if among else rows, name)
        return total(label, len(counted), unit, counted)

    return compute


def months_with_one(rows: Sequence[Row], context: StatContext) -> StatisticValue:
    """Months of the year in which there was at least one, of twelve."""
    return share("开展的月份", len({row.happened_on.month for row in rows}), MONTHS, "个月", rows)


def quarters_named(rows: Sequence[Row], context: StatContext) -> StatisticValue:
    """Quarters that the rows name in their field `quarter`, of four."""
    counted = filled(rows, "quarter")
    return share("覆盖季度", len({row.data["quarter"] for row in counted}), QUARTERS, "个季度", counted)


def by_choice(label: str, name: str, choices: tuple[tuple[str, str], ...], unit: str = "次") -> Compute:
    """How the rows divide over the choices of a field; a row with several counts under each."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        parts = tuple((shown, sum(_has(row.data[name], code) for row in counted)) for code, shown in choices)
        text = "，".join(f"{shown} {number}" for shown, number in parts if number) or "—"
        return StatisticValue(label, len(counted), unit, text, tuple(counted), parts=parts)

    return compute


def _has(stored: Any, code: str) -> bool:
    return code in stored if isinstance(stored, list) else stored == code


def median_days(label: str, since: str) -> Compute:
    """Median days from a date field to the day of the activity; None without any such date."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, since)
        spans = [(row.happened_on - date.fromisoformat(row.data[since])).days for row in counted]
        return total(label, median(spans) if spans else None, "天", counted)

    return compute


def people_covered(label: str, name: str, whole: Callable[[StatContext], tuple[Person, ...]]) -> Compute:
    """How many of certain persons the field names at least once; `parts` gives the times of each."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        people = whole(context)
        times = {person.id: 0 for person in people}
        counted = []
        for row in filled(rows, name):
            person_id = row.data[name]["id"]
            if person_id in times:
                times[person_id] += 1
                counted.append(row)
        reached = sum(1 for number in times.values() if number)
        parts = tuple((person.name, times[person.id]) for person in people)
        return StatisticValue(
            label, reached, "人", f"{reached}/{len(people)} 人", tuple(counted), of=len(people), parts=parts
        )

    return compute


def whole_percent(label: str, name: str) -> Compute:
    """The percentage of rows with a field filled."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        return percent(label, len(filled(rows, name)), len(rows), rows)

    return compute


def sum_where(label: str, name: str, where: str, unit: str) -> Compute:
    """The sum of a number field over the rows with another field filled."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        return sum_of(label, name, unit)(filled(rows, where), context)

    return compute


def ratio_of_sums(label: str, part: str, whole: str) -> Compute:
    """The sum of one number field as a percentage of the sum of another."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, whole)
        parts = sum(row.data.get(part) or 0 for row in counted)
        return percent(label, parts, sum(row.data[whole] for row in counted), counted)

    return compute


def choice_count(label: str, name: str, code: str, unit: str) -> Compute:
    """How many rows chose one option of a field."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = [row for row in filled(rows, name) if _has(row.data[name], code)]
        return total(label, len(counted), unit, counted)

    return compute


def choice_percent(label: str, name: str, code: str) -> Compute:
    """The percentage of the rows with a field filled that chose one option."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        return percent(label, sum(_has(row.data[name], code) for row in counted), len(counted), counted)

    return compute


def people_named(label: str, name: str, unit: str) -> Compute:
    """How many persons a field of several persons names, each time counted."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        return total(label, sum(len(row.data[name]) for row in counted), unit, counted)

    return compute


def people_of_roll(label: str, name: str) -> Compute:
    """How many different members a field names, beside the members on the roll."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        people = len({row.data[name]["id"] for row in counted})
        return share(label, people, context.members_on_roll, "人", counted)

    return compute


def options_covered(label: str, name: str, codes: Sequence[str], unit: str) -> Compute:
    """How many of the options of a field were chosen at least once."""

    def compute(rows: Sequence[Row], context: StatContext) -> StatisticValue:
        counted = filled(rows, name)
        reached = sum(any(_has(row.data[name], code) for row in counted) for code in codes)
        return share(label, reached, len(codes), unit, counted)

    return compute


def open_moods(rows: Sequence[Row], context: StatContext) -> StatisticValue:
    """Moods that need attention and have no day on which they were resolved."""
    counted = [row for row in unfilled(rows, "resolved_on") if row.data.get("level") != MoodLevel.STEADY]
    return total("尚未化解", len(counted), "项", counted)
