"""次数: the n-th meeting of its kind in a year, of a group within the group's.

Numbers follow the days as long as records are open. A number that stands on a confirmed record, or that a person or an
imported paper says, never moves: what is entered late takes the next number that is free (补录).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from documents.numbering import chinese_value
from meetings.enums import NUMBERED, OF_THE_YEAR, TOOK_PLACE, MeetingKind, MeetingState

from .models import Meeting

# Not the second of a quarter or of a month.
_NTH = re.compile(r"(?<!季度)(?<!月)(?<!月份)第\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*次")


def said_in(text: str) -> int | None:
    """The number that a title such as “2025年第三次支委会” or a label says; None for none."""
    match = _NTH.search(text)
    if match is None:
        return None
    try:
        number = int(match[1]) if match[1].isdecimal() else chinese_value(match[1])
    except (KeyError, ValueError):
        return None
    return number if 1 <= number <= 400 else None


def numbers_for(fixed: Sequence[int | None]) -> list[int]:
    """The numbers of meetings in the order of their days; those that are fixed stay.

    Any other follows the one before it, past numbers that are taken.
    """
    taken = {number for number in fixed if number is not None}
    numbers, last = [], 0
    for number in fixed:
        if number is None:
            number = last + 1
            while number in taken:
                number += 1
            taken.add(number)
        numbers.append(number)
        last = number
    return numbers


class Series(NamedTuple):
    """The meetings that are numbered together."""

    branch_id: int
    kind: str
    year: int
    group_id: int | None


def series_of(meeting: Meeting) -> Series | None:
    """The series in which a meeting has its number; None for a kind that has none."""
    return series_for(meeting, meeting.kinds)


def series_for(meeting: Meeting, kinds: Collection[str]) -> Series | None:
    """The series of a meeting that is of these kinds."""
    kind = next((kind for kind in MeetingKind if kind in kinds and kind in NUMBERED), None)
    return Series(meeting.branch_id, kind, meeting.year_of(kind), meeting.group_id) if kind else None


class Numbered(NamedTuple):
    """A meeting as its number is worked out; `pk` is None for one that is not stored yet."""

    pk: int | None
    starts_at: datetime
    number: int | None
    is_said: bool
    state: str


def meetings_in(series: Series) -> list[Numbered]:
    """The meetings of a series that took place, by their days. One that is also of a kind further up has its number there."""
    rows = Meeting.objects.filter(
        kind_links__kind__in=[*_above(series.kind), series.kind],
        branch=series.branch_id,
        group=series.group_id,
        deleted_at=None,
        state__in=TOOK_PLACE,
        **{"year" if series.kind in OF_THE_YEAR else "starts_at__year": series.year},
    ).order_by("starts_at", "pk")
    columns = ("kind_links__kind", "pk", "starts_at", "number", "is_number_said", "state")
    told = [(kind, Numbered(*rest)) for kind, *rest in rows.values_list(*columns)]
    elsewhere = {one.pk for kind, one in told if kind != series.kind}
    return [one for _, one in told if one.pk not in elsewhere]


def _above(kind: str) -> list[str]:
    ordered = [one for one in MeetingKind if one in NUMBERED]
    return [str(one) for one in ordered[: ordered.index(MeetingKind(kind))]]


def number_new(meeting: Meeting, kinds: Collection[str]) -> None:
    """Give a meeting that is about to be stored its number, and the open records behind it theirs."""
    series = None if meeting.is_planned else series_for(meeting, kinds)
    if series is None:
        return
    rows = meetings_in(series)
    own = Numbered(None, meeting.starts_at, meeting.number, meeting.is_number_said, meeting.state)
    place = sum(one.starts_at <= own.starts_at for one in rows)
    meeting.number = _numbered([*rows[:place], own, *rows[place:]])[None]


def renumber(wanted: Iterable[Series | None]) -> dict[int | None, int]:
    """Number the open records of some series anew: the number of each of their meetings, by key. A query a series."""
    given: dict[int | None, int] = {}
    for series in {one for one in wanted if one}:
        given |= _numbered(meetings_in(series))
    return given


def _numbered(rows: Sequence[Numbered]) -> dict[int | None, int]:
    """The number of each, written where it is another than it was."""
    fixed = [one.number if one.is_said or one.state == MeetingState.CONFIRMED else None for one in rows]
    numbers = numbers_for(fixed)
    for one, number in zip(rows, numbers, strict=True):
        if one.number != number and one.pk is not None:
            Meeting.objects.filter(pk=one.pk).update(number=number)
    return {one.pk: number for one, number in zip(rows, numbers, strict=True)}


def follow_trash(meeting: Meeting) -> None:
    """A meeting went to the recycle bin, or came back: the open records around it are numbered anew."""
    renumber([series_of(meeting)])
