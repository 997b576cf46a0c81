"""How wide a table's columns are, and which stand centred; the same in every rendering."""

from reports.content.document import Table
from reports.render import page
from reports.render.titles import width

CELL_PADDING_PT = 3.0
CELL_BORDER_PT = 0.5


def sheet_of(table: Table) -> page.Sheet:
    """The orientation of the page that a table stands on."""
    return page.LANDSCAPE if table.landscape else page.PORTRAIT


def text_widths(table: Table) -> list[float]:
    """Points of text a line of each column holds."""
    spare = 2 * CELL_PADDING_PT + 2 * CELL_BORDER_PT
    return [max(share * sheet_of(table).block_width_pt - spare, page.TABLE_PT) for share in table.shares]


def centred_columns(table: Table) -> list[bool]:
    """Per column: whether every entry fits one line, so that it looks best centred."""
    limits = [available / page.TABLE_PT for available in text_widths(table)]
    return [all(width(row[column]) <= limit for row in table.rows) for column, limit in enumerate(limits)]
