"""次数: the n-th meeting of its kind in a year, of a group within the group's.

Numbers follow the days as long as records are open. A number that stands on a confirmed record, or that a person or an
imported paper says, never moves: what is entered late takes the next number that is free (补录).
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from documents.numbering import chinese_value
from meetings.enums import TOOK_PLACE

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
    kind = meeting.numbered_kind
    return Series(meeting.branch_id, kind, meeting.year_of(kind), meeting.group_id) if kind else None


def meetings_in(series: Series) -> list[Meeting]:
    """The meetings of a series that took place, by their days. Two queries."""
    rows = (
        Meeting.objects.alive()
        .of_kind(series.kind, series.year)
        .filter(branch=series.branch_id, group=series.group_id, state__in=TOOK_PLACE)
    )
    near = rows.prefetch_related("kind_links").order_by("starts_at", "pk")
    return [one for one in near if series_of(one) == series]


def renumber(wanted: Iterable[Series | None]) -> None:
    """Number the open records of some series anew."""
    for series in {one for one in wanted if one}:
        meetings = meetings_in(series)
        fixed = [one.number if one.is_number_said or one.is_confirmed else None for one in meetings]
        for meeting, number in zip(meetings, numbers_for(fixed), strict=True):
            if meeting.number != number:
                Meeting.objects.filter(pk=meeting.pk).update(number=number)


def follow_trash(meeting: Meeting) -> None:
    """A meeting went to the recycle bin, or came back: the open records around it are numbered anew."""
    renumber([series_of(meeting)])
