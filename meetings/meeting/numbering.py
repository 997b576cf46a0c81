"""次数: the n-th meeting of its kind in a year, of a group within the group's.

Numbers follow the days as long as records are open. A number that stands on a confirmed record, or that a person or an
imported paper says, never moves: what is entered late takes the next number that is free (补录).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from documents.numbering import chinese_value
from meetings.enums import NUMBERED, TOOK_PLACE, MeetingKind, MeetingState

from .models import Meeting, MeetingKindLink, MeetingQuerySet

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


def meetings_in(series: Series) -> MeetingQuerySet:
    """The meetings of a series that took place, by their days."""
    rows = (
        Meeting.objects.alive()
        .of_kind(series.kind, series.year)
        .filter(branch=series.branch_id, group=series.group_id, state__in=TOOK_PLACE)
    )
    # One that is also of a kind further up has its number there.
    before = MeetingKindLink.objects.filter(meeting=OuterRef("pk"), kind__in=_above(series.kind))
    return rows.exclude(Exists(before)).order_by("starts_at", "pk")


def _above(kind: str) -> list[str]:
    ordered = [one for one in MeetingKind if one in NUMBERED]
    return [str(one) for one in ordered[: ordered.index(MeetingKind(kind))]]


def renumber(wanted: Iterable[Series | None]) -> dict[int, int]:
    """Number the open records of some series anew: the number of each of their meetings, by key. A query a series."""
    given = {}
    for series in {one for one in wanted if one}:
        rows = list(meetings_in(series).values_list("pk", "number", "is_number_said", "state"))
        fixed = [
            number if said or state == MeetingState.CONFIRMED else None for _, number, said, state in rows
        ]
        numbers = numbers_for(fixed)
        for (pk, old, _, _), number in zip(rows, numbers, strict=True):
            if old != number:
                Meeting.objects.filter(pk=pk).update(number=number)
            given[pk] = number
    return given


def follow_trash(meeting: Meeting) -> None:
    """A meeting went to the recycle bin, or came back: the open records around it are numbered anew."""
    renumber([series_of(meeting)])
