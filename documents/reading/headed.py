"""Tables with a row of headings (.xlsx, .csv): their rows by what the headings mean, and every cell with what became of it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from core.refusals import Refused

from .cells import as_text, clean, one_line
from .source_lines import SourceLine
from .tables import HEADER_WITHIN, Table, tables_of

_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]")
_MARKS = re.compile(r"[\s：:、，,。.*※★]+")
_FOOT = re.compile(
    r"(填表|制表|填报|审核|负责|联系|报送|汇总|统计)\S*|说明|注|备注|合计|总计|共计|小计|党支部书记\S*"
)


@dataclass(frozen=True)
class HeadedKind:
    """What is to be known of a kind of table to read it.

    `meant` says of the cells of a row what each would mean as a heading, an empty text where it means nothing kept;
    `is_header` is asked about those that mean something, `is_row` about the cells of a row by their meaning. `became` is
    what became of a cell. `table` and the texts below it are the words for what is missing.
    """

    table: str
    meant: Callable[[Sequence[str]], list[str]]
    is_header: Callable[[Sequence[str]], bool]
    is_row: Callable[[Mapping[str, str]], bool]
    became: Callable[[str, str], str]
    no_header: str
    no_row: str
    no_rows: str
    row_unit: str
    rows_most: int


@dataclass(frozen=True)
class HeadedRow:
    """A row by its place in the file: its cells as they were typed, by what their headings mean."""

    number: str
    cells: Mapping[str, str]


@dataclass
class HeadedFile:
    """A file as it was read: its rows, headings that mean nothing that is kept, every cell, and what is to be said."""

    rows: list[HeadedRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    lines: list[SourceLine] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def plain_headings(heading: object) -> tuple[str, str]:
    """A heading without marks, and without what stands in brackets, too: to compare it by."""
    words = clean(heading)
    return _MARKS.sub("", words), _MARKS.sub("", _ASIDE.sub("", words))


def read_headed(data: bytes, name: str, kind: HeadedKind) -> HeadedFile:
    """Everything in a file. Raises Refused for one that is no sound, small table of this kind."""
    found = HeadedFile()
    tables = list(tables_of(data, name, found.notices))
    has_header = False
    for title, table in tables:
        sheet = _Sheet(kind, found, title if len(tables) > 1 else "", table)
        has_header |= sheet.at is not None
        sheet.take()
    if not has_header:
        raise Refused(kind.no_header)
    if not found.rows:
        raise Refused(kind.no_rows)
    if len(found.rows) > kind.rows_most:
        unit = kind.row_unit
        raise Refused(
            f"表里有 {len(found.rows)} {unit}，一次最多 {kind.rows_most} {unit}，请分成几个文件导入。"
        )
    return found


class _Sheet:
    """One sheet: what stands above its header, the header, its rows, and what stands below them."""

    def __init__(self, kind: HeadedKind, found: HeadedFile, title: str, table: Table):
        self.kind, self.found, self.title, self.table = kind, found, title, table
        self.at = next(
            (place for place, cells in enumerate(table[:HEADER_WITHIN]) if self._heads(cells)), None
        )

    def _heads(self, cells: Sequence[object]) -> bool:
        meant = self.kind.meant([as_text(value) for value in cells])
        return self.kind.is_header([name for name in meant if name])

    def take(self) -> None:
        """Read it into the file's rows and lines."""
        meant: dict[int, str] = {}
        for place, cells in enumerate(self.table):
            filled = {column: as_text(value) for column, value in enumerate(cells) if clean(value)}
            if self.at is None or place < self.at:
                why = "表头以上的文字" if self.at is not None else f"这一页没有{self.kind.table}的表头"
                self._note(place, filled, lambda _, __, why=why: f"没有导入：{why}")
            elif place == self.at:
                meant = self._headings(place, cells, filled)
            else:
                self._row(place, filled, meant)

    def _headings(self, place: int, cells: Sequence[object], filled: Mapping[int, str]) -> dict[int, str]:
        meant: dict[int, str] = {}
        names = self.kind.meant([as_text(value) for value in cells])
        for column, heading in filled.items():
            name = names[column] if names[column] not in meant.values() else ""
            if not name and one_line(heading) not in self.found.unknown:
                self.found.unknown.append(one_line(heading))
            meant[column] = name
        self._note(
            place, filled, lambda column, _: "列名" if meant[column] else f"列名：{self.kind.table}没有这一栏"
        )
        return meant

    def _row(self, place: int, filled: Mapping[int, str], meant: Mapping[int, str]) -> None:
        cells = {name: text for column, text in filled.items() if (name := meant.get(column, ""))}
        if not filled:
            return
        if _is_foot(filled) or not self.kind.is_row(cells):
            self._note(place, filled, lambda _, __: f"没有导入：{self.kind.no_row}")
            return
        for column in filled.keys() - meant.keys():
            nameless = f"{get_column_letter(column + 1)} 列（没有列名）"
            if nameless not in self.found.unknown:
                self.found.unknown.append(nameless)
        no_column = f"没有导入：{self.kind.table}没有这一栏"
        self._note(
            place,
            filled,
            lambda column, text: self.kind.became(meant[column], text) if meant.get(column) else no_column,
        )
        self.found.rows.append(
            HeadedRow(f"{self.title}!{place + 1}" if self.title else str(place + 1), cells)
        )

    def _note(self, place: int, filled: Mapping[int, str], became: Callable[[int, str], str]) -> None:
        self.found.lines += self._lines(place, filled, became)

    def _lines(
        self, place: int, filled: Mapping[int, str], became: Callable[[int, str], str]
    ) -> Iterator[SourceLine]:
        for column, text in filled.items():
            cell = f"{get_column_letter(column + 1)}{place + 1}"
            yield SourceLine(f"{self.title}!{cell}" if self.title else cell, text, became(column, text))


def _is_foot(filled: Mapping[int, str]) -> bool:
    """Whether a row stands below the table: words such as 填表人 in front, and few others."""
    first = re.split(r"[：:\s（(]", filled[min(filled)], maxsplit=1)[0]
    return len(filled) <= 3 and bool(_FOOT.fullmatch(first))
