"""Strips put on pages: each page as full as what must stay together allows."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .page import PT_PER_MM, Sheet
from .strips import Strip

# Lengths are added up in points: what is over by less fits.
_NEAR = 0.01


@dataclass(slots=True)
class Page:
    """A page (from 0) with its strips and how far under the upper edge of the text block each begins."""

    number: int
    sheet: Sheet
    strips: list[tuple[float, Strip]] = field(default_factory=list)

    @property
    def is_turned(self) -> bool:
        """Whether it is wider than high."""
        return self.sheet.width > self.sheet.height

    @property
    def left(self) -> float:
        """Points from the sheet's left edge to the text block."""
        return self.sheet.left * PT_PER_MM

    @property
    def top(self) -> float:
        """Points from the sheet's upper edge to the text block."""
        return self.sheet.top * PT_PER_MM


def paged(strips: Iterable[Strip]) -> Iterator[Page]:
    """The pages of a document, one by one."""
    waiting = deque(strips)
    number = 0
    is_forced = True
    while waiting:
        page = Page(number, waiting[0].sheet)
        is_forced = _fill(page, waiting, is_forced=is_forced)
        yield page
        number += 1


def _fill(page: Page, waiting: deque[Strip], *, is_forced: bool) -> bool:
    """Take from what waits what the page holds; whether the next begins a page because it asks for it.

    What is asked for over the first strip is left out where the page only goes on.
    """
    room, reached, after = page.sheet.block_height_pt + _NEAR, 0.0, 0.0
    for strip in waiting[0].head:
        page.strips.append((reached, strip))
        reached += strip.height
    repeated = len(page.strips)
    while waiting:
        strip, is_first = waiting[0], len(page.strips) == repeated
        if not is_first and (strip.begins_page or strip.sheet is not page.sheet):
            return True
        space = max(after, strip.before) if not is_first or is_forced else 0.0
        begin = reached + space
        if begin + strip.height + strip.foot > room:
            parts = strip.cut(room - begin) if strip.cut else None
            if parts:
                page.strips.append((begin, parts[0]))
                waiting[0] = parts[1]
                return False
            if not is_first:
                _take_back(page, waiting, repeated)
                return False
        page.strips.append((begin, waiting.popleft()))
        reached, after = begin + strip.height, strip.after
    return False


def _take_back(page: Page, waiting: deque[Strip], repeated: int) -> None:
    """End the page where it may end: what stays with the next strip goes along, unless all of the page would."""
    last = len(page.strips)
    while last > repeated:
        begin, strip = page.strips[last - 1]
        follower = page.strips[last][1] if last < len(page.strips) else waiting[0]
        if not (follower.stays or strip.leads):
            break
        if parts := strip.cut(strip.height - _NEAR) if strip.cut else None:
            page.strips[last - 1 : last] = [(begin, parts[0]), (begin, parts[1])]
            break
        last -= 1
    if last > repeated:
        waiting.extendleft(strip for _, strip in reversed(page.strips[last:]))
        del page.strips[last:]
