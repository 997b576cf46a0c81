"""Walks through lines and rows and gives each to the field that its label names.

What stands under no label is never dropped: it goes to the agenda item that is open, else to the minutes.
"""

import re
from collections.abc import Sequence

from django.db.models import TextField

from meetings.fields import MEETING, Part
from reports.content.minutes_labels import VOTERS_DUE

from ..numbering import NumberStyle, leading_number
from ..source import BLANKS
from .agenda import Agenda, decision_opens
from .attendance import COUNTED, PEOPLE, count, take_own
from .found import ReadMinutes, Said
from .labels import ITEM_TEXTS, OF_ITEM, Field, bare_label, label_of, segments
from .lines import Cell, Line, Row, read_pages
from .names import figures_in, is_nobody
from .prose import fill_from_prose

# A field whose value may go on in the next lines.
_GOES_ON = PEOPLE | {
    field.key for field in MEETING if field.part is Part.SUBJECT and isinstance(field.column, TextField)
}
_TEXTS = ITEM_TEXTS | {Field.MINUTES}
_ATTENDANCE_LINE = re.compile(
    r"^(?:本次会议|会议|参会情况|出席情况|支部)?(?:应到|应出席|应参加|应参会|实到|实际到会)"
)
_ENDS_IN_NUMBER = re.compile(r"[一二三四五六七八九十\d]$")
_COLUMNS_BESIDE = frozenset({"序号", "编号", "备注", ""})
_MAX_HEADING, _MAX_HEADINGS = 60, 6


def read_minutes(data: bytes, name: str) -> ReadMinutes:
    """What a .docx says of a meeting. Raises Refused for a file that cannot be read or holds no minutes."""
    pages = read_pages(data, name)
    reading = _Reading(name)
    reading.found.warnings = pages.warnings
    reading.found.is_own_form = any(isinstance(one, Row) and _is_own_row(one) for one in pages.blocks)
    for block in pages.blocks:
        if isinstance(block, Row):
            reading.row(block)
        else:
            reading.line(block)
    return reading.finish()


def _is_own_row(row: Row) -> bool:
    """The form this system prints gives the voters apart, as no other form does."""
    return any(cell.words == VOTERS_DUE for cell in row.cells)


class _Reading:
    """The state of one walk: which field is open, and the agenda so far."""

    def __init__(self, name: str) -> None:
        self.found = ReadMinutes(name)
        self.agenda = Agenda(self.found)
        self.open: str | None = None
        self.row_field: str | None = None
        self.header: list[str | None] = []
        self.seen_label = False

    def finish(self) -> ReadMinutes:
        """Settle what could only be told at the end."""
        if not self.found.is_own_form:
            self.agenda.settle_decisions()
            self.found.from_prose = frozenset(fill_from_prose(self.found))
        return self.found

    # ---- Tables ----

    def row(self, row: Row) -> None:
        """A row of a form (label, value, label, value), of column heads, or below such heads."""
        cells = row.cells
        fields = [label_of(cell.words) for cell in cells]
        if not self.found.is_own_form and (heads := _heads(cells, fields)):
            self.header = heads
            return
        if self.header and len(cells) == len(self.header) and not any(fields):
            for field, cell in zip(self.header, cells, strict=True):
                if field and cell.words:
                    self.cell(field, cell)
            return
        self.header = []
        if len(cells) == 2 and not any(fields) and not cells[0].continues:
            self.line(
                Line("：".join(filter(None, (cell.words for cell in cells))), _first(cells[0].lines).place)
            )
            return
        if self.found.is_own_form:
            # Labels and values take turns, whatever a value says.
            fields = [field if place % 2 == 0 else None for place, field in enumerate(fields)]
        place = 0
        while place < len(cells):
            place += self._labelled(cells, fields, place)

    def _labelled(self, cells: Sequence[Cell], fields: list[str | None], place: int) -> int:
        """Take the cell at a place with its value; returns how many cells that were."""
        field = fields[place]
        if field is None and place == 0 and cells[0].continues:
            field = self.row_field
        if field is None:
            for line in cells[place].lines:
                self.line(line)
            return 1
        if place == 0:
            self.row_field = field
        has_value = place + 1 < len(cells) and (fields[place + 1] is None or len(cells) == 2)
        self.cell(field, cells[place + 1] if has_value else Cell(()))
        return 2 if has_value else 1

    def cell(self, field: str, cell: Cell) -> None:
        """The value of a cell under its label; a text is taken as it stands, but for headings inside minutes."""
        self.seen_label = True
        self.open = field if not cell.words and field in _TEXTS | {Field.AGENDA} else None
        whole = Said("\n".join(line.text for line in cell.lines).strip(BLANKS), _first(cell.lines))
        if field == Field.MINUTES:
            if self.found.is_own_form:
                self.found.minutes += [whole] if whole.text else []
            else:
                self._walk(field, cell)
        elif field == Field.AGENDA:
            self._agenda_cell(whole, cell)
        elif field in OF_ITEM:
            self.agenda.put(field, whole)
        elif field in COUNTED:
            for line in cell.lines:
                said = Said(line.words, line)
                take_own(self.found, field, said) if self.found.is_own_form else count(
                    self.found, field, said
                )
        else:
            self.value(field, whole)

    def _agenda_cell(self, whole: Said, cell: Cell) -> None:
        if self.found.is_own_form:
            self.agenda.add(whole, is_listed=True)
        else:
            for line in cell.lines:
                self.agenda.add_listed(Said(line.words, line))

    def _walk(self, field: str, cell: Cell) -> None:
        """Lines of a cell read like lines of a page, under the label of the cell."""
        self.open = field
        self.agenda.leave()
        for line in cell.lines:
            self.line(line)
        self.open = None

    # ---- Lines ----

    def line(self, line: Line) -> None:
        """One line of a page, or of a cell without a label of its own."""
        words = line.words
        if not words:
            return
        if labelled := segments(words):
            self.seen_label = True
            for one in labelled:
                self.labelled(one.field, Said(one.text, line), one.label)
        elif field := bare_label(words):
            self.seen_label = True
            self.start(field)
        elif _ATTENDANCE_LINE.match(words) and figures_in(words)[0]:
            self.seen_label = True
            count(self.found, Field.DUE, Said(words, line))
        elif not self.seen_label and self._is_heading(words):
            self.found.headings.append(Said(words, line))
        else:
            self.unlabelled(Said(words, line))

    def _is_heading(self, words: str) -> bool:
        is_short = len(words) <= _MAX_HEADING and len(self.found.headings) < _MAX_HEADINGS
        return is_short and "。" not in words and leading_number(words) is None

    def start(self, field: str) -> None:
        """A label alone on its line: what follows belongs to it."""
        self.open = field
        if field == Field.MINUTES:
            self.agenda.leave()

    def labelled(self, field: str, said: Said, label: str = "") -> None:
        """The text behind a label on one line."""
        if self.open == Field.MINUTES and field == Field.REPORTER and not self.agenda.item:
            self.found.minutes.append(Said(said.line.words, said.line))
            return
        self.open = field
        if field == Field.MINUTES:
            self.agenda.leave()
            if said.text:
                self.unlabelled(said)
        elif field == Field.AGENDA:
            opens = bool(_ENDS_IN_NUMBER.search(label))
            if said.text:
                self.agenda.add_listed(said, opens=opens)
            if opens:
                self.open = None
        elif field in OF_ITEM:
            self.agenda.put(field, said, label)
        elif field in COUNTED:
            count(self.found, field, said)
        else:
            self.value(field, said)

    def unlabelled(self, said: Said) -> None:
        """A line without a label: it goes on with what is open."""
        if self.open == Field.AGENDA and self.agenda.goes_on(said.text):
            self.agenda.add_listed(said)
        elif self.open in _GOES_ON and _goes_on(said.text):
            if self.open in PEOPLE:
                count(self.found, self.open, said)
            else:
                self.value(self.open, said)
        elif self.agenda.heading(said, in_decision=self.open == Field.DECISION):
            self.open = Field.MINUTES
        elif self.open in ITEM_TEXTS:
            self.agenda.put(self.open, said)
        elif self.agenda.item and decision_opens(said.text):
            self.agenda.put(Field.DECISION, said)
        else:
            self.agenda.text(said)

    # ---- Values ----

    def value(self, field: str, said: Said) -> None:
        """A plain value; every one is kept, for a second may contradict the first."""
        if field == Field.LEFT_OUT:
            if said.text:
                self.found.left_out.append(said)
        elif field != Field.GUESTS or self.found.is_own_form or not is_nobody(said.text):
            self.found.values.setdefault(field, []).append(said)


def _first(lines: Sequence[Line]) -> Line:
    return next((line for line in lines if line.words), lines[0] if lines else Line(""))


def _heads(cells: Sequence[Cell], fields: list[str | None]) -> list[str | None]:
    """The fields of a row of column heads: three cells or more, all labels but for 序号 and 备注."""
    known = [field for field in fields if field]
    others = [cell.words for cell, field in zip(cells, fields, strict=True) if not field]
    if len(cells) < 3 or len(known) < 2 or not _COLUMNS_BESIDE.issuperset(others):
        return []
    return [] if "" in others and len(known) * 2 <= len(cells) else fields


def _goes_on(text: str) -> bool:
    """Whether a line can be more names or titles: no sentence and no heading."""
    number = leading_number(text)
    is_heading = number is not None and number.style in (NumberStyle.CHINESE, NumberStyle.CHINESE_PAREN)
    return not is_heading and "。" not in text[:-1] and len(text) <= 120 and "：" not in text
