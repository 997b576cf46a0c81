"""Tables and bordered forms: cells of text, without any measure but shares of the line and heights in millimetres."""

from collections.abc import Iterator
from dataclasses import dataclass

from .text import BREAKS, INVISIBLE, clean_text


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row, repeated on each page.

    ``widths`` are the columns' shares of the line, in any unit; equal when empty. A ``landscape``
    table stands on pages of its own, turned. ``row_height`` is the least height of each row below the header
    in millimetres, for what is filled in by hand.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    landscape: bool = False
    row_height: float = 0.0

    def __post_init__(self) -> None:
        """Refuse rows or widths that do not fit the header."""
        columns = len(self.header)
        if not columns or any(len(row) != columns for row in self.rows):
            raise ValueError("表格每一行的列数必须与表头一致")
        if self.widths and (len(self.widths) != columns or min(self.widths) <= 0):
            raise ValueError("表格的列宽必须与列数一致，且大于零")
        _check_height(self.row_height)
        object.__setattr__(self, "header", tuple(map(clean_text, self.header)))
        object.__setattr__(self, "rows", tuple(tuple(map(clean_text, row)) for row in self.rows))

    @property
    def shares(self) -> tuple[float, ...]:
        """Each column's part of the whole width; they add up to 1."""
        return _shares(self.widths or (1.0,) * len(self.header))

    def texts(self) -> Iterator[str]:
        """Every cell that is not empty, row by row."""
        for row in (self.header, *self.rows):
            yield from filter(None, row)


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form: a centred label, or a value of one or more lines; it takes so many ``columns``."""

    text: str
    is_label: bool = False
    columns: int = 1

    def __post_init__(self) -> None:
        """Keep line breaks and what a line begins with; refuse a cell without a column."""
        if self.columns < 1:
            raise ValueError(f"单元格至少占 1 列：{self.columns}")
        lines = (INVISIBLE.sub("", BREAKS.sub(" ", line)).rstrip() for line in self.text.splitlines())
        object.__setattr__(self, "text", "\n".join(lines).strip("\n"))

    @property
    def lines(self) -> list[str]:
        """Its paragraphs; an empty cell has one without words."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form, at least ``height`` millimetres high."""

    cells: tuple[FormCell, ...]
    height: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a height below nothing."""
        _check_height(self.height)

    @property
    def columns(self) -> int:
        """How many columns its cells take together."""
        return sum(cell.columns for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Form:
    """A bordered form, as official sheets are: rows of labels and values. It may run over several pages.

    ``widths`` are the columns' shares of the line, in any unit; equal when empty.
    """

    rows: tuple[FormRow, ...]
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows that do not fill the columns."""
        columns = len(self.widths) or (self.rows[0].columns if self.rows else 0)
        if not columns or any(row.columns != columns for row in self.rows):
            raise ValueError("表单每一行的单元格合起来必须占满各列")
        if self.widths and min(self.widths) <= 0:
            raise ValueError("表单的列宽必须大于零")

    @property
    def shares(self) -> tuple[float, ...]:
        """Each column's part of the whole width; they add up to 1."""
        return _shares(self.widths or (1.0,) * self.rows[0].columns)

    def texts(self) -> Iterator[str]:
        """Every line of every cell that is not empty, row by row."""
        for row in self.rows:
            for cell in row.cells:
                yield from filter(str.strip, cell.lines)


def _shares(widths: tuple[float, ...]) -> tuple[float, ...]:
    total = sum(widths)
    return tuple(width / total for width in widths)


def _check_height(height: float) -> None:
    if height < 0:
        raise ValueError(f"行高不能是负数：{height}")
