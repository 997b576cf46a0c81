"""What the readers of .txt and .docx hand to the parser: plain paragraphs with their look."""

from collections.abc import Callable
from dataclasses import dataclass

# Ideographic and no-break spaces, zero-width marks and the byte order mark count as blanks.
BLANKS = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2002\u2003\u2009\ufeff"


# Whether a line, without its number, is a heading: only the kind of document that is looked for can tell.
HeadingTest = Callable[[str], bool]


def no_heading(text: str) -> bool:
    """For documents without headings that matter."""
    return False


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """One paragraph as it stands in the file, outer blanks removed.

    `label` is a number computed by Word (“一、”), `list_level` its depth; `outline` is the heading
    level 1–9 or None; `style` is "title", "subtitle", "toc" or ""; `size` is in half-points, 0 if
    unknown; `is_row` marks a table row.
    """

    text: str
    label: str = ""
    list_level: int = 0
    outline: int | None = None
    style: str = ""
    is_bold: bool = False
    is_centred: bool = False
    size: int = 0
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """The paragraphs of a file in reading order, and what the reader had to say about them."""

    paragraphs: tuple[SourceParagraph, ...]
    warnings: tuple[str, ...] = ()
