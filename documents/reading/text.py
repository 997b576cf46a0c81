"""Reads a plain-text report: bytes → paragraphs."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from core.refusals import Refused
from documents.numbering import leading_number

from .files import BLANKS, HeadingTest, SourceDocument, SourceParagraph, no_heading

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b\x7f\ufffe\uffff]")
_UNREADABLE = "看不懂这个文件的文字编码（{detail}）。请用记事本打开，“另存为”时编码选 UTF-8，再导入。"
_MIN_WRAP, _MAX_WRAP = 15.0, 60.0  # line widths, in full-width characters
_SENTENCE_END = "。！？；：!?;:…”’）)"


def read_text(data: bytes, is_heading: HeadingTest = no_heading) -> SourceDocument:
    """The paragraphs of a text file in UTF-8, UTF-16/32 with mark, or GBK/GB18030; a heading begins one.

    Raises Refused if it is in no such encoding or holds binary data.
    """
    lines = [_line(raw) for raw in _LINE_END.split(decode(data))]
    return SourceDocument(tuple(_paragraphs(lines, is_heading)))


def decode(data: bytes) -> str:
    """The text of `data`; raises Refused rather than guess."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(_decoded(data, (encoding,)))
    return _checked(_decoded(data, ("utf-8", "gb18030")))


def _decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    detail = ""
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            detail = detail or f"第 {error.start + 1} 个字节读不出来"
    raise Refused(_UNREADABLE.format(detail=detail))


def _checked(text: str) -> str:
    if _CONTROL.search(text):
        raise Refused("这个文件里有二进制内容，不是纯文本，请检查是否选错了文件。")
    if "\ufffd" in text:
        detail = "有文字已经损坏成“\ufffd”"
        raise Refused(_UNREADABLE.format(detail=detail))
    return text.replace("\ufeff", "").replace("\x1a", "")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: float
    width: float


def _line(raw: str) -> _Line:
    text = raw.strip(BLANKS)
    indent = raw[: len(raw) - len(raw.lstrip(BLANKS))]
    return _Line(text, _width(indent), _width(text))


def _width(text: str) -> float:
    """Width in full-width characters; a tab counts two."""
    if text.isascii():
        return len(text) / 2 + text.count("\t") * 1.5
    wide = sum(1 for char in text if unicodedata.east_asian_width(char) in "WFA")
    return wide + (len(text) - wide) / 2 + text.count("\t") * 1.5


def _paragraphs(lines: list[_Line], is_heading: HeadingTest) -> list[SourceParagraph]:
    wrap = _wrap_width(lines)
    grouped: list[list[_Line]] = []
    previous: _Line | None = None
    for line in lines:
        goes_on = line.text and wrap and previous and _continues(grouped[-1][0], previous, line, wrap)
        if goes_on and not is_heading(line.text):
            grouped[-1].append(line)
        elif line.text:
            grouped.append([line])
        previous = line if line.text else None
    rows = _table_rows([group[0].text for group in grouped])
    return [
        SourceParagraph(
            _joined(group),
            is_centred=len(group) == 1 and group[0].indent >= 4,
            is_row=place in rows,
        )
        for place, group in enumerate(grouped)
    ]


def _wrap_width(lines: list[_Line]) -> float:
    """The width at which the whole text was wrapped by hand, or 0.

    Only when no line is longer, and at least three and a third of all lines fill it without
    ending a sentence.
    """
    filled = [line for line in lines if line.text]
    widest = max((line.indent + line.width for line in filled), default=0.0)
    if not _MIN_WRAP <= widest <= _MAX_WRAP:
        return 0
    full = [
        line
        for line in filled
        if line.indent + line.width >= widest - 2 and line.text[-1] not in _SENTENCE_END
    ]
    if len(full) >= 3 and len(full) * 3 >= len(filled):
        return widest
    # Or fewer, where each of them visibly goes on in the next line.
    following = {id(line): after for line, after in pairwise(lines)}
    goes_on = [id(line) in following and _continues(line, line, following[id(line)], widest) for line in full]
    return widest if len(full) >= 2 and all(goes_on) else 0


def _continues(first: _Line, previous: _Line, line: _Line, wrap: float) -> bool:
    """Whether `line` goes on with the paragraph that `first` begins and `previous` ends so far.

    After a full stop only where the paragraph's beginning is indented and this line is not.
    """
    if not line.text or previous.indent + previous.width < wrap - 2 or line.indent >= 1:
        return False
    if previous.text[-1] in "。！？" and first.indent < 1:
        return False
    return leading_number(line.text) is None


def _joined(group: list[_Line]) -> str:
    text = group[0].text
    for line in group[1:]:
        both_latin = text[-1].isascii() and text[-1].isalnum() and line.text[0].isascii()
        text += (" " if both_latin and line.text[0].isalnum() else "") + line.text
    return text


def _table_rows(texts: list[str]) -> set[int]:
    """Rows of tables drawn with tabs or bars: at least two neighbours, three cells each."""
    cells = [_cells(text) for text in texts]
    return {
        place
        for place, count in enumerate(cells)
        if count >= 3 and count in (*cells[max(place - 1, 0) : place], *cells[place + 1 : place + 2])
    }


def _cells(text: str) -> int:
    if text[0] in "|│┃┌├└┏┣┗" and text[-1] in "|│┃┐┤┘┓┫┛":
        return 3
    return len([cell for cell in re.split(r"\t+", text) if cell.strip(BLANKS)])
