"""Reads a Word file that others have worked on: its words as they are once every tracked change is taken, and the remarks.

Looks (typefaces, sizes, revised formats) are no words. Headers, footers, notes and tables are left out and counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from lxml.etree import LxmlError

from core.refusals import Refused
from documents import origin
from documents.content import clean_text

from .files import BLANKS
from .word import WordReader, open_word, within
from .word_styles import Look, qn

# A report has some two hundred paragraphs.
LINES_MOST = 3000
_TRACKED = [qn(tag) for tag in ("w:ins", "w:del", "w:moveFrom", "w:moveTo")]
_QUOTED_MOST = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the margin: who, when (as the file says it), what, and the words that it is about."""

    author: str
    at: str
    text: str
    quoted: str


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """A paragraph: its words, the number that Word computes before them, what its style says, its remarks by number.

    `style` is "title", "salutation" or ""; `outline` the heading level 1 to 9, 0 for none.
    """

    text: str
    label: str = ""
    style: str = ""
    outline: int = 0
    is_centred: bool = False
    remarks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A file as it came back: the name of the wording it was made of (`origin`), its lines, what else is to be said of it.

    `tracked` counts tracked changes, `authors` are those who made them.
    """

    origin: str
    lines: tuple[ReviewedLine, ...]
    remarks: tuple[Remark, ...] = ()
    tracked: int = 0
    authors: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read_reviewed(data: bytes) -> Reviewed:
    """What a .docx says after its tracked changes. Raises Refused where it is none, not sound, or far too long."""
    return _ReviewedReader(open_word(data)).reviewed()


class _ReviewedReader(WordReader):
    """Keeps each paragraph with its remarks, and no table."""

    def __init__(self, document: Any) -> None:
        super().__init__(document)
        self.part = document.part
        self.held: list[int] = []

    def reviewed(self) -> Reviewed:
        """Everything."""
        lines = []
        for line in self.blocks(self.body):
            lines.append(line)
            if len(lines) > LINES_MOST:
                raise Refused(f"这个文件超过 {LINES_MOST} 段，不像一份年度报告，请检查是否选错了文件。")
        # What has no author is no tracked change but, say, the mark of an inserted column.
        tracked = [one for one in self.body.iter(*_TRACKED) if one.get(qn("w:author")) is not None]
        return Reviewed(
            _origin_of(self.part.package),
            tuple(lines),
            tuple(self.remarks.values()),
            len(tracked),
            tuple(dict.fromkeys(filter(None, (one.get(qn("w:author")) for one in tracked)))),
            tuple(f"{count} {what}" for what, count in self.left_out.items()),
        )

    @cached_property
    def remarks(self) -> dict[str, Remark]:
        """Every comment by its number in the file, with the words it is about."""
        root = _root(self.part, RELATIONSHIP_TYPE.COMMENTS)
        if root is None:
            return {}
        quoted = self._quoted()
        found = {}
        for one in root.iterchildren(qn("w:comment")):
            number = one.get(qn("w:id"), "")
            paragraphs = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in one.iter(qn("w:p")))
            found[number] = Remark(
                clean_text(one.get(qn("w:author"), ""))[:60],
                one.get(qn("w:date"), "")[:10],
                "\n".join(filter(None, map(clean_text, paragraphs)))[:2000],
                clean_text(quoted.get(number, ""))[:_QUOTED_MOST],
            )
        return found

    def _quoted(self) -> dict[str, str]:
        quoted: dict[str, str] = {}
        going: set[str] = set()
        for one in self.body.iter(*map(qn, ("w:commentRangeStart", "w:commentRangeEnd", "w:t"))):
            if one.tag == qn("w:t"):
                for number in going:
                    quoted[number] += one.text or ""
            elif one.tag == qn("w:commentRangeEnd"):
                going.discard(one.get(qn("w:id"), ""))
            else:
                number = one.get(qn("w:id"), "")
                going.add(number)
                quoted.setdefault(number, "")
        return quoted

    def _paragraph(self, element: Any) -> Iterator[Any]:
        places = {number: place for place, number in enumerate(self.remarks)}
        marks = element.iter(qn("w:commentRangeStart"), qn("w:commentReference"))
        about = dict.fromkeys(
            places[one.get(qn("w:id"), "")] for one in marks if one.get(qn("w:id"), "") in places
        )
        self.held += [place for place in about if place not in self.held]
        yield from super()._paragraph(element)

    def lines_of(self, words: str, look: Look, text: Any) -> Iterator[ReviewedLine]:  # noqa: ARG002  # looks are no words
        """The lines of one paragraph; a title stays one however its lines are broken."""
        lines = [line for part in words.split("\n") if (line := one_line(part))]
        label, _ = self.label_of(look) if lines else ("", 0)
        if look.style == "toc" and lines:
            self.left_out["行目录"] += 1
            return
        is_heading = bool(look.outline and look.outline < 10) or look.style == "title" or look.is_centred
        if is_heading and len(lines) > 1:
            lines = ["".join(lines)]
        remarks, self.held = tuple(self.held), [] if lines else self.held
        for place, line in enumerate(lines):
            yield ReviewedLine(
                line,
                "" if place else label,
                _style(look),
                look.outline if look.outline and look.outline < 10 else 0,
                bool(look.is_centred),
                () if place else remarks,
            )

    def rows_of(self, table: Any) -> Iterator[Any]:
        """Nothing of a table; but one of a single cell that holds paragraphs is a frame around them."""
        rows = [list(within(row, qn("w:tc"))) for row in within(table, qn("w:tr"))]
        if len(rows) == 1 and len(rows[0]) == 1:
            inside = list(self.blocks(rows[0][0]))
            if len(inside) > 1:
                yield from inside
                return
        self.left_out["张表格"] += 1


def one_line(text: str) -> str:
    """Words as a line of print holds them, without what stands around them; a blank that does not break is a blank."""
    return clean_text(text.replace("\u00a0", " ")).strip(BLANKS)


_SALUTATION = re.compile(r"salutation|称呼|主送机关", re.IGNORECASE)


def _style(look: Look) -> str:
    return "title" if look.style == "title" else "salutation" if _SALUTATION.fullmatch(look.name) else ""


def _root(part: Any, relationship: str) -> Any | None:
    """The root of a part that another one leads to, None where there is none that can be read."""
    found = (one for one in part.rels.values() if one.reltype == relationship and not one.is_external)
    target = next((one.target_part for one in found), None)
    if target is None:
        return None
    try:
        element = getattr(target, "element", None)
        return parse_xml(target.blob) if element is None else element
    except LxmlError:
        return None


def _origin_of(package: Any) -> str:
    """The name of the wording that the file was made of, empty where it does not say."""
    root = _root(package, origin.RELATIONSHIP)
    for one in () if root is None else root.iterchildren(f"{{{origin.PROPERTIES}}}property"):
        if one.get("name") == origin.PROPERTY:
            return "".join(one.itertext()).strip()[:64]
    return ""
