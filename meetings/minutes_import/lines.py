"""A .docx as lines and table rows, word for word: what the labels are then looked for in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from core.refusals import Refused
from documents.reading.files import BLANKS, suffix_of
from documents.reading.text import decode
from documents.reading.word import WordReader, open_word, within

# Minutes of a long day have some hundred lines.
MAX_LINES = 3000


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was typed, outer blanks included, and where it stands (第 3 段, 表格第 2 行)."""

    text: str
    place: str = ""
    # Where it stands among the lines of the file, and how it was typed: see `mending`.
    row: int = field(default=-1, compare=False)
    typed: str = field(default="", compare=False)

    @property
    def words(self) -> str:
        """The line without outer blanks."""
        return self.text.strip(BLANKS)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `continues` the one above it where the two are merged."""

    lines: tuple[Line, ...]
    continues: bool = False

    @property
    def words(self) -> str:
        """All its words in one: a label may run down the cell letter by letter."""
        return "".join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with at least two cells."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines and rows of a file in reading order, and what the reader left out."""

    blocks: tuple[Line | Row, ...]
    warnings: tuple[str, ...] = ()


def read_pages(data: bytes, name: str) -> Pages:
    """The lines of a .docx or .txt. Raises Refused where it is none, not a sound one, or has no words."""
    if suffix_of(data, name) == ".txt":
        texts = decode(data).splitlines()
        blocks: tuple[Line | Row, ...] = tuple(
            Line(text, f"第 {number} 行") for number, text in enumerate(texts, start=1)
        )
        left_out: dict[str, int] = {}
    else:
        reader = _MinutesReader(open_word(data))
        blocks, left_out = tuple(reader.blocks(reader.body)), reader.left_out
    count = sum(bool(line.words) for line in all_lines(blocks))
    if not count:
        raise Refused("文档里没有文字，请检查是否选错了文件；扫描成图片的记录不能导入。")
    if count > MAX_LINES:
        raise Refused(
            f"文档有 {count} 行，超过 {MAX_LINES} 行，不像一次会议的记录。请检查是否选错了文件，或按会议拆开后再导入。"
        )
    warnings = tuple(f"文档里有{number} {what}，没有导入。" for what, number in left_out.items())
    return Pages(blocks, warnings)


def all_lines(blocks: tuple[Line | Row, ...]) -> Iterator[Line]:
    """Every line, those of cells too."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            for cell in block.cells:
                yield from cell.lines


class _MinutesReader(WordReader):
    """Keeps every line as it was typed, and table rows as cells."""

    def __init__(self, document: Any) -> None:
        super().__init__(document)
        self.paragraphs = 0
        self.rows = 0
        self.in_row = ""

    def lines_of(self, words: str, look: Any, text: Any) -> Iterator[Any]:
        """The lines of one paragraph, with the number that Word computed before the first."""
        label = self.label_of(look)[0] if words.strip(BLANKS) else ""
        for place, line in enumerate(words.split("\n")):
            if not self.in_row and line.strip(BLANKS):
                self.paragraphs += 1
            yield Line(line if place else label + line, self.in_row or f"第 {self.paragraphs} 行")

    def rows_of(self, table: Any) -> Iterator[Any]:
        """Each row; one of a single cell is no row but lines, and so are the rows of a table inside a cell."""
        is_inner = bool(self.in_row)
        for row in within(table, qn("w:tr")):
            if not is_inner:
                self.rows += 1
                self.in_row = f"表格第 {self.rows} 行"
            cells, inner = [], list[Row]()
            for cell in within(row, qn("w:tc")):
                content = list(self.blocks(cell))
                inner += [one for one in content if isinstance(one, Row)]
                lines = tuple(one for one in content if isinstance(one, Line))
                cells.append(Cell(lines, _continues(cell)))
            if len(cells) > 1:
                yield Row(tuple(cells))
            elif cells:
                yield from cells[0].lines
            yield from inner
            if not is_inner:
                self.in_row = ""


def _continues(cell: Any) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") != "restart"
