"""Minutes in Word, read line by line: which label holds what, and which meeting of several."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from django.db.models import TextField

from core.refusals import Refused
from documents.numbering import NumberStyle, leading_number
from documents.reading.files import BLANKS
from documents.reading.mending import Mending, changes_of
from meetings.documents.minutes_labels import VOTERS_DUE
from meetings.meeting.fields import MEETING, Part

from .agenda import Agenda, decision_opens
from .counting import COUNTED, PEOPLE, count, note_named, take_own
from .found import (
    ITEM_TEXTS,
    NOTHING_SAID,
    OF_ITEM,
    Field,
    ReadMinutes,
    Said,
    Unsaid,
    bare_label,
    label_of,
    segments,
)
from .ledger import is_ledger, read_ledger
from .lines import Cell, Line, Row, all_lines, read_pages
from .mending import chat_lines, mended, numbered, year_of_chat
from .names import Named, are_names, figures_in, is_nobody
from .prose import fill_from_prose
from .values import When, read_when

NOTHING_MENDED: Mending = MappingProxyType({})
NOTHING_LEARNED: Mapping[str, str] = MappingProxyType({})
# A field whose value may go on in the next lines.
_GOES_ON = PEOPLE | {
    field.key
    for field in MEETING
    if field.part in (Part.SUBJECT, Part.STUDY) and isinstance(field.column, TextField)
}
_TEXTS = ITEM_TEXTS | {Field.MINUTES}
_SIGN_UP = re.compile(r"[#＃【\[（(]{0,2}\s*(?:微信|群|报名)?\s*接龙")
_NUMBERED_NAME = re.compile(r"[0-9]{1,3}\s*[.．、]\s*(?=[\u3400-\u9fff])")
# What stands behind a name of a 接龙.
_SIGNED = re.compile(r"(?P<name>[\u3400-\u9fff·]{2,6})(?P<says>(?:[^\u3400-\u9fff·].*)?)$")
_COMES = re.compile(
    r"(?:\s|到会?|已到|能到|准时|参加|可以|收到|好的?|OK|ok|\+1|√|✓|✔|✅|☑|\[[^\[\]]{1,4}\]|[\U0001f300-\U0001faff\ufe0f])*"
)
_STAYS_AWAY = re.compile(
    r"请假|缺席|(?:不能|无法|不)(?:按时|准时)?(?:参加|参会|到会|到场|到|来)|(?:来|到|参加)不了|去不了"
)
_NAME_ALONE = re.compile("(?!如下|见下|附后|另附|见附|从略)[\u3400-\u9fff·]{2,4}(?:同志)?")
_PERSONS = frozenset({Field.CHAIR, Field.RECORDER})
_ATTENDANCE_LINE = re.compile(
    r"^(?:本次会议|会议|参会情况|出席情况|支部)?(?:应到|应出席|应参加|应参会|实到|实际到会)"
)
_HAS_NUMBER = re.compile(r"[一二三四五六七八九十\d]$|^第")
_LIST_OF_NAMES = re.compile(r"(?:参会|到会|参加|出席|请假|缺席)(?:人员|党员)?名单$")
_COLUMNS_BESIDE = frozenset({"序号", "编号", "备注", ""})
_MAX_HEADING, _MAX_HEADINGS = 60, 6


def read_all(
    data: bytes,
    name: str,
    unsaid: Unsaid = NOTHING_SAID,
    mending: Mending = NOTHING_MENDED,
    learned: Mapping[str, str] = NOTHING_LEARNED,
) -> list[ReadMinutes]:
    """What a file says of each meeting in it: minutes in Word or text, or a 会议台账 with a row for each.

    `mending` is what a person says of the lines of minutes, `learned` which label the branch's own words mean.
    Raises Refused for a file that cannot be read or holds no meeting.
    """
    if is_ledger(name):
        ledger = read_ledger(data, name)
        parts = [(one.blocks, one.is_own_form) for one in ledger.meetings]
        warnings, unknown, source, left = ledger.left, ledger.unknown, {}, {}
        lines: tuple[Line | Row, ...] = ()
    else:
        pages = read_pages(data, name)
        lines = numbered(pages.blocks)
        source = {line.row: line.typed for line in all_lines(lines) if line.words}
        is_own_form = any(isinstance(one, Row) and _is_own_row(one) for one in pages.blocks)
        left, mending = chat_lines(lines), changes_of(mending, source)
        read_as = mended(lines, {**left, **mending}, {} if is_own_form else learned)
        each = [list(read_as)] if is_own_form else meetings_of(read_as)
        parts = [(blocks, is_own_form) for blocks in each]
        warnings, unknown = pages.warnings, ()
    sources = _parts_of(source, [blocks for blocks, _ in parts])
    above: list[Said] = []
    read = []
    for place, (blocks, is_own_form) in enumerate(parts, start=1):
        reading = _Reading(name)
        found = reading.found
        found.warnings = warnings if place == 1 else ()
        found.unknown, found.unsaid = unknown, unsaid
        found.source, found.mending, found.of_chat = sources[place - 1], mending, frozenset(left)
        found.year_of_chat = year_of_chat(lines) if left else 0
        found.is_own_form, found.blocks, found.place, found.of = is_own_form, tuple(blocks), place, len(parts)
        for block in blocks:
            if isinstance(block, Row):
                reading.row(block)
            else:
                reading.line(block)
        above = above or list(found.headings)
        # One heading above several meetings tells of all of them.
        found.headings = found.headings or above
        read.append(reading.finish())
    return read


def _parts_of(source: dict[int, str], parts: Sequence[Sequence[Line | Row]]) -> list[dict[int, str]]:
    """The lines of the file that each meeting's blocks stand among: up to the first of the next."""
    begins = [
        min((line.row for line in all_lines(tuple(blocks)) if line.row >= 0), default=0) for blocks in parts
    ]
    edges = [0, *begins[1:], max(source, default=0) + 1]
    return [{row: source[row] for row in source if one <= row < other} for one, other in pairwise(edges)]


def read_minutes(
    data: bytes,
    name: str,
    *,
    place: int = 1,
    mending: Mending = NOTHING_MENDED,
    learned: Mapping[str, str] = NOTHING_LEARNED,
) -> ReadMinutes:
    """The meeting at a place of a file (from 1). Raises Refused as `read_all`, and for a place that there is not."""
    read = read_all(data, name, mending=mending, learned=learned)
    if not 1 <= place <= len(read):
        raise Refused(f"文件里只有 {len(read)} 次会议。")
    return read[place - 1]


def meetings_of(blocks: Sequence[Line | Row]) -> list[list[Line | Row]]:
    """The blocks of each meeting: another begins with its heading and labels, where a second time with another day comes."""
    begins: list[int] = []
    known: When | None = None
    for at, block in enumerate(blocks):
        when = _when_of(block)
        if when is None or (known and _is_same_day(when, known)):
            continue
        if known is not None:
            begin = _begin(blocks, at, begins[-1] if begins else 0)
            if not when.has_year and not any(map(_heads_a_meeting, blocks[begin:at])):
                continue  # 时间：6月18日 under a matter is when something will be
            begins.append(begin)
        known = when
    edges = [0, *begins, len(blocks)]
    return [list(blocks[one:other]) for one, other in pairwise(edges)]


# A year with a 29th of February, for days without one.
_ANY_YEAR = 2000


def _when_of(block: Line | Row) -> When | None:
    """The day behind 时间 in a line, or in the cell after it."""
    texts = []
    if isinstance(block, Row):
        for cell, value in pairwise(block.cells):
            if label_of(cell.words) == Field.WHEN:
                texts.append(value.words)
    else:
        texts += [one.text for one in segments(block.words) if one.field == Field.WHEN]
    return next(filter(None, (read_when(text, year=_ANY_YEAR) for text in texts)), None)


def _is_same_day(one: When, other: When) -> bool:
    if one.has_year and other.has_year:
        return one.day == other.day
    return (one.day.month, one.day.day) == (other.day.month, other.day.day)


# What stands above 时间 and belongs to the same meeting.
_NAMES_A_MEETING = frozenset({Field.TITLE, Field.KINDS})
_ABOVE_WHEN = frozenset({Field.TITLE, Field.KINDS, Field.GROUP, Field.BRANCH, Field.YEAR, Field.PLACE})
_HEADING = re.compile(
    r"(?:记录|纪要)(?:[（(].{0,12}[）)])?$|^第[一二三四五六七八九十\d]+次|会议$|大会$|支委会$|小组会$|党课$|党日$"
)


def _begin(blocks: Sequence[Line | Row], at: int, least: int) -> int:
    """Where the meeting begins whose 时间 stands at a place: with the headings and labels right above it."""
    while at - 1 > least and _stands_above(blocks[at - 1]):
        at -= 1
    return at


def _stands_above(block: Line | Row) -> bool:
    if isinstance(block, Row):
        return bool(block.cells) and label_of(block.cells[0].words) in _ABOVE_WHEN
    if labelled := segments(block.words):
        return labelled[0].field in _ABOVE_WHEN
    return not block.words or _heads_a_meeting(block)


def _heads_a_meeting(block: Line | Row) -> bool:
    """Whether a line is the heading of a meeting, or names it or its kind."""
    if isinstance(block, Row):
        return bool(block.cells) and label_of(block.cells[0].words) in _NAMES_A_MEETING
    words = block.words
    if labelled := segments(words):
        return labelled[0].field in _NAMES_A_MEETING
    return (
        len(words) <= _MAX_HEADING
        and "。" not in words
        and bool(_HEADING.search(words))
        and not leading_number(words)
    )


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
        # Inside a 接龙: "about" until its first name, then "names".
        self.signs_up = ""

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
        if signs_up := _SIGN_UP.match(words):
            # #接龙 2026年6月5日支部党员大会: what it is about, there or in the next lines, then a name a line.
            self.seen_label, self.signs_up = True, "about"
            self.found.headings.append(
                Said(words[signs_up.end() :].strip(BLANKS + "】]）)：:") or words, line)
            )
            return
        if self.signs_up and self._signed_up(Said(words, line)):
            return
        if labelled := segments(words):
            self.seen_label = True
            for one in labelled:
                self.labelled(one.field, Said(one.text, line), one.label)
        elif field := bare_label(words):
            self.seen_label = True
            self.found.labels.append(line)
            self.start(field)
        elif _ATTENDANCE_LINE.match(words) and figures_in(words)[0]:
            self.seen_label = True
            count(self.found, Field.DUE, Said(words, line))
        elif not self.seen_label and not self._has_begun and self._is_heading(words):
            self.found.headings.append(Said(words, line))
            if names := _LIST_OF_NAMES.search(words):
                # 支部党员大会参会名单, and a name a line.
                self.seen_label, self.open = True, label_of(re.sub("人员|党员", "", names[0]))
        else:
            self.unlabelled(Said(words, line))

    @property
    def _has_begun(self) -> bool:
        return bool(self.found.items or self.found.minutes)

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
        if (
            field == Field.MINUTES
            and _NAME_ALONE.fullmatch(said.text)
            and not self.found.first(Field.RECORDER)
        ):
            field = Field.RECORDER  # 会议记录：何婉
        if field in _PERSONS and not _may_be_person(said.text):
            # 主持人：今天研究两件事…… is what the chair said.
            self.open = Field.MINUTES
            self.unlabelled(Said(said.line.words, said.line))
            return
        self.open = field
        self.found.labels.append(said.line)
        if field == Field.MINUTES:
            self.agenda.leave()
            if said.text:
                self.unlabelled(said)
        elif field == Field.AGENDA:
            opens = bool(_HAS_NUMBER.search(label))
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
        if self.open in PEOPLE and (numbered := _NUMBERED_NAME.match(said.text)):
            said = Said(said.text[numbered.end() :], said.line)
        if self.open in PEOPLE | {Field.GUESTS} and not (_goes_on(said.text) and self._may_go_on(said.text)):
            # A list ends at the first line that is none.
            self.open = None
        if (
            self.open == Field.AGENDA
            and self.agenda.goes_on(said.text)
            and not self.agenda.repeats(said.text)
        ):
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

    def _signed_up(self, said: Said) -> bool:
        """Whether a line of a 接龙 is taken: a number with a name and what the person says, or what it is about."""
        numbered = _NUMBERED_NAME.match(said.text)
        if numbered is None:
            is_about = self.signs_up == "about" and not segments(said.text)
            if is_about:
                self.found.headings.append(said)
            return is_about
        signed = _SIGNED.match(said.text[numbered.end() :])
        if signed is None:
            return False
        self.signs_up, name, says = "names", signed["name"], signed["says"].strip(BLANKS + "，,：:")
        if _COMES.fullmatch(says):
            note_named(self.found, Field.ATTENDEES, [Named(name)], said)
        elif _STAYS_AWAY.search(says):
            reason = _STAYS_AWAY.sub("", says).strip(BLANKS + "，,：:。（）()因")
            note_named(self.found, Field.LEAVE, [Named(name, reason)], said)
        else:
            # 晚到十分钟: a person must say what that is.
            self.found.minutes.append(said)
        return True

    def _may_go_on(self, text: str) -> bool:
        """Whether more names may follow: not once it said 无, and only what can be names."""
        if self.open not in PEOPLE and self.open != Field.GUESTS:
            return True
        return self.open not in self.found.nobody and are_names(text, strangers=self.open == Field.GUESTS)

    # ---- Values ----

    def value(self, field: str, said: Said) -> None:
        """A plain value; every one is kept, for a second may contradict the first."""
        if field == Field.LEFT_OUT:
            if said.text.isdecimal():
                # The number of a row, or a figure that follows from others.
                self.found.labels.append(said.line)
            elif said.text:
                self.found.left_out.append(said)
        elif field == Field.GUESTS and is_nobody(said.text) and not self.found.is_own_form:
            self.found.labels.append(said.line)
        else:
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


def _may_be_person(text: str) -> bool:
    """Whether what stands behind 主持人 can be who it was: words without a sentence's marks."""
    return len(text) <= 30 and not re.search(r"[，。；！？,;!?]", text.rstrip("。；，"))


def _goes_on(text: str) -> bool:
    """Whether a line can be more names or titles: no sentence and no heading."""
    number = leading_number(text)
    is_heading = number is not None and number.style in (NumberStyle.CHINESE, NumberStyle.CHINESE_PAREN)
    has_marks = "。" in text[:-1] or "：" in text or ":" in text
    return not is_heading and not has_marks and len(text) <= 120
