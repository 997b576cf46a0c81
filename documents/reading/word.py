"""Reads a Word file: .docx → paragraphs as a reader sees them.

Insertions under review count, deletions do not; text boxes follow the paragraph they hang on;
headers, footers, footnotes and comments are left out.
"""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError

from core.refusals import Refused
from documents.numbering import leading_number

from .files import BLANKS, HeadingTest, SourceDocument, SourceParagraph, no_heading
from .packages import opened_as_word_does
from .word_styles import Look, Numbering, Styles, is_on, qn, run_look

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_SKIPPED = {
    qn(tag)
    for tag in (
        *("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText", "w:rt", "w:sdtPr"),
        *("w:txbxContent", "w:delInstrText", "w:sdtEndPr", "w:fldData", "w:tblPr", "w:trPr"),
    )
}
_BLOCK_WRAPPERS = {
    qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
}
_MARKS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:ptab"): "\t",
}


@dataclass(slots=True)
class _Text:
    """The words of one paragraph while it is being read."""

    parts: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)


def read_word(data: bytes, is_heading: HeadingTest = no_heading) -> SourceDocument:
    """The paragraphs of a .docx; raises Refused where it is none, or not a sound one."""
    return WordReader(open_word(data), is_heading).read()


class WordReader:
    """Reads one document; keeps its styles, the state of its lists, and what was left out."""

    def __init__(self, document: Any, is_heading: HeadingTest = no_heading) -> None:
        self.is_heading = is_heading
        self.body = document.element.body
        self.styles = Styles(document.styles.element)
        related = document.part.rels.values()
        lists = (one for one in related if one.reltype == RELATIONSHIP_TYPE.NUMBERING)
        part = next((one.target_part for one in lists if not one.is_external), None)
        self.numbering = Numbering(getattr(part, "element", None))
        self.left_out: Counter[str] = Counter()
        self.pending = ""  # words of a paragraph whose end is deleted under review

    def read(self) -> SourceDocument:
        """All paragraphs."""
        paragraphs = tuple(self.blocks(self.body))
        warnings = tuple(f"文档里有{count} {what}，没有导入。" for what, count in self.left_out.items())
        return SourceDocument(paragraphs, warnings)

    def blocks(self, parent: Any) -> Iterator[Any]:
        """What stands in a part of the document, in reading order: whatever `lines_of` and `rows_of` make of it."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self.rows_of(child)
            elif child.tag in _BLOCK_WRAPPERS:
                yield from self.blocks(child)
            elif child.tag == f"{_MC}AlternateContent":
                yield from self.blocks(_chosen(child))

    def _paragraph(self, element: Any) -> Iterator[Any]:
        properties = element.find(qn("w:pPr"))
        look = self.styles.of_paragraph(properties)
        text = _Text()
        self._collect(element, look, text)
        words = self.pending + "".join(text.parts)
        self.pending = ""
        if _is_end_deleted(properties):
            self.pending = words
            return
        yield from self.lines_of(words, look, text)
        for box in text.boxes:
            yield from self.blocks(box)

    def lines_of(self, words: str, look: Look, text: _Text) -> Iterator[Any]:
        """The lines of one paragraph."""
        lines = [line for part in words.split("\n") if (line := part.strip(BLANKS))]
        if not lines:
            return
        outline = look.outline if look.outline and look.outline < 10 else None
        if outline and len(lines) > 1 and not any(leading_number(line) for line in lines[1:]):
            lines = ["".join(lines)]
        label, depth = self.label_of(look)
        for place, line in enumerate(lines):
            yield SourceParagraph(
                text=line,
                label="" if place else label,
                list_level=0 if place else depth,
                outline=None if place else outline,
                style=look.style,
                is_bold=bool(text.bold) and all(text.bold),
                is_centred=bool(look.is_centred),
                size=max(text.sizes, default=0),
            )

    def label_of(self, look: Look) -> tuple[str, int]:
        """The number that Word computes for a paragraph, and its depth."""
        if not look.num_id or look.num_id == "0":
            return "", 0
        depth = look.list_level
        if depth is None:
            depth = self.numbering.level_of_style(look.num_id, look.num_style)
        return self.numbering.label(look.num_id, depth), depth

    def _collect(self, element: Any, look: Look, text: _Text) -> None:
        """Adds the visible words below `element`; text boxes are set aside."""
        for child in element:
            tag = child.tag
            if tag == qn("w:txbxContent"):
                text.boxes.append(child)
            elif tag in _SKIPPED or not isinstance(tag, str):
                continue
            elif tag == f"{_MC}AlternateContent":
                self._collect(_chosen(child), look, text)
            elif tag == qn("w:r"):
                self._run(child, look, text)
            elif tag in (qn("w:t"), _MATH_TEXT):
                text.parts.append((child.text or "").replace("\n", " "))
            elif tag in _MARKS:
                text.parts.append(_MARKS[tag])
            else:
                self._note(tag)
                self._collect(child, look, text)

    def _run(self, run: Any, look: Look, text: _Text) -> None:
        properties = run.find(qn("w:rPr"))
        if properties is not None and is_on(properties, "w:vanish"):
            self.left_out["处隐藏文字"] += 1
            return
        before = len(text.parts)
        self._collect(run, look, text)
        if not "".join(text.parts[before:]).strip(BLANKS):
            return
        if properties is not None:
            style = properties.find(qn("w:rStyle"))
            named = Look() if style is None else self.styles.of(style.get(qn("w:val"), ""))
            look = look.under(named).under(run_look(properties))
        text.bold.append(bool(look.is_bold))
        text.sizes.append(look.size or 0)

    def _note(self, tag: str) -> None:
        if tag == _BLIP:
            self.left_out["张图片"] += 1
        elif tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            self.left_out["处脚注或尾注"] += 1

    def _is_heading(self, source: SourceParagraph) -> bool:
        number = leading_number(source.text)
        return self.is_heading(source.text[number.end if number else 0 :])

    def rows_of(self, table: Any) -> Iterator[Any]:
        """One paragraph a row; a frame of a single cell around the report is no table."""
        rows = [list(within(row, qn("w:tc"))) for row in within(table, qn("w:tr"))]
        cells = [[list(self.blocks(cell)) for cell in row] for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1 and any(map(self._is_heading, cells[0][0])):
            yield from cells[0][0]
            return
        for row in cells:
            texts = [" ".join(one.text for one in cell) for cell in row]
            if any(texts):
                yield SourceParagraph("\t".join(texts).strip(BLANKS), is_row=True)


def within(element: Any, tag: str) -> Iterator[Any]:
    """Children of that tag, also inside content controls and insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            yield from within(child, tag)


def _chosen(alternatives: Any) -> Any:
    """The first choice of an mc:AlternateContent, for they all hold the same words."""
    found = (alternatives.find(f"{_MC}{name}") for name in ("Choice", "Fallback"))
    return next((one for one in found if one is not None), ())


def _is_end_deleted(properties: Any) -> bool:
    """Whether a paragraph's end is struck, or moved elsewhere with its words."""
    paths = [f"{qn('w:rPr')}/{qn(tag)}" for tag in ("w:del", "w:moveFrom")]
    return properties is not None and any(properties.find(path) is not None for path in paths)


MAX_PARTS = 3000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 30 * 1024 * 1024

_NOT_WORD = "这不是 Word 文档（.docx）：{why}。请用 Word 或 WPS 打开原文件，另存为 .docx 后再导入。"
_DAMAGED = "Word 文档已经损坏，读不出来（{why}）。请用 Word 或 WPS 打开并修复，另存为 .docx 后再导入。"
_TOO_BIG = "Word 文档解压后太大（{why}），不能导入。请删去图片或附件，只留正文后再导入。"
_OTHER_OFFICE = {
    b"spreadsheetml": "内容是 Excel 表格",
    b"presentationml": "内容是演示文稿",
    b"ms-word.template": "内容是带宏的 Word 模板",
    b"wordprocessingml.template": "内容是 Word 模板（.dotx）",
    b"oasis.opendocument": "内容是 ODF 文档",
}
_OPEN_ERRORS = (
    PythonDocxError,
    OpcError,
    LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    OSError,
    ParseError,
)


def open_word(data: bytes) -> Document:
    """The document; raises Refused for anything that is not a sound, plain .docx."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_archive(archive)
            try:
                document = docx.Document(BytesIO(opened_as_word_does(data)))
                body = document.element.body
            except _OPEN_ERRORS as error:
                _say_what_is_wrong(archive)
                raise Refused(_NOT_WORD.format(why="里面没有可读的正文")) from error
            if body is None:
                _say_what_is_wrong(archive)
                raise Refused(_NOT_WORD.format(why="里面没有正文"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(_DAMAGED.format(why="压缩包不完整")) from error
    return document


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("这个文档加了密码，不能导入。请用 Word 或 WPS 去掉密码后再导入。")
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused(_TOO_BIG.format(why=f"超过 {MAX_UNPACKED // 1024 // 1024} MB"))
    if "[Content_Types].xml" not in names:
        raise Refused(_NOT_WORD.format(why="只是一个普通压缩包"))
    _check_types(archive, names)
    for entry in _xml_parts(archive):
        if entry.file_size > MAX_XML:
            raise Refused(_TOO_BIG.format(why=f"其中一部分超过 {MAX_XML // 1024 // 1024} MB"))
        content = archive.read(entry)
        # Definitions stand in what begins so; in UTF-16 and the like only a parser can tell.
        if b"<!DOCTYPE" in content or b"\0" in content[:4]:
            _check_part(entry.filename, content)


def _xml_parts(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels")):
            yield entry


def _say_what_is_wrong(archive: zipfile.ZipFile) -> None:
    """Raises Refused for the part because of which a document does not open, where one is to blame."""
    for entry in _xml_parts(archive):
        _check_part(entry.filename, archive.read(entry))


def _check_types(archive: zipfile.ZipFile, names: set[str]) -> None:
    types = archive.read("[Content_Types].xml")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        raise Refused("这个 Word 文档带有宏，不能导入。请另存为不带宏的 .docx 后再导入。")
    if b"wordprocessingml.document.main" in types:
        return
    for mark, why in _OTHER_OFFICE.items():
        if mark in types:
            raise Refused(_NOT_WORD.format(why=why))
    raise Refused(_NOT_WORD.format(why="里面没有正文"))


def _check_part(name: str, content: bytes) -> None:
    try:
        root = _root_of(content)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refused(_DAMAGED.format(why=f"{name} 有错误")) from error
    if root.startswith("http://purl.oclc.org/ooxml/wordprocessingml"):
        raise Refused(
            "这是“严格 Open XML”格式的文档，不能直接导入。"
            "请用 Word 打开，另存时文件类型选“Word 文档（*.docx）”，再导入。"
        )


def _root_of(content: bytes) -> str:
    """The name of a part's root element, once the whole part was found sound and free of definitions."""
    names: list[str] = []

    def first(name: str, _attributes: object) -> None:
        names.append(name)
        parser.StartElementHandler = None

    def forbidden(*_definition: object) -> None:
        raise Refused(
            "这个 Word 文档里有不安全的内容（XML 实体定义），不能导入。"
            "请把文字复制到新建的 Word 文档里，保存后再导入。"
        )

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = first
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    parser.Parse(content, True)
    return names[0] if names else ""
