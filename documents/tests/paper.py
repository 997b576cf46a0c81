"""Measuring a PDF as a person with a ruler would: glyphs, lines and their places on the sheet."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise, takewhile

from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTCurve

from documents.render.page import LINES_PER_PAGE

# Glyphs whose baselines differ by less than this stand on the same line.
SAME_LINE_PT = 3.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph; distances in points from the sheet's left edge and its top."""

    text: str
    font: str
    size: float
    left: float
    right: float
    baseline: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """The glyphs that stand on one baseline, left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(glyph.text for glyph in self.glyphs).strip()

    @property
    def baseline(self) -> float:
        """Distance from the top of the sheet."""
        return self.glyphs[0].baseline

    @property
    def left(self) -> float:
        """Where the first glyph begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where the last glyph ends."""
        return self.glyphs[-1].right

    @property
    def characters(self) -> float:
        """How many full-width characters the line holds; Latin letters and digits by their width."""
        return sum(
            1 if ord(glyph.text[0]) > 0x2000 else (glyph.right - glyph.left) / glyph.size
            for glyph in self.glyphs
        )


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page; ``lines`` from top to bottom without the page number, which is ``number``.

    The number of a turned page is given by its place on the bound sheet, whose foot is the page's left edge.
    """

    width: float
    height: float
    lines: tuple[PrintedLine, ...]
    number: PrintedLine | None


def printed_pages(pdf: bytes) -> list[PrintedPage]:
    """Every page of a PDF with its lines."""
    pages = []
    for sheet in extract_pages(BytesIO(pdf), laparams=None):
        lines = list(_lines(sorted(_glyphs(sheet, sheet.height), key=_place)))
        turned = list(_lines(sorted(_turned(sheet, sheet.width, sheet.height), key=_place)))
        lines += turned
        is_number = bool(lines) and lines[-1].text.replace(" ", "").strip("—-").isdigit()
        number = lines.pop() if is_number else None
        pages.append(PrintedPage(sheet.width, sheet.height, tuple(lines), number))
    return pages


def drawn_lines(pdf: bytes) -> list[list[float]]:
    """Of each page the horizontal lines, longer than a character, as distances from the top of the sheet."""
    return [
        sorted(
            {
                round(sheet.height - item.y0, 1)
                for item in sheet
                if isinstance(item, LTCurve) and item.height < 2 and item.width > 20
            }
        )
        for sheet in extract_pages(BytesIO(pdf), laparams=None)
    ]


def _place(glyph: Glyph) -> tuple[float, float]:
    return glyph.baseline, glyph.left


def _turned(container: LTContainer, width: float, height: float) -> Iterator[Glyph]:
    """The glyphs that read from top to bottom, by their places on the sheet turned a quarter to the left."""
    for item in container:
        if isinstance(item, LTChar) and item.get_text().strip() and item.matrix[1]:
            left, right, baseline = height - item.y1, height - item.y0, width - item.matrix[4]
            yield Glyph(item.get_text(), item.fontname, round(item.width, 2), left, right, baseline)
        elif isinstance(item, LTContainer):
            yield from _turned(item, width, height)


def _glyphs(container: LTContainer, height: float) -> Iterator[Glyph]:
    for item in container:
        if isinstance(item, LTChar) and item.get_text().strip() and not item.matrix[1]:
            baseline = height - item.matrix[5]
            yield Glyph(item.get_text(), item.fontname, round(item.size, 2), item.x0, item.x1, baseline)
        elif isinstance(item, LTContainer):
            yield from _glyphs(item, height)


def _lines(glyphs: Iterable[Glyph]) -> Iterator[PrintedLine]:
    line: list[Glyph] = []
    for glyph in glyphs:
        if line and glyph.baseline - line[0].baseline > SAME_LINE_PT:
            yield PrintedLine(tuple(sorted(line, key=lambda one: one.left)))
            line = []
        line.append(glyph)
    if line:
        yield PrintedLine(tuple(sorted(line, key=lambda one: one.left)))


def grid_rows(page: PrintedPage, pitch: float) -> int:
    """How many lines of the grid lie between the first and the last line of a page, both included."""
    return round((page.lines[-1].baseline - page.lines[0].baseline) / pitch) + 1


def rows_filled(pages: Sequence[PrintedPage], pitch: float, headings: Container[str]) -> set[int]:
    """Rows of each page but the last; where headings at its foot went along to the next, they are counted here."""
    found = set()
    for one, after in pairwise(pages):
        carried = len(list(takewhile(lambda line: line.text in headings, after.lines)))
        rows = grid_rows(one, pitch)
        found.add(rows if rows + carried > LINES_PER_PAGE else rows + carried)
    return found


def full_line_lengths(pages: Iterable[PrintedPage], left: float, right: float) -> Counter[int]:
    """Characters in the lines of nothing but full-width characters that go from edge to edge of the text block.

    An edge counts as reached within three quarters of a character.
    """
    near = 12.0
    lines = (line for page in pages for line in page.lines)
    return Counter(
        len(line.glyphs)
        for line in lines
        if abs(line.left - left) < 1
        and right - line.right < near
        and all(ord(glyph.text[0]) > 0x2000 for glyph in line.glyphs)
    )
