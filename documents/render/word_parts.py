"""Parts of a Word file that python-docx has no call for: marks, red heads, names, contents, pictures, tables."""

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from html import escape
from io import BytesIO

import docx.document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_LINE_SPACING, WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from documents import origin
from documents.content import Form, FormRow, Heading, Masthead, NameList, PictureRow, Role, Table

from . import page
from .page import GAP_PT, drawn_sizes
from .setting import now
from .tables import DENSE_PADDING_PT, TALL_MM, centred_columns, may_be_cut, sheet_of, spans
from .titles import INDENT, hanging, name_lines

# Style ids of the template (word_template/word/styles.xml).
RUN_STYLES = {Role.TITLE: "TitleFace", Role.HEI: "Hei", Role.KAI: "Kai", Role.FANG: "Fang", Role.SONG: "Song"}


def add_origin(word: docx.document.Document, name: str) -> None:
    """Say in the file's properties which wording it carries out."""
    properties = (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
        f'<Properties xmlns="{origin.PROPERTIES}" xmlns:vt="{origin.VALUES}">'
        f'<property fmtid="{origin.FORMAT}" pid="2" name="{origin.PROPERTY}"><vt:lpwstr>{escape(name)}</vt:lpwstr></property>'
        "</Properties>"
    )
    package = word.part.package
    part = Part(PackURI("/docProps/custom.xml"), origin.CONTENT_TYPE, properties.encode(), package)
    package.relate_to(part, origin.RELATIONSHIP)


def _mark_name(number: int) -> str:
    return f"_Part{number}"


def add_bookmark(heading: Paragraph, number: int) -> None:
    """Mark a heading, so that the list of contents can say its page."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _mark_name(number))
    heading._p.insert(1 if heading._p.pPr is not None else 0, start)
    heading._p.append(end)


def add_contents_line(line: Paragraph, heading: Heading, number: int) -> None:
    """Dots and the page of a heading; Word fills the number in when it opens the file."""
    layout = line.paragraph_format
    layout.left_indent = Pt((heading.level - 1) * page.BODY_PT)
    layout.tab_stops.add_tab_stop(Pt(now().width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    line.add_run().add_tab()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f"PAGEREF {_mark_name(number)} \\h")
    field.set(qn("w:dirty"), "true")
    line._p.append(field)


def add_pictures(paragraph: Paragraph, row: PictureRow) -> None:
    """The pictures of a row in a line as high as they are."""
    layout = paragraph.paragraph_format
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.space_before = Pt(GAP_PT)
    for picture, (width, height) in zip(row.pictures, drawn_sizes(row), strict=True):
        run = paragraph.add_run(" " if picture is not row.pictures[0] else "")
        # A space of any typeface is narrower than the gap then: both pictures stay on the line.
        run.font.size = Pt(GAP_PT)
        shape = run.add_picture(BytesIO(picture.jpeg), width=Pt(width), height=Pt(height))
        shape._inline.docPr.set("descr", picture.alt)


def add_masthead(title: Paragraph, line: Paragraph, masthead: Masthead) -> None:
    """Make the title the red 标志, and the line under it the one over the red rule."""
    layout = title.paragraph_format
    layout.space_before, layout.space_after = Pt(page.MASTHEAD_ABOVE_PT), Pt(page.MASTHEAD_BELOW_PT)
    for run in title.runs:
        run.font.color.rgb = RGBColor.from_string(page.MASTHEAD_COLOUR)
    layout = line.paragraph_format
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    layout.first_line_indent = Pt(page.CHARACTER_PITCH_PT)
    right = Pt(now().width - page.CHARACTER_PITCH_PT)
    layout.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    layout.space_after = Pt(page.LINE_PITCH_PT)
    line.add_run(masthead.left).add_tab()
    line.add_run(masthead.right)
    _add_rule(line)


def _add_rule(line: Paragraph) -> None:
    """A red rule under a line; its width is given in eighths of a point."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    values = {"val": "single", "sz": str(round(page.MASTHEAD_RULE_PT * 8)), "space": "0"}
    for name, value in (values | {"color": page.MASTHEAD_COLOUR}).items():
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    # The order of a paragraph's properties is fixed: the border stands before the tab stops.
    line._p.get_or_add_pPr().find(qn("w:tabs")).addprevious(borders)


def add_names(paragraph: Paragraph, names: NameList, *, is_first: bool) -> None:
    """A list of names, later lines under the first name; the first list stands below a blank line."""
    layout = paragraph.paragraph_format
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    layout.left_indent = Pt(hanging(names) * page.CHARACTER_PITCH_PT)
    layout.first_line_indent = Pt((INDENT - hanging(names)) * page.CHARACTER_PITCH_PT)
    if is_first:
        layout.space_before = Pt(page.LINE_PITCH_PT)
    paragraph.add_run(names.label)._r.style = RUN_STYLES[Role.HEI]
    run = paragraph.add_run()
    for number, line in enumerate(name_lines(names)):
        if number:
            run.add_break()
        run.add_text(line)


def add_table(word: docx.document.Document, table: Table) -> None:
    """A table whose first row stands on every page; below it each row is a copy of one, with words of its own."""
    widths = [share * sheet_of(table).block_width_pt for share in table.shares]
    written = _empty(word, 2, widths)
    head, pattern = written.rows
    if table.dense:
        _set_padding(written, DENSE_PADDING_PT)
    _lay_out(head, "DenseHead" if table.dense else "TableHead", widths, [False] * len(widths))
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in head.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    _say(head._tr, table.header)
    _lay_out(pattern, "DenseText" if table.dense else "TableText", widths, centred_columns(table))
    _set_height(pattern, table.row_height)
    written._tbl.remove(pattern._tr)
    across = _across(pattern, widths) if table.bands else None
    for band, texts in table.banded_rows():
        if across is not None and band:
            over = deepcopy(across)
            _say(over, [band])
            written._tbl.append(over)
        row = deepcopy(pattern._tr)
        _say(row, texts)
        written._tbl.append(row)


def _across(pattern: _Row, widths: list[float]) -> CT_Row:
    """A row of one cell over all columns, which keeps with the row after it."""
    row = deepcopy(pattern._tr)
    first, *others = row.tc_lst
    for cell in others:
        row.remove(cell)
    first.grid_span = len(widths)
    first.width = Pt(_exact(sum(widths)))
    properties = first.p_lst[0].get_or_add_pPr()
    properties.get_or_add_keepNext()
    if properties.jc is not None:
        properties.remove(properties.jc)
    return row


def _set_padding(written: WordTable, points: float) -> None:
    """Less room over and under the words than the tables' style gives."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(points * page.TWIPS_PER_PT)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = written._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _lay_out(row: _Row, style: str, widths: list[float], centred: list[bool]) -> None:
    """Everything of a row but its words; an empty cell is left without a word."""
    for cell, width, is_centred in zip(row.cells, widths, centred, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph._p.style = style
        paragraph.add_run()._r.add_t("")
        cell.width = Pt(_exact(width))
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if is_centred:
            paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    _keep_whole(row)


def _say(row: CT_Row, texts: Iterable[str]) -> None:
    """The words of each cell, which has a paragraph with room for one line: further lines are copies of it."""
    for place, text in zip(list(row.iter(qn("w:t"))), texts, strict=True):
        first, *further = text.split("\n")
        paragraph = place.getparent().getparent()
        for line in reversed(further):
            copied = deepcopy(paragraph)
            next(copied.iter(qn("w:t"))).text = line
            paragraph.addnext(copied)
        if first:
            place.text = first
        else:
            place.getparent().remove(place)


def add_form(word: docx.document.Document, form: Form) -> None:
    """A form: each of its cells is one cell of the table, each line of a cell one paragraph."""
    written = _empty(word, 0, [share * now().width for share in form.shares])
    for row in form.rows:
        placed = _Row(written._tbl.add_tr(), written)
        for cell, share in spans(form, row):
            placed_cell = placed._tr.add_tc()
            placed_cell.width = Pt(_exact(share * now().width))
            if cell.columns > 1:
                placed_cell.grid_span = cell.columns
            at_top = row.height >= TALL_MM and not cell.is_label
            _fill(_Cell(placed_cell, written), cell.lines, is_label=cell.is_label, at_top=at_top)
        _finish(form, row, placed)
    _keep_last_row(written)


def _finish(form: Form, row: FormRow, placed: _Row) -> None:
    if not may_be_cut(form, row):
        _keep_whole(placed)
    _set_height(placed, row.height)


def _keep_last_row(written: WordTable) -> None:
    """The last row, where people sign, does not stand alone on a page."""
    for paragraph in written._tbl.tr_lst[-2:-1]:
        for properties in paragraph.xpath(".//w:p/w:pPr"):
            properties.get_or_add_keepNext()


def _fill(cell: _Cell, lines: list[str], *, is_label: bool, at_top: bool) -> None:
    cell._tc.remove(cell._tc.p_lst[0])
    for line in lines:
        paragraph = deepcopy(_paragraph("TableHead" if is_label else "TableText"))
        if line:
            paragraph.add_r().add_t(line)
        cell._tc.append(paragraph)
    place = WD_CELL_VERTICAL_ALIGNMENT
    cell.vertical_alignment = place.TOP if at_top else place.CENTER


@cache
def _paragraph(style: str) -> CT_P:
    """An empty paragraph in a style, to be copied."""
    paragraph: CT_P = OxmlElement("w:p")
    paragraph.style = style
    return paragraph


def _empty(word: docx.document.Document, rows: int, widths: list[float]) -> WordTable:
    """A bordered table whose columns have these widths in points."""
    written: WordTable = word.add_table(rows=rows, cols=len(widths))
    written._tbl.tblPr.style = "Ledger"
    written.autofit = False
    for column, width in zip(written.columns, widths, strict=True):
        column.width = Pt(_exact(width))
    return written


def _exact(points: float) -> float:
    """Points in whole twentieths, as the file has them."""
    return round(points * page.TWIPS_PER_PT) / page.TWIPS_PER_PT


def _keep_whole(row: _Row) -> None:
    """The row is not cut by a page's end."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_height(row: _Row, height: float) -> None:
    """At least so many millimetres."""
    if height:
        row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
