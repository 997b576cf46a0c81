"""Reads somebody's 整改台账 (.xlsx, .csv) into rows: by the headings of its columns, with every cell accounted for.

What a cell says that no column of ours holds is kept under its own heading; what is not understood is a question of
its row. Nothing is dropped without a word: `LedgerFile.lines()` names each cell and what it became.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from core.refusals import Refused
from core.sheets import CUT_MARK
from documents.reading.cells import as_text, clean, one_line
from documents.reading.source_lines import SourceLine
from documents.reading.tables import COLUMNS_MOST, HEADER_WITHIN, ROWS_MOST, Table, tables_of

from .columns import NUMBER, LedgerRow, Question, label_of, read_row
from .headings import bare, column_meant

PROBLEM, MEASURE = label_of("problem"), label_of("content")
# What stands below a table and is no row of it.
_FOOT = re.compile(
    r"(填表|制表|填报|审核|审批|核对|经办|负责|联系|报送|汇总|统计)(人|单位|部门|时间|日期|电话)?|(党支部|支部)?书记(签字|签名)|"
    r"(填写)?说明|注|备注|合计|总计|共计|单位(盖章|（盖章）)?|(制表|填表|填报)?(日期|时间)|签字|盖章"
)
_LETTERS = tuple(get_column_letter(column + 1) for column in range(COLUMNS_MOST))
_HEAD_OF_GROUP = re.compile(r"^[（(]?[一二三四五六七八九十]+[、.．）)]")


@dataclass(frozen=True)
class ReadRow:
    """A row by its number in the file: its cells by column, those of other columns, what they say and leave open."""

    number: str
    row: LedgerRow | None
    questions: tuple[Question, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> str:
        """What is asked, in one text; empty where nothing is."""
        return "；".join(question.text for question in self.questions)


class FileCell(NamedTuple):
    """A cell of the file that is not empty: of a column of a row, or what became of it where it is of none."""

    number: str
    text: str
    row: str = ""
    column: str = ""
    became: str = ""


@dataclass(frozen=True)
class LedgerFile:
    """A file as it was read, and as it is mended on the page: its rows, every cell, the headings that mean none of our
    columns and were not asked before.
    """

    name: str
    year: int
    rows: list[ReadRow]
    cells: list[FileCell]
    unknown: list[str]
    notices: list[str]

    def lines(self) -> list[SourceLine]:
        """Every cell with what became of it by now."""
        rows = {read.number: read for read in self.rows}
        return [
            SourceLine(cell.number, cell.text, cell.became or _became(cell, rows.get(cell.row)))
            for cell in self.cells
        ]


def _became(cell: FileCell, read: ReadRow | None) -> str:
    if read is None:
        return f"没有导入：第 {cell.row} 行您选了不导入"
    asked = [question.text for question in read.questions if question.label == cell.column]
    if asked:
        return f"问：{'；'.join(asked)}"
    where = f"第 {cell.row} 行："
    if cell.column in read.extra:
        return f"{where}按原列名“{cell.column}”保存"
    if cell.column not in read.cells:
        return f"{where}按您的回答归入台账的列"
    typed = read.cells[cell.column]
    return (
        f"{where}{cell.column}"
        if cell.text in typed
        else f"{where}{cell.column}，改为“{one_line(typed)[:60]}”"
    )


def read_ledger(data: bytes, name: str, *, default_year: int) -> list[ReadRow]:
    """The rows alone; see `read_file`."""
    return read_file(data, name, default_year=default_year).rows


def read_file(
    data: bytes, name: str, *, default_year: int, known: Mapping[str, str] | None = None
) -> LedgerFile:
    """Everything in a file. `known` says what this branch means by headings: a column of ours, or empty for none.

    Raises Refused for a file that is no sound, small table, or has no columns of a ledger.
    """
    reader = _Reader(default_year, known or {})
    left: list[str] = []
    tables = list(tables_of(data, name, left))
    for title, table in tables:
        reader.take(title if len(tables) > 1 else "", table)
    if not reader.has_header:
        raise Refused(f"没有找到表头：要有“{PROBLEM}”或“{MEASURE}”这样的列。可以下载模板，把内容粘贴进去。")
    if not reader.rows:
        raise Refused("表里没有要导入的事项，请从表头下一行开始填写。")
    if len(reader.rows) > ROWS_MOST:
        raise Refused(f"表里超过 {ROWS_MOST} 行，请按年度分成几个文件导入。")
    notices = [*reader.notices, *left]
    return LedgerFile(name, default_year, reader.rows, reader.cells, reader.unknown, notices)


class _Reader:
    """Takes one sheet after the other."""

    def __init__(self, default_year: int, known: Mapping[str, str]):
        self.default_year, self.known = default_year, known
        self.rows: list[ReadRow] = []
        self.cells: list[FileCell] = []
        self.unknown: list[str] = []
        self.notices: list[str] = []
        self.has_header = False

    def take(self, title: str, table: Table) -> None:
        """A sheet: what stands above its header, the header, its rows, and what stands below them."""
        found = self._header(table)
        at, depth, columns, extra = found or (len(table), 0, {}, {})
        self.has_header = self.has_header or bool(found)
        if not found and any(clean(value) for cells in table for value in cells):
            self.notices.append(f"“{title}”这一页没有台账的表头，没有导入。")
        new = [heading for heading in extra.values() if bare(heading) not in self.known]
        self.unknown += [heading for heading in new if heading not in self.unknown]
        group = ""
        for place, cells in enumerate(table):
            filled = {column: text for column, value in enumerate(cells) if (text := as_text(value))}
            if place < at:
                self._note(
                    title, place, filled, "没有导入：表头以上的文字" if found else "没有导入：这一页不是台账"
                )
            elif place < at + depth:
                for column, value in filled.items():
                    meant = columns.get(column) or extra.get(column)
                    became = f"列名：{meant}" if column in columns else "列名：按原列名保存"
                    self._note(title, place, {column: value}, became)
            elif heading := self._group(filled):
                group = heading
                self._note(title, place, filled, "各行的“小标题”")
            elif self._is_foot(filled, columns):
                self._note(title, place, filled, "没有导入：表格以下的文字")
            elif any(
                column in columns or column in extra for column in filled if columns.get(column) != NUMBER
            ):
                self._row(title, place, filled, columns, extra, group)
            else:
                self._note(title, place, filled, "没有导入：只有序号，没有内容")

    def _row(
        self,
        title: str,
        place: int,
        filled: dict[int, str],
        columns: dict[int, str],
        extra: dict[int, str],
        group: str,
    ) -> None:
        number = f"{title}!{place + 1}" if title else str(place + 1)
        cells: dict[str, str] = {}
        for column, text in filled.items():
            if label := columns.get(column):
                cells[label] = f"{cells[label]}\n{text}" if label in cells else text
        more = {extra[column]: text for column, text in filled.items() if column in extra}
        if group:
            more["小标题"] = group
        self.rows.append(read_cells(number, cells, self.default_year, more))
        for column, value in filled.items():
            label = columns.get(column) or extra.get(column, "")
            if label == NUMBER:
                self._note(title, place, {column: value}, "行的序号")
            elif label:
                self._note(title, place, {column: value}, row=number, column=label)
            else:
                letter, words = _LETTERS[column], one_line(value)[:20]
                self._note(title, place, {column: value}, "没有导入：这一列没有列名，请补上列名")
                self.notices.append(f"第 {number} 行第 {letter} 列没有列名，“{words}”没有导入。")

    def _note(
        self,
        title: str,
        place: int,
        filled: Mapping[int, str],
        became: str = "",
        *,
        row: str = "",
        column: str = "",
    ) -> None:
        sheet, line = f"{title}!" if title else "", place + 1
        for at, text in filled.items():
            self.cells.append(FileCell(f"{sheet}{_LETTERS[at]}{line}", text, row, column, became))

    def _header(self, table: Table) -> tuple[int, int, dict[int, str], dict[int, str]] | None:
        """(row, rows of the header, our columns by place, other columns by place); of two rows the more telling one."""
        best: tuple[int, int, int] | None = None
        for place, cells in enumerate(table[:HEADER_WITHIN]):
            labels = self._labels(cells)
            if len(labels) >= 2 and labels & {PROBLEM, MEASURE} and (best is None or len(labels) > best[0]):
                depth = 2 if self._continues(cells, table[place + 1 : place + 2]) else 1
                best = len(labels), place, depth
        if best is None:
            return None
        _, at, depth = best
        if (
            at
            and len(self._labels(table[at - 1])) >= 2
            and self._continues(table[at - 1], table[at : at + 1])
        ):
            at, depth = at - 1, 2
        columns: dict[int, str] = {}
        extra: dict[int, str] = {}
        span = ""
        for column in range(max(len(cells) for cells in table[at : at + depth])):
            stacked = [clean(cells[column]) for cells in table[at : at + depth] if column < len(cells)]
            if depth > 1 and stacked[-1]:
                # 整改措施 over two columns stands in the first of them.
                span = stacked[0] = stacked[0] or span
            headings = list(dict.fromkeys(filter(None, reversed(stacked))))
            meant = next(filter(None, map(self._meant, headings)), "")
            if meant and (meant not in columns.values() or _goes_on(meant, headings)):
                columns[column] = meant
            elif headings:
                heading = one_line(headings[0])
                extra[column] = heading if heading not in extra.values() else f"{heading}{column + 1}"
        return at, depth, columns, extra

    def _labels(self, cells: Sequence[object]) -> set[str]:
        return {self._meant(value) for value in cells} - {"", NUMBER}

    def _continues(self, cells: Sequence[object], below: Table) -> bool:
        """Whether the next row is a second row of headings: below a span that stands over several columns."""
        if not below:
            return False
        labels = [self._meant(value) for value in below[0]]
        spans = [place for place, value in enumerate(cells) if not clean(value) or cells.count(value) > 1]
        filled = [place for place, value in enumerate(below[0]) if clean(value)]
        new = [
            place
            for place in filled
            if clean(below[0][place]) != clean(cells[place] if place < len(cells) else "")
        ]
        return (
            bool(new)
            and all(labels[place] or len(clean(below[0][place])) <= 6 for place in new)
            and any(labels[place] and place in spans for place in new)
        )

    def _meant(self, heading: object) -> str:
        text = bare(heading)
        return self.known[text] if text in self.known else column_meant(heading)

    def _group(self, filled: dict[int, str]) -> str:
        """The words of a row that only heads the rows below it: one text, numbered as headings are."""
        if len(set(filled.values())) != 1:
            return ""
        text = next(iter(filled.values()))
        return one_line(text) if _HEAD_OF_GROUP.match(text) and min(filled) <= 1 else ""

    def _is_foot(self, filled: dict[int, str], columns: dict[int, str]) -> bool:
        """Whether a row stands below the table: words such as 填表人, and no more than two different texts."""
        texts = set(filled.values())
        first = filled[min(filled)] if filled else ""
        words = re.split(r"[：:\s（(]", first, maxsplit=1)[0]
        has_measure = any(columns.get(column) == MEASURE for column in filled)
        is_foot = bool(_FOOT.fullmatch(words)) or (len(texts) == 1 and bool(_FOOT.match(first)))
        return bool(filled) and not (has_measure and len(texts) > 2) and len(texts) <= 4 and is_foot


def _goes_on(meant: str, headings: Sequence[str]) -> bool:
    """Whether one more column tells of the same: 具体表现 beside the problem, 长效机制 below 整改措施 over several columns."""
    return (meant == PROBLEM and "表现" in headings[0]) or (meant == MEASURE and len(headings) > 1)


def read_cells(
    number: str, cells: Mapping[str, str], default_year: int, extra: Mapping[str, str] | None = None
) -> ReadRow:
    """A row of cells by column: what it says, and what it leaves open."""
    cut = [column for column, value in cells.items() if clean(value).endswith(CUT_MARK)]
    row, asked = read_row(cells, default_year=default_year, extra=extra)
    asked += [Question(column, "", f"“{column}”内容过长，导出时被截断，请补全后再导入。") for column in cut]
    return ReadRow(number, row, tuple(asked), dict(cells), dict(extra or {}))
