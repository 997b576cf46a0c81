"""The pages of a PDF as pictures, and where on them texts stand."""

import hashlib
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from threading import Lock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# The library must never be called by two threads at once: whoever calls it holds this.
one_at_a_time = Lock()

# Of a long text so many characters are looked for where the whole is not found as it was written.
_BEGINNING = 16


@dataclass(frozen=True, slots=True)
class Strip:
    """Lines of a text on one page: the page from 1, and its upper and lower edge as parts of the page's height."""

    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in points, how many lines of text it has, and what its print can be told from another by."""

    width: float
    height: float
    lines: int
    print: str


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    page: int
    top: float
    bottom: float
    line: int


def page_png(pdf: bytes, number: int, width: int) -> bytes:
    """A page (from 1) as a grey picture so many pixels wide.

    Raises:
        IndexError: the document has no such page.
    """
    with one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        picture = page.render(scale=width / page.get_width(), grayscale=True).to_pil()
    written = BytesIO()
    # Sixteen greys are enough for type, and half the bytes.
    picture.quantize(16).save(written, "PNG")
    return written.getvalue()


def printed(pdf: bytes, texts: Sequence[str]) -> tuple[list[Page], list[tuple[Strip, ...]]]:
    """The pages of a document, and for each text, in the order of reading, where it stands; nothing where it is not found."""
    with one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        pages, characters = [], []
        for number, page in enumerate(document, start=1):
            own = list(_characters(page, number))
            characters += own
            pages.append(_page(page, own))
    words = "".join(one.text for one in characters)
    strips, place = [], 0
    for text in texts:
        wanted = "".join(text.split())
        found = words.find(wanted, place) if wanted else -1
        if found < 0 and len(wanted) > _BEGINNING:
            found = words.find(wanted[:_BEGINNING], place)
        strips.append(tuple(_strips(characters[found : found + len(wanted)])) if found >= 0 else ())
        place = found + len(wanted) if found >= 0 else place
    return pages, strips


def _page(page: Any, characters: Sequence[_Character]) -> Page:
    seen = repr([(one.text, one.line) for one in characters])
    return Page(
        page.get_width(),
        page.get_height(),
        len({one.line for one in characters}),
        hashlib.sha256(seen.encode()).hexdigest()[:16],
    )


def _characters(page: Any, number: int) -> Iterator[_Character]:
    """What is printed in the text block; what stands under it is the page's number, which parts no text."""
    height = page.get_height()
    text = page.get_textpage()
    found, x, y = [], c_double(), c_double()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text.raw, index)
        if code <= ord(" ") or pdfium.FPDFText_IsGenerated(text.raw, index):
            continue
        _, bottom, _, top = text.get_charbox(index, loose=True)
        pdfium.FPDFText_GetCharOrigin(text.raw, index, x, y)
        found.append(_Character(chr(code), number, 1 - top / height, 1 - bottom / height, round(y.value)))
    last = min((one.line for one in found), default=0)
    foot = "".join(one.text for one in found if one.line == last)
    is_number = foot.strip("—–-").isdecimal()
    yield from (one for one in found if not is_number or one.line != last)


def _strips(characters: Sequence[_Character]) -> Iterator[Strip]:
    for page, own in groupby(characters, key=lambda one: one.page):
        lines = list(own)
        yield Strip(page, min(one.top for one in lines), max(one.bottom for one in lines))
