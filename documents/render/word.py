"""A document as DOCX in our own template: real styles, so that a secretary can go on editing in Word."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_ORIENTATION, WD_SECTION_START
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from core.version import PROGRAM
from documents.content import (
    Attachment,
    Block,
    Contents,
    Document,
    Form,
    Heading,
    Paragraph,
    PictureRow,
    Role,
    Rosters,
    Run,
    Table,
)
from documents.house_style import Place

from . import page
from .house_word import opened
from .progress import counted
from .setting import now, using
from .tables import sheet_of
from .titles import title_lines, width
from .word_parts import (
    RUN_STYLES,
    add_bookmark,
    add_contents_line,
    add_form,
    add_masthead,
    add_names,
    add_origin,
    add_pictures,
    add_table,
)

_TEMPLATE = Path(__file__).with_name("word_template")
# The template's parts with the page numbers of odd and of even pages.
_NUMBERS = {page.PORTRAIT: ("rId3", "rId4"), page.LANDSCAPE: ("rId6", "rId7")}
# The first moment a ZIP archive can hold; every file in the archive carries it, whenever it was made.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """The document as a DOCX file; the same document always gives the same bytes."""
    with using(document.style):
        writer = _Writer()
        writer.write(document)
        return writer.saved(document)


class _Writer:
    """One document under way: adds its parts in order, turning pages where a wide table needs it."""

    def __init__(self) -> None:
        house, self._ids = now().house, dict[str, str]()
        if house:
            self._word, self._ids = opened(house, _template())
        else:
            self._word = docx.Document(BytesIO(_template()))
        self._sheet = now().portrait
        self._listed = 0
        self._begins_page = False

    def write(self, document: Document) -> None:
        """Add everything the document says."""
        if document.is_landscape:
            self._lay(self._word.sections[0], now().landscape)
        if document.number:
            self._add(document.number, "Normal").alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
            self._add("", "Normal")
        title = self._title(document.title, "Title")
        if document.masthead:
            add_masthead(title, self._add("", "Normal"), document.masthead)
        if document.recipient:
            self._add(document.recipient, "Salutation")
        self._blocks(document.blocks)
        if not document.is_landscape:
            self._turn(now().portrait)
        if document.signature or document.attachments:
            self._keep_last()
        self._notes(document)
        self._signature(document)
        for annex in document.attachments:
            self._annex(annex)
        self._part_from_table()

    def saved(self, document: Document) -> bytes:
        """The finished file with its properties."""
        properties = self._word.core_properties
        properties.title = document.title
        properties.author = properties.last_modified_by = document.issuer
        properties.language = document.language
        properties.comments = PROGRAM
        if document.keywords:
            properties.keywords = document.keywords
        if document.origin:
            add_origin(self._word, document.origin)
        properties.created = properties.modified = datetime.combine(document.created_on, datetime.min.time())
        buffer = BytesIO()
        self._word.save(buffer)
        with ZipFile(buffer) as archive:
            return _zipped((name, archive.read(name)) for name in archive.namelist())

    def _add(self, text: str, style: str) -> WordParagraph:
        paragraph = self._word.add_paragraph()
        paragraph._p.style = self._ids.get(style, style)
        if self._begins_page:
            paragraph.paragraph_format.page_break_before = True
            self._begins_page = False
        if text:
            paragraph.add_run(text)
        return paragraph

    def _title(self, title: str, style: str) -> WordParagraph:
        paragraph = self._add("", style)
        run = paragraph.add_run()
        for number, line in enumerate(
            title_lines(title, self._sheet.block_width_pt / now().size(Place.TITLE, page.TITLE_PT))
        ):
            if number:
                run.add_break()
            run.add_text(line)
        return paragraph

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in counted(blocks):
            match block:
                case Heading():
                    self._turn(now().portrait)
                    self._begins_page = self._begins_page or block.on_new_page
                    heading = self._add(block.text, f"Heading{block.level}")
                    if Contents.lists(block):
                        self._listed += 1
                        add_bookmark(heading, self._listed)
                case Contents():
                    self._contents(block)
                case Rosters():
                    self._turn(now().portrait)
                    for number, names in enumerate(block.lists):
                        add_names(self._add("", "AnnexNote"), names, is_first=number == 0)
                case PictureRow():
                    pictures = self._add("", "Normal")
                    add_pictures(pictures, block)
                    if block.caption:
                        pictures.paragraph_format.keep_with_next = True
                        self._add(block.caption, "Caption")
                case Paragraph():
                    self._turn(now().portrait)
                    self._runs(self._add("", "BodyText" if block.indent else "Normal"), block.runs)
                case Table():
                    self._turn(sheet_of(block))
                    self._part_from_table()
                    add_table(self._word, block)
                case Form():
                    self._turn(now().portrait)
                    self._part_from_table()
                    add_form(self._word, block)

    def _contents(self, contents: Contents) -> None:
        self._turn(now().portrait)
        label = self._add("", "Normal")
        label.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
        self._runs(label, (Run(contents.label, Role.HEI),))
        for number, heading in enumerate(contents.headings, start=1):
            add_contents_line(self._add(heading.text, "Normal"), heading, number)
        self._begins_page = True

    def _runs(self, paragraph: WordParagraph, runs: Iterable[Run]) -> None:
        for run in runs:
            written = paragraph.add_run(run.text)
            if run.role is not Role.FANG:
                written._r.style = RUN_STYLES[run.role]

    def _notes(self, document: Document) -> None:
        """The annexes' names, later lines of a name aligned with its first character."""
        for position, (note, annex) in enumerate(
            zip(document.attachment_notes(), document.attachments, strict=True)
        ):
            characters = (2 if position == 0 else 5, width(note.removesuffix(annex.title)))
            layout = self._add(note, "AnnexNote").paragraph_format
            layout.left_indent = Pt(sum(characters) * now().pitch)
            layout.first_line_indent = Pt(-characters[1] * now().pitch)
            layout.keep_with_next = bool(document.signature)
            if position == 0:
                layout.space_before = Pt(now().line)

    def _keep_last(self) -> None:
        """The last lines of the text go along with what ends the document."""
        last = self._word.element.body.sectPr.getprevious()
        rows = last.tr_lst[-1:] if isinstance(last, CT_Tbl) else [last]
        for part in rows:
            for paragraph in part.iter(qn("w:p")):
                layout = WordParagraph(paragraph, self._word._body).paragraph_format
                layout.keep_with_next = layout.widow_control = True

    def _signature(self, document: Document) -> None:
        signature = document.signature
        if signature is None:
            return
        widths = [width(text) * now().pitch for text in (signature.name, signature.date_text)]
        longest = self._sheet.block_width_pt - 2 * now().pitch
        indents = page.signature_indents(min(widths[0], longest), widths[1])
        name = self._add(signature.name, "Signature").paragraph_format
        is_shown = now().look(Place.SIGNATURE) is not None
        name.right_indent = None if is_shown else Pt(indents[0])
        name.space_before = Pt(now().line)
        name.keep_with_next = True
        date = self._add(signature.date_text, "Signature").paragraph_format
        date.right_indent = None if is_shown else Pt(indents[1])

    def _annex(self, annex: Attachment) -> None:
        self._turn(now().landscape if annex.is_landscape else now().portrait)
        self._add(annex.label, "AnnexLabel")
        self._title(annex.title, "AnnexTitle")
        self._blocks(annex.blocks)

    def _part_from_table(self) -> None:
        """Word takes two tables that touch for one, and wants a paragraph after the last."""
        if isinstance(self._word.element.body.sectPr.getprevious(), CT_Tbl):
            self._add("", "TableGap")

    def _turn(self, sheet: page.Sheet) -> None:
        """Go on with a page of another orientation, if this one is not of it."""
        if sheet is self._sheet:
            return
        section = self._word.add_section(WD_SECTION_START.NEW_PAGE)
        _drop_break_paragraph(self._word.element.body.sectPr.getprevious())
        self._lay(section, sheet)

    def _lay(self, section: Section, sheet: page.Sheet) -> None:
        """Give a section the size and margins of an orientation."""
        section.orientation = (
            WD_ORIENTATION.LANDSCAPE if sheet is now().landscape else WD_ORIENTATION.PORTRAIT
        )
        section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
        section.top_margin, section.right_margin = Mm(sheet.top), Mm(sheet.right)
        section.bottom_margin, section.left_margin = Mm(sheet.bottom), Mm(sheet.left)
        if now().house:
            section.different_first_page_header_footer &= section is self._word.sections[0]
        else:
            section.footer_distance = Mm(sheet.bottom) - Pt(page.NUMBER_DEPTH_PT)
            _number(section, sheet)
        self._sheet = sheet


def _number(section: Section, sheet: page.Sheet) -> None:
    """The page numbers of an orientation."""
    properties = section._sectPr
    for before in properties.findall(qn("w:footerReference")):
        properties.remove(before)
    for kind, part in zip(("even", "default"), reversed(_NUMBERS[sheet]), strict=True):
        reference = OxmlElement("w:footerReference")
        reference.set(qn("w:type"), kind)
        reference.set(qn("r:id"), part)
        properties.insert(0, reference)


def _drop_break_paragraph(empty: CT_P) -> None:
    """Move a section's end from a paragraph of its own, which would take a line, to the one before."""
    before = empty.getprevious()
    section = empty.get_or_add_pPr().sectPr
    if isinstance(before, CT_P) and before.pPr is not None and before.pPr.sectPr is None:
        before.set_sectPr(section)
        empty.getparent().remove(empty)
    else:
        empty.style = "TableGap"


@cache
def _template() -> bytes:
    """The template's parts as one file."""
    parts = sorted(path for path in _TEMPLATE.rglob("*") if path.is_file())
    return _zipped((path.relative_to(_TEMPLATE).as_posix(), path.read_bytes()) for path in parts)


def _zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts:
            archive.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return buffer.getvalue()
