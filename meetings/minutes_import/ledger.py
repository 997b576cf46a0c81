"""会议台账 in (.xlsx, .csv): each row a meeting, told as the form of labels and values that the reader of minutes knows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import PurePath

from openpyxl.utils import get_column_letter

from core.refusals import Refused
from documents.reading.cells import as_text
from documents.reading.tables import HEADER_WITHIN, Table, tables_of
from meetings.documents import minutes_labels as own
from meetings.meeting.sheet import AWAY, ITEM_COLUMNS, MADE_UP, OWN_MARK, SET_IN, TASKS

from .found import Field, label_of
from .lines import Cell, Line, Row

SUFFIXES = (".xlsx", ".csv")
MEETINGS_MOST = 200


@dataclass(frozen=True)
class LedgerRow:
    """A meeting as the blocks of a form: of the one that this system prints, or as somebody else calls things."""

    blocks: list[Line | Row]
    is_own_form: bool


@dataclass(frozen=True)
class Ledger:
    """The meetings of a ledger.

    What stands in no row of a meeting is told in `left`; `unknown` are the heads that mean nothing of a meeting.
    """

    meetings: list[LedgerRow]
    left: tuple[str, ...]
    unknown: tuple[str, ...]


def is_ledger(name: str) -> bool:
    """Whether a file is a table, of which each row is a meeting."""
    return PurePath(name).suffix.lower() in SUFFIXES


def read_ledger(data: bytes, name: str) -> Ledger:
    """The rows of every sheet that has the heads of a ledger.

    Raises Refused for what is no sound table, has no such heads, or holds more meetings than one page can ask about.
    """
    left: list[str] = []
    sheets: list[_Sheet] = []
    tables = list(tables_of(data, name, left))
    for title, table in tables:
        at = next((place for place, cells in enumerate(table[:HEADER_WITHIN]) if _are_heads(cells)), None)
        if at is not None:
            heads = {column: as_text(value) for column, value in enumerate(table[at]) if as_text(value)}
            sheets.append(_Sheet(f"{title}!" if len(tables) > 1 else "", table, at, heads))
        elif any(map(_filled, table)):
            left.append(f"“{title or name}”没有会议台账的表头，没有导入。")
    if not sheets:
        raise Refused(
            "没有找到会议台账的表头：要有“会议时间”这一列，和“会议名称”“地点”“主持人”等列中的两列。"
        )
    meetings = [one for sheet in sheets for one in sheet.meetings(left)]
    if not meetings:
        raise Refused("表里没有会议，请从表头下一行开始填写。")
    if len(meetings) > MEETINGS_MOST:
        raise Refused(f"表里有 {len(meetings)} 次会议，一次最多 {MEETINGS_MOST} 次，请分成几个文件导入。")
    unknown = dict.fromkeys(head for sheet in sheets for head in sheet.unknown)
    return Ledger(meetings, tuple(left), tuple(unknown))


def _filled(cells: Sequence[object]) -> dict[int, str]:
    return {column: text for column, value in enumerate(cells) if (text := _text(value))}


def _text(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else as_text(value)


def _are_heads(cells: Sequence[object]) -> bool:
    known = {label_of(_text(value)) for value in cells} - {None}
    return Field.WHEN in known and len(known) >= 3


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its heads in the row `at`; `prefix` goes before the address of a cell where there are several."""

    prefix: str
    table: Table
    at: int
    heads: Mapping[int, str]

    @property
    def is_own(self) -> bool:
        """Whether this system has exported it."""
        return set(self.heads.values()) >= OWN_MARK

    @property
    def unknown(self) -> list[str]:
        """The heads that mean nothing of a meeting."""
        return [] if self.is_own else [head for head in self.heads.values() if label_of(head) is None]

    def meetings(self, left: list[str]) -> Iterator[LedgerRow]:
        """Each meeting, the lines above the heads before it; `left` is told of other rows."""
        above: list[Line | Row] = [
            Line(text, self._place(row, column))
            for row, cells in enumerate(self.table[: self.at], start=1)
            for column, text in _filled(cells).items()
        ]
        when = [column for column, head in self.heads.items() if label_of(head) == Field.WHEN]
        for row, cells in enumerate(self.table[self.at + 1 :], start=self.at + 2):
            filled = _filled(cells)
            if len(filled) < 3 and not any(column in filled for column in when):
                if filled:
                    left.append(f"第 {row} 行“{'，'.join(filled.values())[:40]}”没有会议时间，没有导入。")
                continue
            named = {
                head: (self._place(row, column), filled[column])
                for column, head in self.heads.items()
                if column in filled
            }
            own_rows = _own_rows(named) if self.is_own and filled.keys() <= self.heads.keys() else None
            yield LedgerRow([*above, *(own_rows or self._others(row, filled))], own_rows is not None)

    def _others(self, row: int, filled: Mapping[int, str]) -> Iterator[Line | Row]:
        """The cells of a row under heads of any kind, those without a head as lines."""
        for column, text in filled.items():
            place, head = self._place(row, column), self.heads.get(column, "")
            known = label_of(head) is not None
            yield _row(head, place, text) if known else Line(f"{head}：{text}" if head else text, place)

    def _place(self, row: int, column: int) -> str:
        return f"{self.prefix}{get_column_letter(column + 1)}{row}"


def _row(label: str, place: str, text: str) -> Row:
    lines = tuple(Line(line, place) for line in text.split("\n"))
    return Row((Cell((Line(label, place),)), Cell(lines)))


# ---- The ledger that this system exports ----

_NUMBERED = re.compile(r"^(\d{1,2})\. ")
_AWAY = re.compile(r"(?P<name>[^；（]+)（(?P<label>请假|缺席|不计入应到)(?:：(?P<reason>.*?))?）(?=；|$)")
_MADE_UP = re.compile(r"([^；（]+)（(\d{4}-\d\d-\d\d|未补学)）")
_TASK = re.compile(
    r"^(?:(?P<who>[^，\d][^，]*))?，?(?P<due>\d{4}-\d\d-\d\d)?，?(?:已于(?P<done>\d{4}-\d\d-\d\d)办结)?$"
)
_WHOLE = {AWAY: _AWAY, MADE_UP: _MADE_UP, TASKS: _TASK}


def _own_rows(named: Mapping[str, tuple[str, str]]) -> list[Row] | None:
    """As the printed 会议记录 writes the same meeting, which is read back word for word.

    None where somebody has changed a cell, so that it is not written as the system writes it.
    """
    if any(not _WHOLE[head].fullmatch(line) for head in _WHOLE for line in _parts(head, named)):
        return None
    rows: list[Row] = []
    items: dict[int, list[Row]] = {}
    for head, (place, text) in named.items():
        if head == AWAY:
            rows += _away(place, text, named.get(MADE_UP, ("", ""))[1])
        elif head == TASKS or head in ITEM_COLUMNS:
            for number, value in _by_item(text):
                told = _task(place, value) if head == TASKS else [_item_row(head, number, place, value)]
                items.setdefault(number, []).extend(told)
        elif head != MADE_UP:
            rows.append(_row(head, place, text))
    return [*rows, *(row for number in sorted(items) for row in items[number])]


def _parts(head: str, named: Mapping[str, tuple[str, str]]) -> list[str]:
    """What a cell that says more than one thing says, one by one."""
    text = named.get(head, ("", ""))[1]
    if head == TASKS:
        return [value for _, value in _by_item(text)] if text else []
    return re.split("(?<=）)；", text) if text else []


def _item_row(head: str, number: int, place: str, value: str) -> Row:
    return _row(own.item_label(number) if head == "议题" else head, place, value)


def _by_item(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a cell that tells of each item under its number."""
    number, lines = 1, list[str]()
    for line in text.split("\n"):
        if line.startswith(SET_IN[-1]):
            line = line[1:]
        elif match := _NUMBERED.match(line):
            if lines:
                yield number, "\n".join(lines)
            number, lines = int(match[1]), []
            line = line[match.end() :]
        lines.append(line)
    if lines:
        yield number, "\n".join(lines)


def _away(place: str, text: str, made_up: str) -> Iterator[Row]:
    days = dict(_MADE_UP.findall(made_up))
    for one in _AWAY.finditer(text):
        known = days.get(one["name"], "未补学")
        day = f"{own.MADE_UP}{known}" if known != "未补学" else ""
        yield _row(one["label"], place, own.away_text(one["name"], one["reason"] or "") + day)


def _task(place: str, text: str) -> Iterator[Row]:
    if match := _TASK.match(text):
        told = {"责任人": match["who"], "期限": match["due"], "办结日期": match["done"]}
        yield from (_row(label, place, value) for label, value in told.items() if value)
