"""Tables and forms in a Word file."""

import docx.document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from reports.content.document import Form, FormRow, Table
from reports.render import page
from reports.render.tables import TALL_MM, centred_columns, may_be_cut, sheet_of, spans


def add_table(word: docx.document.Document, table: Table) -> None:
    """A table whose first row stands on every page."""
    widths = [share * sheet_of(table).block_width_pt for share in table.shares]
    written = _empty(word, len(table.rows) + 1, widths)
    cells = written._cells  # taken once: looking a cell up by row and column walks the whole table
    texts = [*table.header, *(text for row in table.rows for text in row)]
    centred = centred_columns(table)
    for position, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        column = position % len(widths)
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "TableHead" if position < len(widths) else "TableText"
        paragraph.add_run(text)
        cell.width = Pt(_exact(widths[column]))
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if centred[column] and position >= len(widths):
            paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    for number, row in enumerate(written.rows):
        _keep_whole(row)
        if number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        else:
            _set_height(row, table.row_height)


def add_form(word: docx.document.Document, form: Form) -> None:
    """A form: each of its cells is one cell of the table, each line of a cell one paragraph."""
    written = _empty(word, 0, [share * page.PORTRAIT.block_width_pt for share in form.shares])
    for row in form.rows:
        placed = _Row(written._tbl.add_tr(), written)
        for cell, share in spans(form, row):
            placed_cell = placed._tr.add_tc()
            placed_cell.width = Pt(_exact(share * page.PORTRAIT.block_width_pt))
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
    for number, line in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph._p.style = "TableHead" if is_label else "TableText"
        if line:
            paragraph.add_run(line)
    place = WD_CELL_VERTICAL_ALIGNMENT
    cell.vertical_alignment = place.TOP if at_top else place.CENTER


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
