"""Tables and forms as strips: a row each, its cells composed; a form's long row is cut where a page ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from documents.content import Form, FormRow, Role, Run, Table

from . import page
from .lines import Line, Measure, compose, line_width
from .progress import counted
from .setting import baseline, now
from .strips import Image, Rule, Strip, Tag, Words
from .tables import (
    CELL_BORDER_PT,
    CELL_PADDING_PT,
    DENSE_PADDING_PT,
    TALL_MM,
    band_width,
    centred_columns,
    may_be_cut,
    sheet_of,
    size_of,
    span_text_width,
    spans,
    text_widths,
)

# In a cell a line is not pulled apart further than this part of a character.
_LOOSEST_EM = 0.1
_HALF = CELL_BORDER_PT / 2
_INSET = CELL_PADDING_PT + _HALF
# Where a page cuts a row, each part has so many lines at least.
_LEAST_LINES = 2


@dataclass(slots=True)
class _Cell:
    """The lines of a cell (None: an empty one) from the left grid line at `x`; `width` reaches to the right one."""

    x: float
    width: float
    lines: Sequence[Line | None]
    role: Role
    tag: Tag | None
    is_centred: bool = False
    is_high: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """How the rows of a table are set: `over` and `under` is the space between words and grid lines."""

    sheet: page.Sheet
    size: float
    pitch: float
    over: float
    under: float

    def height(self, lines: int) -> float:
        """Points that a row of so many lines takes, half a grid line over and under it included."""
        return lines * self.pitch + self.over + self.under + CELL_BORDER_PT

    def lines(self, height: float) -> int:
        """So many lines a row of this height holds."""
        return int((height - self.over - self.under - CELL_BORDER_PT) // self.pitch)


def table_strips(table: Table, parent: Tag) -> list[Strip]:
    """A table with its header, which every page repeats."""
    pitch = page.DENSE_PITCH_PT if table.dense else page.TABLE_PITCH_PT
    padding = DENSE_PADDING_PT if table.dense else CELL_PADDING_PT
    look = _Look(sheet_of(table), size_of(table), pitch, padding, padding)
    measures = [_measure(available, look.size) for available in text_widths(table)]
    edges = list(_edges(table.shares, look.sheet))
    tag = Tag("Table", parent)
    head = _header(table, look, edges, measures, Tag("THead", tag))
    again = _header(table, look, edges, measures, None)
    body = Tag("TBody", tag)
    rows = list(_rows(table, look, edges, measures, body))
    for row in rows:
        row.head, row.foot = again, _HALF
    return _closed([*head, *rows])


def _header(
    table: Table, look: _Look, edges: list[float], measures: Sequence[Measure], tag: Tag | None
) -> list[Strip]:
    row = tag and Tag("TR", tag)
    cells = [
        _Cell(
            left,
            right - left,
            _composed([text], measure, Role.HEI),
            Role.HEI,
            row and Tag("TH", row, attributes="/O /Table /Scope /Column"),
            is_centred=True,
        )
        for text, measure, left, right in zip(table.header, measures, edges, edges[1:], strict=False)
    ]
    header = _row(cells, look)
    header.leads = True
    return [_edge(look.sheet), header]


def _rows(
    table: Table, look: _Look, edges: list[float], measures: Sequence[Measure], parent: Tag
) -> Iterator[Strip]:
    """Each row with what stands over it."""
    across = _measure(band_width(table), look.size)
    centred, least = centred_columns(table), table.row_height * page.PT_PER_MM
    for band, row in counted(list(table.banded_rows())):
        if band:
            lines = _composed([band], across, Role.SONG)
            over = Tag("TD", Tag("TR", parent), attributes=f"/O /Table /ColSpan {len(row)}")
            strip = _row([_Cell(edges[0], edges[-1] - edges[0], lines, Role.SONG, over)], look)
            strip.leads = True
            yield strip
        in_row = Tag("TR", parent)
        cells = [
            _Cell(
                left,
                right - left,
                _composed(text.splitlines() or [text], measure, Role.SONG),
                Role.SONG,
                Tag("TD", in_row),
                is_centred,
            )
            for text, measure, left, right, is_centred in zip(
                row, measures, edges, edges[1:], centred, strict=False
            )
        ]
        yield _row(cells, look, least)


def form_strips(form: Form, parent: Tag) -> list[Strip]:
    """A form; its labels head their rows."""
    look = _Look(now().portrait, page.TABLE_PT, page.TABLE_PITCH_PT, CELL_PADDING_PT, CELL_PADDING_PT)
    tag = Tag("Table", parent)
    again = [_edge(look.sheet)]
    rows = [_form_row(form, row, look, Tag("TR", tag)) for row in form.rows]
    for strip in rows:
        strip.head, strip.foot = again, _HALF
    # Who signs, signs under the record.
    rows[-1].stays = True
    return _closed([_edge(look.sheet), *rows])


def _form_row(form: Form, row: FormRow, look: _Look, tag: Tag) -> Strip:
    cells, x = [], _HALF
    whole = look.sheet.block_width_pt - CELL_BORDER_PT
    for cell, share in spans(form, row):
        role = Role.HEI if cell.is_label else Role.SONG
        kind, scope = ("TH", " /Scope /Row") if cell.is_label else ("TD", "")
        span = f" /ColSpan {cell.columns}" if cell.columns > 1 else ""
        lines = _composed(cell.lines, _measure(span_text_width(share)), role)
        own = Tag(kind, tag, attributes=f"/O /Table{scope}{span}" if scope or span else "")
        is_high = row.height >= TALL_MM and not cell.is_label
        cells.append(_Cell(x, share * whole, lines, role, own, cell.is_label, is_high))
        x += share * whole
    return _row(cells, look, row.height * page.PT_PER_MM, is_long=may_be_cut(form, row))


def _row(cells: Sequence[_Cell], look: _Look, least: float = 0.0, *, is_long: bool = False) -> Strip:
    """A row at least so high, closed by a line under it; a long one may be cut."""
    count = max(len(cell.lines) for cell in cells)
    height = max(look.height(count), least)
    marks: list[Words | Rule | Image] = []
    for cell in cells:
        _set(cell, look, height, marks)
    marks += _grid([*(cell.x for cell in cells), cells[-1].x + cells[-1].width], height)
    strip = Strip(look.sheet, height, marks, foot=_HALF)
    if is_long and count >= 2 * _LEAST_LINES:
        strip.cut = lambda room: _cut(strip, cells, look, room - _HALF)
    return strip


def _cut(whole: Strip, cells: Sequence[_Cell], look: _Look, room: float) -> tuple[Strip, Strip] | None:
    """The row down to the end of the room, and the rest of it; None where a part would have too few lines."""
    upper, lower = replace(look, under=0.0), replace(look, over=0.0)
    lines = min(upper.lines(room), max(len(cell.lines) for cell in cells) - _LEAST_LINES)
    if lines < _LEAST_LINES:
        return None
    above, below = (
        [replace(one, lines=one.lines[part], is_high=one.is_high or len(one.lines) > lines) for one in cells]
        for part in (slice(lines), slice(lines, None))
    )
    first, rest = _row(above, upper, room), _row(below, lower, is_long=True)
    first.stays, rest.head = whole.stays, whole.head
    return first, rest


def _set(cell: _Cell, look: _Look, height: float, marks: list[Words | Rule | Image]) -> None:
    """The words of a cell, in the middle of its height unless it is high."""
    spare = height - look.height(len(cell.lines))
    y = _HALF + look.over + (0.0 if cell.is_high else spare / 2) + baseline(cell.role, look.size, look.pitch)
    x, width = cell.x + _INSET, cell.width - 2 * _INSET
    for line in cell.lines:
        if line is not None:
            indent = (width - line_width(line, look.size)) / 2 if cell.is_centred else 0.0
            marks.append(Words(x + indent, y, line, look.size, cell.tag))
        y += look.pitch


def _grid(edges: Sequence[float], height: float) -> Iterator[Rule]:
    yield Rule(edges[0] - _HALF, height, edges[-1] + _HALF, height, CELL_BORDER_PT)
    for x in edges:
        yield Rule(x, 0.0, x, height, CELL_BORDER_PT)


def _edge(sheet: page.Sheet) -> Strip:
    """The line over a table, or over a part of it that begins a page."""
    rule = Rule(0.0, _HALF, sheet.block_width_pt, _HALF, CELL_BORDER_PT)
    return Strip(sheet, _HALF, [rule], leads=True)


def _closed(strips: list[Strip]) -> list[Strip]:
    """With the half of the last grid line that lies under the last row."""
    strips[-1].height += _HALF
    strips[-1].foot = 0.0
    return strips


def _edges(shares: Iterable[float], sheet: page.Sheet) -> Iterator[float]:
    """Where the grid lines between columns are."""
    x = _HALF
    yield x
    for share in shares:
        x += share * (sheet.block_width_pt - CELL_BORDER_PT)
        yield x


def _measure(available: float, size: float = page.TABLE_PT) -> Measure:
    """Lines of a cell: a narrow one is left ragged rather than pulled apart."""
    return Measure(width=available, size=size, tightest=0.0, usual=0.0, loosest=_LOOSEST_EM * size)


def _composed(paragraphs: Iterable[str], measure: Measure, role: Role) -> list[Line | None]:
    return [line for text in paragraphs for line in (compose((Run(text, role),), measure) or (None,))]
