"""Walks through lines and rows and gives each to the field that its label names.

What stands under no label is never dropped: it goes to the agenda item that is open, else to the minutes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.content.minutes_labels import NAME_SEPARATOR, VOTERS_DUE

from ..numbering import NumberStyle, leading_number
from ..source import BLANKS
from .agenda import Agenda, decision_opens
from .found import ITEM_FIELDS, Listed, ReadMinutes, Said
from .labels import Field, bare_label, label_of, segments
from .lines import Cell, Line, Row, read_pages
from .names import Named, away_in, figures_in, is_nobody, made_up_in, names_in

_PEOPLE = frozenset({Field.ATTENDEES, Field.LEAVE, Field.ABSENT, Field.EXEMPT, Field.MAKE_UP})
_COUNTED = _PEOPLE | {Field.DUE, Field.PRESENT}
_KEY_OF = {
    Field.DUE: "应到",
    Field.PRESENT: "实到",
    Field.ATTENDEES: "实到",
    Field.LEAVE: "请假",
    Field.ABSENT: "缺席",
    Field.EXEMPT: "不计入应到",
}
_FIELD_OF = {
    "应到": Field.DUE,
    "实到": Field.ATTENDEES,
    "请假": Field.LEAVE,
    "缺席": Field.ABSENT,
    "不计入应到": Field.EXEMPT,
    "列席": Field.GUESTS,
}
# A field whose value may go on in the next lines.
_GOES_ON = _PEOPLE | {Field.GUESTS, Field.STUDY_MATERIAL}
_TEXTS = frozenset({Field.MINUTES, Field.DISCUSSION, Field.DISSENT, Field.DECISION, Field.VOTE})
_ATTENDANCE_LINE = re.compile(
    r"^(?:本次会议|会议|参会情况|出席情况|支部)?(?:应到|应出席|应参加|应参会|实到|实际到会)"
)
_BARE_COUNT = re.compile(
    r"^\s*(?:共|计|共计)?\s*[0-9０-９零〇一二三四五六七八九十]{1,4}\s*(?:人|名|位)?\s*[。.]?\s*$"
)
_ENDS_IN_NUMBER = re.compile(r"[一二三四五六七八九十\d]$")
_COLUMNS_BESIDE = frozenset({"序号", "编号", "备注", ""})
_MAX_HEADING, _MAX_HEADINGS = 60, 6


def read_minutes(data: bytes, name: str) -> ReadMinutes:
    """What a .docx says of a meeting. Raises ImportRefused for a file that cannot be read or holds no minutes."""
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
        self.open: Field | None = None
        self.row_field: Field | None = None
        self.header: list[Field | None] = []
        self.seen_label = False

    def finish(self) -> ReadMinutes:
        """Settle what could only be told at the end."""
        if not self.found.is_own_form:
            self.agenda.settle_decisions()
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
        if self.found.is_own_form:
            # Labels and values take turns, whatever a value says.
            fields = [field if place % 2 == 0 else None for place, field in enumerate(fields)]
        place = 0
        while place < len(cells):
            place += self._labelled(cells, fields, place)

    def _labelled(self, cells: Sequence[Cell], fields: list[Field | None], place: int) -> int:
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

    def cell(self, field: Field, cell: Cell) -> None:
        """The value of a cell under its label; a text is taken as it stands, but for headings inside minutes."""
        self.seen_label = True
        self.open = field if not cell.words and field in _TEXTS | {Field.AGENDA} else None
        whole = Said("\n".join(line.text for line in cell.lines).strip(BLANKS), _first(cell.lines))
        if field is Field.MINUTES:
            if self.found.is_own_form:
                self.found.minutes += [whole] if whole.text else []
            else:
                self._walk(field, cell)
        elif field is Field.AGENDA:
            self._agenda_cell(whole, cell)
        elif field in ITEM_FIELDS:
            self.agenda.put(field, whole)
        elif field in _COUNTED:
            for line in cell.lines:
                said = Said(line.words, line)
                self._own_people(field, said) if self.found.is_own_form else self.counted(field, said)
        else:
            self.value(field, whole)

    def _own_people(self, field: Field, said: Said) -> None:
        """Figures and people as the form of this system writes them."""
        if field in (Field.DUE, Field.PRESENT):
            self.counted(field, said)
        elif field is Field.ATTENDEES:
            self._people(field, [Named(name) for name in said.text.split(NAME_SEPARATOR) if name], said)
        elif said.text:
            self._people(field, [away_in(said.text)], said)

    def _agenda_cell(self, whole: Said, cell: Cell) -> None:
        if self.found.is_own_form:
            self.agenda.add(whole, is_listed=True)
        else:
            for line in cell.lines:
                self.agenda.add_listed(Said(line.words, line))

    def _walk(self, field: Field, cell: Cell) -> None:
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
            self.counted(Field.DUE, Said(words, line))
        elif not self.seen_label and self._is_heading(words):
            self.found.headings.append(Said(words, line))
        else:
            self.unlabelled(Said(words, line))

    def _is_heading(self, words: str) -> bool:
        return len(words) <= _MAX_HEADING and len(self.found.headings) < _MAX_HEADINGS

    def start(self, field: Field) -> None:
        """A label alone on its line: what follows belongs to it."""
        self.open = field
        if field is Field.MINUTES:
            self.agenda.leave()

    def labelled(self, field: Field, said: Said, label: str = "") -> None:
        """The text behind a label on one line."""
        if self.open is Field.MINUTES and field is Field.REPORTER and not self.agenda.item:
            self.found.minutes.append(Said(said.line.words, said.line))
            return
        self.open = field
        if field is Field.MINUTES:
            self.agenda.leave()
            if said.text:
                self.unlabelled(said)
        elif field is Field.AGENDA:
            opens = bool(_ENDS_IN_NUMBER.search(label))
            if said.text:
                self.agenda.add_listed(said, opens=opens)
            if opens:
                self.open = None
        elif field in ITEM_FIELDS:
            self.agenda.put(field, said, label)
        elif field in _COUNTED:
            self.counted(field, said)
        else:
            self.value(field, said)

    def unlabelled(self, said: Said) -> None:
        """A line without a label: it goes on with what is open."""
        if self.open is Field.AGENDA and self.agenda.goes_on(said.text):
            self.agenda.add_listed(said)
        elif self.open in _GOES_ON and _goes_on(said.text):
            field = self.open
            (self.counted if field in _PEOPLE else self.value)(field, said)
        elif self.agenda.heading(said, in_decision=self.open is Field.DECISION):
            self.open = Field.MINUTES
        elif self.open in (Field.DISCUSSION, Field.DISSENT, Field.DECISION, Field.VOTE):
            self.agenda.put(self.open, said)
        elif self.agenda.item and decision_opens(said.text):
            self.agenda.put(Field.DECISION, said)
        else:
            self.agenda.text(said)

    # ---- Values ----

    def value(self, field: Field, said: Said) -> None:
        """A plain value; every one is kept, for a second may contradict the first."""
        if field is Field.LEFT_OUT:
            if said.text:
                self.found.left_out.append(said)
        elif field is Field.GUESTS and is_nobody(said.text):
            self.found.nobody[field] = said
        else:
            self.found.values.setdefault(field, []).append(said)

    def counted(self, field: Field, said: Said) -> None:
        """Figures and names of the roll: 应到12人，实到10人，请假2人（李某、王某）."""
        if field is Field.MAKE_UP:
            self._made_up(said)
            return
        key = _KEY_OF.get(field)
        figures, rest = figures_in(said.text)
        if key and _BARE_COUNT.match(said.text):
            figures, rest = figures_in(f"{key}{said.text}人")
        for figure in figures:
            self.found.figures.setdefault(figure.key, []).append((figure.number, said.line))
            self._people(_FIELD_OF[figure.key], [*figure.names], said)
        if field in (Field.DUE, Field.PRESENT):
            return
        if is_nobody(rest) and not figures:
            self.found.nobody[field] = said
        elif rest:
            self._people(field, names_in(rest), said)

    def _made_up(self, said: Said) -> None:
        """补学日期：李某 3月12日: the day belongs to who is named, among those on leave and absent."""
        for part in re.split(r"[、，,；;]", said.text):
            rest, day = made_up_in(part, always=True)
            for listed in (self.found.people.get(field, []) for field in (Field.LEAVE, Field.ABSENT)):
                for place, one in enumerate(listed):
                    if day and one.named.name and one.named.name in rest:
                        listed[place] = replace(one, made_up_on=day)

    def _people(self, field: Field, named: list[Named], said: Said) -> None:
        if field is Field.GUESTS:
            for one in named:
                self.value(field, Said(f"{one.name}{f'（{one.note}）' if one.note else ''}", said.line))
        elif field is not Field.DUE:
            listed = self.found.people.setdefault(field, [])
            for one in named:
                note, day = made_up_in(one.note)
                listed.append(Listed(Named(one.name, note), said.line, day or one.made_up_on))


def _first(lines: Sequence[Line]) -> Line:
    return next((line for line in lines if line.words), lines[0] if lines else Line(""))


def _heads(cells: Sequence[Cell], fields: list[Field | None]) -> list[Field | None]:
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
