"""What pages are filled with: strips of the text block as high as a line or a row, and what is drawn in them.

Lengths are in points; a place in a strip is told from the left edge of the text block and the strip's upper edge.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .lines import Line
from .page import Sheet

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)


class Tag:
    """An element of the structure by which a document is read out: its kind in PDF, what is in it, where it stands."""

    __slots__ = ("alternative", "attributes", "kids", "kind", "places")

    def __init__(
        self, kind: str, parent: "Tag | None" = None, *, attributes: str = "", alternative: str = ""
    ):
        """Put it last in its parent; `attributes` are written as PDF has them, `alternative` says what a picture shows."""
        self.kind, self.attributes, self.alternative = kind, attributes, alternative
        self.kids: list[Tag] = []
        # Page (from 0) and number on that page of each stretch of its content.
        self.places: list[tuple[int, int]] = []
        if parent is not None:
            parent.kids.append(self)


@dataclass(slots=True)
class Words:
    """A line of print: `x` is where it begins, `y` the line that it stands on."""

    x: float
    y: float
    line: Line
    size: float
    tag: Tag | None
    colour: Colour = BLACK


@dataclass(slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: Colour = BLACK


@dataclass(slots=True)
class Image:
    """A JPEG of so many pixels."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes
    pixels: tuple[int, int]
    tag: Tag


@dataclass(slots=True)
class Entry:
    """The last line of an entry in a list of contents, which still lacks the dots and the page of what it names."""

    anchor: str
    words: Words
    tag: Tag


@dataclass(slots=True)
class Strip:
    """A part of a page that is not cut, but where `cut` tells how: into what the room holds, and the rest.

    `before` and `after` are the least space to its neighbours on the same page. It `stays` with the one before it, or
    `leads` the next. `head` stands over it again where it begins a page; `foot` is room that it needs under it.
    """

    sheet: Sheet
    height: float
    marks: list[Words | Rule | Image] = field(default_factory=list)
    before: float = 0.0
    after: float = 0.0
    stays: bool = False
    leads: bool = False
    begins_page: bool = False
    head: Sequence["Strip"] = ()
    foot: float = 0.0
    # The name under which a list of contents finds it; level and words in the outline.
    anchor: str = ""
    outline: tuple[int, str] | None = None
    entry: Entry | None = None
    cut: Callable[[float], "tuple[Strip, Strip] | None"] | None = None
