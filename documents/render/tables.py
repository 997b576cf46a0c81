"""How wide the columns of tables and forms are, and how their cells stand; the same in every rendering."""

from collections.abc import Iterator

from documents.content import Form, FormCell, FormRow, Table

from . import page
from .titles import width

CELL_PADDING_PT = 3.0
CELL_BORDER_PT = 0.5
_SPARE_PT = 2 * CELL_PADDING_PT + 2 * CELL_BORDER_PT

# A form's row of at most so many lines is not cut by a page's end.
MOST_WHOLE_LINES = 12
# In a row at least so high, in millimetres, values begin at the top.
TALL_MM = 25.0


def sheet_of(table: Table) -> page.Sheet:
    """The orientation of the page that a table stands on."""
    return page.LANDSCAPE if table.landscape else page.PORTRAIT


def text_widths(table: Table) -> list[float]:
    """Points of text a line of each column holds."""
    return [_text_width(share, sheet_of(table)) for share in table.shares]


def centred_columns(table: Table) -> list[bool]:
    """Per column: whether every entry fits one line, so that it looks best centred."""
    limits = [available / page.TABLE_PT for available in text_widths(table)]
    return [all(width(row[column]) <= limit for row in table.rows) for column, limit in enumerate(limits)]


def spans(form: Form, row: FormRow) -> Iterator[tuple[FormCell, float]]:
    """The cells of a form's row with their part of the whole width."""
    start = 0
    for cell in row.cells:
        yield cell, sum(form.shares[start : start + cell.columns])
        start += cell.columns


def span_text_width(share: float) -> float:
    """Points of text a line holds in a cell of a form that takes a part of the width."""
    return _text_width(share, page.PORTRAIT)


def may_be_cut(form: Form, row: FormRow) -> bool:
    """Whether a row of a form is too long to be kept on one page."""
    return any(_line_count(cell, share) > MOST_WHOLE_LINES for cell, share in spans(form, row))


def _line_count(cell: FormCell, share: float) -> int:
    limit = span_text_width(share) / page.TABLE_PT
    return sum(max(1, -int(-width(line) // limit)) for line in cell.lines)


def _text_width(share: float, sheet: page.Sheet) -> float:
    return max(share * sheet.block_width_pt - _SPARE_PT, page.TABLE_PT)
