"""How wide the columns of tables and forms are, and how their cells stand; the same in every rendering."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations

from documents.content import Form, FormCell, FormRow, Table

from . import page
from .setting import now
from .titles import width

CELL_PADDING_PT = 3.0
CELL_BORDER_PT = 0.5
# Over and under the words of a dense table's cell.
DENSE_PADDING_PT = 1.5
_SPARE_PT = 2 * CELL_PADDING_PT + 2 * CELL_BORDER_PT

# A form's row of at most so many lines is not cut by a page's end.
MOST_WHOLE_LINES = 12
# In a row at least so high, in millimetres, values begin at the top.
TALL_MM = 25.0


def sheet_of(table: Table) -> page.Sheet:
    """The orientation of the page that a table stands on."""
    return now().landscape if table.landscape else now().portrait


def size_of(table: Table) -> float:
    """Points of the type that a table is set in."""
    return page.DENSE_PT if table.dense else page.TABLE_PT


def text_widths(table: Table) -> list[float]:
    """Points of text a line of each column holds."""
    return [_text_width(share, sheet_of(table)) for share in table.shares]


def band_width(table: Table) -> float:
    """Points of text a line holds across all columns."""
    return _text_width(1.0, sheet_of(table))


def centred_columns(table: Table) -> list[bool]:
    """Per column: whether every entry fits one line, so that it looks best centred."""
    limits = [available / size_of(table) for available in text_widths(table)]
    return [
        all("\n" not in row[column] and width(row[column]) <= limit for row in table.rows)
        for column, limit in enumerate(limits)
    ]


# Columns are fitted to so many rows at most, spread over the table.
FITTED_ROWS = 60
# The least a column holds, in characters; what ends a word; and up to which length a word is not cut.
_NARROWEST = 2.0
_APART = re.compile("[、，；：。（）\\s]+")
_LONGEST_WORD = 7.0
# In which steps columns give room to each other, and how much the highest cell of a row outweighs the others.
_STEPS = (6.0, 3.0, 1.0, 0.5)
_POWER = 8


def fitted(table: Table) -> Table:
    """The table with its columns as wide as their entries ask: so that its rows together are as low as can be."""
    size = size_of(table)
    spare = _SPARE_PT / size
    room = sheet_of(table).block_width_pt / size - spare * len(table.header)
    rows = table.rows[:: -(-len(table.rows) // FITTED_ROWS) or 1]
    columns = list(zip(*rows, strict=True)) or [() for _ in table.header]
    least = [_least(label, cells) for label, cells in zip(table.header, columns, strict=True)]
    lengths = [[[width(line) for line in cell.split("\n")] for cell in cells] for cells in columns]
    longest = [
        max(narrow, *(one for cell in cells for one in cell), 0.0)
        for narrow, cells in zip(least, lengths, strict=True)
    ]
    roomy = [one * room / sum(longest) for one in longest]
    held = roomy if sum(longest) <= room else _balanced(lengths, least, room)
    return replace(table, widths=tuple(one + spare for one in held))


def _least(label: str, cells: Sequence[str]) -> float:
    """So wide that no short word is cut: a name, a day, a label of up to four characters; a longer one takes two lines."""
    words = {word for cell in cells for word in _APART.split(cell)}
    short = (one for one in map(width, words) if one <= _LONGEST_WORD)
    return max(_NARROWEST, width(label) if width(label) <= 4 else -(-width(label) // 2), *short)


def _balanced(
    lengths: Sequence[Sequence[Sequence[float]]], least: Sequence[float], room: float
) -> list[float]:
    """Widths of text that add up to the room, given lengths of lines by column and row."""

    @cache
    def heights(at: int, held: float) -> list[int]:
        return [sum(max(1, math.ceil(line / held)) for line in cell) ** _POWER for cell in lengths[at]]

    def height(widths: Sequence[float]) -> float:
        cells = (heights(at, held) for at, held in enumerate(widths))
        return sum(math.pow(sum(row), 1 / _POWER) for row in zip(*cells, strict=True))

    filled = [sum(map(sum, cells)) + 1 for cells in lengths]
    free = max(room - sum(least), 0.0)
    widths = [narrow + free * part / sum(filled) for narrow, part in zip(least, filled, strict=True)]
    best = height(widths)
    for step in _STEPS:
        moved = True
        while moved:
            moved = False
            for giver, taker in permutations(range(len(widths)), 2):
                if widths[giver] - step < least[giver]:
                    continue
                tried = list(widths)
                tried[giver] -= step
                tried[taker] += step
                if (lower := height(tried)) < best:
                    widths, best, moved = tried, lower, True
    return widths


def spans(form: Form, row: FormRow) -> Iterator[tuple[FormCell, float]]:
    """The cells of a form's row with their part of the whole width."""
    start = 0
    for cell in row.cells:
        yield cell, sum(form.shares[start : start + cell.columns])
        start += cell.columns


def span_text_width(share: float) -> float:
    """Points of text a line holds in a cell of a form that takes a part of the width."""
    return _text_width(share, now().portrait)


def may_be_cut(form: Form, row: FormRow) -> bool:
    """Whether a row of a form is too long to be kept on one page."""
    return any(_line_count(cell, share) > MOST_WHOLE_LINES for cell, share in spans(form, row))


def _line_count(cell: FormCell, share: float) -> int:
    limit = span_text_width(share) / page.TABLE_PT
    return sum(max(1, -int(-width(line) // limit)) for line in cell.lines)


def _text_width(share: float, sheet: page.Sheet) -> float:
    return max(share * sheet.block_width_pt - _SPARE_PT, page.TABLE_PT)
