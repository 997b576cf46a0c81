"""The tree an older report is read into: frozen, free of Django, and without loss.

Every paragraph of the file stands exactly once in the tree, with its words as they were typed.
A paragraph is cut into *pieces* where numbered blocks begin; items and points are read off the
pieces, so that the JSON and the re-export can never disagree.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any

from documents.reading.source_lines import SourceLine


class SectionKind(StrEnum):
    """What a section of the report is about."""

    LAST_YEAR = "last_year"
    FINDINGS = "findings"
    WORK = "work"
    PROBLEMS = "problems"
    CAUSES = "causes"
    MEASURES = "measures"
    OTHER = "other"


KIND_LABELS = {
    SectionKind.LAST_YEAR: "上年度整改情况",
    SectionKind.FINDINGS: "查摆问题通报",
    SectionKind.WORK: "一年来工作",
    SectionKind.PROBLEMS: "主要问题",
    SectionKind.CAUSES: "原因分析",
    SectionKind.MEASURES: "努力方向和措施",
    SectionKind.OTHER: "其他",
}


class Role(StrEnum):
    """What a paragraph is for."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    SALUTATION = "salutation"
    HEADING = "heading"
    BODY = "body"
    SUBHEADING = "subheading"
    TABLE = "table"
    PAGE_FURNITURE = "page_furniture"
    SIGNATURE = "signature"
    DATE = "date"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one paragraph that belongs to one block.

    `item` and `point` count from 0; `item` is None in the text before the first item, `point` is
    None in the item's own text. `number` is the label that opens the block (“一是”), or "".
    """

    number: str
    text: str
    item: int | None = None
    point: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedParagraph:
    """One paragraph of the file (a table row is one paragraph, its cells parted by tabs).

    `number` is the label at its beginning and `number_style` the style's name; with `automatic`
    the label was computed by Word and is no part of the typed text. `text` is the rest, verbatim,
    inline labels included. `run_in` marks text that stood on the heading's own line.
    """

    role: Role
    text: str
    number: str = ""
    number_style: str = ""
    automatic: bool = False
    run_in: bool = False
    pieces: tuple[Piece, ...] = ()
    # The place of its paragraph in the file, and what a person said that it is.
    row: int = field(default=-1, compare=False)
    forced: str = field(default="", compare=False)

    @property
    def typed(self) -> str:
        """The paragraph as it was typed: the number too, unless Word had computed it."""
        return self.text if self.automatic else self.number + self.text


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """A numbered block of a section.

    `text` is the block's own words up to its first point, without the number, final punctuation
    kept. Unnumbered paragraphs that follow belong to the block that is open, the last point if
    there is one and the item otherwise, joined with a line feed: reading text and points in order
    always gives the order of the file.
    """

    number: str
    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A section: its heading without number, and all its paragraphs, the heading's included."""

    kind: SectionKind
    heading: str
    paragraphs: tuple[ParsedParagraph, ...] = ()

    @property
    def intro(self) -> str:
        """The text before the first item (all of it where there are no items)."""
        return "\n".join(piece.text for piece in self._pieces() if piece.item is None)

    @property
    def items(self) -> tuple[ParsedItem, ...]:
        """The numbered blocks in order."""
        numbers: list[str] = []
        texts: list[list[str]] = []
        points: list[list[list[str]]] = []
        for piece in self._pieces():
            if piece.item is None:
                continue
            if piece.item == len(texts):
                numbers.append(piece.number)
                texts.append([])
                points.append([])
            if piece.point is None:
                texts[-1].append(piece.text)
            elif piece.point == len(points[-1]):
                points[-1].append([piece.text])
            else:
                points[-1][-1].append(piece.text)
        return tuple(
            ParsedItem(number, _joined(text), tuple(_joined(point) for point in own))
            for number, text, own in zip(numbers, texts, points, strict=True)
        )

    def _pieces(self) -> list[Piece]:
        return [piece for paragraph in self.paragraphs for piece in paragraph.pieces]


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """The whole file: `opening` (title to preamble), sections, `closing` (thanks to annex)."""

    title: str
    opening: tuple[ParsedParagraph, ...]
    sections: tuple[ParsedSection, ...]
    closing: tuple[ParsedParagraph, ...] = ()
    warnings: tuple[str, ...] = ()
    # The lines and cells of the file as they were typed.
    source_lines: tuple[str, ...] = ()
    # The paragraphs of the file, which a person may mend, and what became of those that stand nowhere.
    source_paragraphs: tuple[str, ...] = ()
    left_out: Mapping[int, str] = field(default_factory=dict)

    @property
    def preamble(self) -> tuple[ParsedParagraph, ...]:
        """The running text before the first section, without title, date and salutation."""
        return tuple(one for one in self.opening if one.role is Role.BODY)

    @property
    def paragraphs(self) -> tuple[ParsedParagraph, ...]:
        """Every paragraph of the file, in the order of the file."""
        inner = (one for section in self.sections for one in section.paragraphs)
        return (*self.opening, *inner, *self.closing)

    def as_json(self) -> dict[str, Any]:
        """The published form: title, sections with intro, items and points, warnings."""
        return {
            "title": self.title,
            "sections": [_section_json(section) for section in self.sections],
            "warnings": list(self.warnings),
            "lines": [line.as_json() for line in lines_of(self)],
        }


def _section_json(section: ParsedSection) -> dict[str, Any]:
    items = [{"text": item.text, "points": list(item.points)} for item in section.items]
    return {
        "kind": section.kind.value,
        "heading": section.heading,
        "intro": section.intro,
        "items": items,
    }


def _joined(texts: list[str]) -> str:
    return "\n".join(text for text in texts if text)


ROLE_LABELS = {
    Role.TITLE: "标题",
    Role.SUBTITLE: "副标题",
    Role.SALUTATION: "称呼",
    Role.HEADING: "部分的标题",
    Role.BODY: "正文",
    Role.SUBHEADING: "小标题",
    Role.TABLE: "没有导入：表格",
    Role.PAGE_FURNITURE: "没有导入：页码、目录",
    Role.SIGNATURE: "落款",
    Role.DATE: "日期",
    Role.ATTACHMENT: "附件说明",
}


def rows_became(report: ParsedReport) -> dict[int, str]:
    """What each paragraph of the file became, by its place."""
    became: dict[int, dict[str, None]] = {}
    for one, what in _told(report):
        became.setdefault(one.row, {})[what] = None
    return {**report.left_out, **{row: "、".join(words) for row, words in became.items()}}


def _told(report: ParsedReport) -> Iterator[tuple[ParsedParagraph, str]]:
    for one in report.opening:
        yield one, "开头" if one.role is Role.BODY else ROLE_LABELS[one.role]
    for section in report.sections:
        for one in section.paragraphs:
            yield one, _became(one, section)
    for one in report.closing:
        yield one, "结尾" if one.role is Role.BODY else ROLE_LABELS[one.role]


# What was moved stands near: parts of one section at most. A file may have fifty thousand lines.
NEAR = 400
_MARKS = re.compile(r"[\s#*`_>—─=\-]+")


def lines_of(report: ParsedReport) -> list[SourceLine]:
    """Every line and cell of the file as it was typed, in order, with what it became."""
    told = [cell for one, what in _told(report) for cell in _cells(one, what)]
    lines = [*report.source_lines] or [text for text, _ in told]
    return [
        SourceLine(str(number), text, became)
        for number, (text, became) in enumerate(zip(lines, _found(lines, told), strict=True), start=1)
    ]


def _found(lines: list[str], told: list[tuple[str, str]]) -> Iterator[str]:
    """What each line became: looked for from where the last one was found, as lines of a text may be joined."""
    bare = [(_MARKS.sub("", text), became) for text, became in told]
    at = 0
    for line in lines:
        words = _MARKS.sub("", line)
        order = chain(range(at, min(at + NEAR, len(bare))), range(max(0, at - NEAR), at))
        place = next((one for one in order if words and _is_part(words, bare[one][0])), None)
        if place is None:
            yield "没有导入：分隔线" if not words else "没有导入：不是报告的文字"
            continue
        at = place
        yield bare[place][1]


def _is_part(words: str, text: str) -> bool:
    return bool(text) and (words in text or text in words)


def _cells(one: ParsedParagraph, became: str) -> list[tuple[str, str]]:
    texts = one.typed.split("\t") if one.role is Role.TABLE else one.typed.split("\n")
    return [(text, became) for text in texts if text.strip()]


def _became(one: ParsedParagraph, section: ParsedSection) -> str:
    label = KIND_LABELS[section.kind]
    if one.pieces:
        items = dict.fromkeys(piece.item for piece in one.pieces)
        places = [f"第 {item + 1} 条" if item is not None else "引言" for item in items]
        return f"{label}：{'、'.join(places)}"
    what = ROLE_LABELS[one.role]
    return what if what.startswith("没有") else f"{label}：{what}"
