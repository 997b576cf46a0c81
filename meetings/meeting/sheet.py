"""A meeting's figures and facts as its page and the ledger 会议台账 show them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser

from branch.organisations.models import Organisation
from core.panels import days_late
from core.sheets import Cell, Sheet
from meetings.enums import MAY_MAKE_UP, Attendance

from .agenda_items import AgendaItem
from .fields import AGENDA, MEETING, MeetingField, Part, Show, named
from .models import Meeting, RollEntry
from .permissions import can_read_reason


def attendance_rate(present: int, due: int) -> str:
    """95.2%; empty when nobody was due."""
    return f"{present / due:.1%}" if due else ""


# Columns whose cells say more than one thing; the ledger is read back by them.
AWAY, MADE_UP, TASKS = "请假缺席人员和事由", "补学", "责任人和期限"

# How a further line of a text begins that stands under a number.
SET_IN = "\n\u3000"

_FIGURES: dict[str, Callable[[Meeting], int | str]] = {
    "应到": lambda meeting: meeting.due_count,
    "实到": lambda meeting: meeting.present_count,
    "请假": lambda meeting: meeting.leave_count,
    "缺席": lambda meeting: meeting.absent_count,
    "不计入应到": lambda meeting: meeting.exempt_count,
    "到会率": lambda meeting: attendance_rate(meeting.present_count, meeting.due_count),
    "有表决权应到": lambda meeting: meeting.voters_due_count,
    "有表决权实到": lambda meeting: meeting.voters_present_count,
}


def figures_of(meeting: Meeting) -> list[tuple[str, int | str]]:
    """The figures of the roll (annotated by `with_counts`) with their labels; none for a plan."""
    return [] if meeting.is_planned else [(label, figure(meeting)) for label, figure in _FIGURES.items()]


def facts_of(meeting: Meeting) -> list[tuple[str, str]]:
    """The key facts of a meeting's page; what not every meeting has is left out when empty."""
    facts = [(field, field.line(meeting)) for field in MEETING]
    return [(field.label, line) for field, line in facts if field.page is Show.ALWAYS] + [
        (field.label, line) for field, line in facts if field.page is Show.FILLED and line
    ]


def meeting_sheet(
    meetings: Iterable[Meeting],
    branch: Organisation,
    period_label: str,
    year: int,
    reader: AbstractBaseUser | None = None,
) -> Sheet:
    """会议台账 of the meetings found (`for_sheet`), in their order; 计入统计 tells as what the year counts each.

    Why somebody was away stands only where the reader may know it.
    """
    lines = [_Line(number, meeting, year, reader) for number, meeting in enumerate(meetings, start=1)]
    rows = [tuple(cell(line) for _, cell in _COLUMNS) for line in lines]
    heads = tuple(head for head, _ in _COLUMNS)
    return Sheet(f"{branch.short_name}{period_label}会议台账", heads, rows, printed=PRINTED)


@dataclass(frozen=True, slots=True)
class _Line:
    """A meeting in the ledger of a year, as one reader may know it."""

    number: int
    meeting: Meeting
    year: int
    reader: AbstractBaseUser | None


def _figure(name: str, line: _Line) -> Cell:
    return None if line.meeting.is_planned else _FIGURES[name](line.meeting)


def _counted(line: _Line) -> str:
    return "、".join(kind.label for kind in line.meeting.counted_kinds(line.year))


def _present(line: _Line) -> str:
    roll = line.meeting.roll.all()
    return "、".join(str(entry.member) for entry in roll if entry.attendance == Attendance.PRESENT)


def _away(line: _Line) -> str:
    return "；".join(
        f"{entry.member}（{Attendance(entry.attendance).label}{_reason(line, entry)}）"
        for entry in line.meeting.roll.all()
        if entry.attendance != Attendance.PRESENT
    )


def _reason(line: _Line, entry: RollEntry) -> str:
    may_know = line.reader is not None and can_read_reason(line.reader, line.meeting, entry)
    return f"：{entry.reason}" if entry.reason and may_know else ""


def _made_up(line: _Line) -> str:
    return "；".join(
        f"{entry.member}（{f'{entry.make_up_on:%Y-%m-%d}' if entry.make_up_on else '未补学'}）"
        for entry in line.meeting.roll.all()
        if entry.attendance in MAY_MAKE_UP
    )


def _assignment(item: AgendaItem) -> str:
    """林某，2025-12-31，已于2025-12-30办结."""
    done = f"已于{item.done_on:%Y-%m-%d}办结" if item.done_on else ""
    due = f"{item.due_on:%Y-%m-%d}" if item.due_on else ""
    return "，".join(text for text in (str(item.responsible or ""), due, done) if text)


def _votes(line: _Line) -> str:
    items = line.meeting.agenda.all()
    return "\n".join(
        f"{item.order}. {SET_IN.join(vote.paragraphs)}" for item in items for vote in item.votes_taken
    )


def _additions(line: _Line) -> str:
    return "\n".join(f"{one.text}（{one.reason}）" for one in line.meeting.additions.all())


def _of_items(value: Callable[[AgendaItem], Cell], line: _Line) -> Cell:
    """What is filled in of each item, under its number; further lines of it are set in."""
    told = ((item.order, value(item)) for item in line.meeting.agenda.all())
    return "\n".join(f"{order}. {str(text).replace(chr(10), SET_IN)}" for order, text in told if text)


_Columns = list[tuple[str, Callable[[_Line], Cell]]]


def _columns(fields: Iterable[MeetingField]) -> _Columns:
    columns = [column for field in fields for column in field.columns]
    return [(head, lambda line, value=value: value(line.meeting)) for head, value in columns]


# The ledger begins in an order of its own; the other fields of each part follow in that of the table.
_WHAT = named(MEETING, "starts_at", "ends_at", "kinds", "title", "year")
_WHO = named(MEETING, "group", "place", "chair", "chair_note", "recorder")


def _others(*parts: Part) -> _Columns:
    return _columns(field for field in MEETING if field.part in parts and field not in (*_WHAT, *_WHO))


_COLUMNS: _Columns = [
    ("序号", lambda line: line.number),
    *_columns(_WHAT),
    ("计入统计", _counted),
    *_columns(_WHO),
    *_others(Part.BASICS),
    *((head, partial(_figure, head)) for head in _FIGURES),
    ("到会人员", _present),
    (AWAY, _away),
    (MADE_UP, _made_up),
    *_others(Part.SUBJECT, Part.STUDY, Part.LECTURE),
    *((head, partial(_of_items, value)) for field in AGENDA for head, value in field.columns),
    (TASKS, partial(_of_items, _assignment)),
    ("表决", _votes),
    *_others(Part.MINUTES),
    ("补充更正", _additions),
    *_others(Part.CLOSING),
    ("补录天数", lambda line: days_late(line.meeting) or None),
]
# What a paper ledger of meetings holds; the other columns are for the screen.
PRINTED = (
    *"序号 日期 开始时间 结束时间 类别 名称 地点 主持人 记录人 应到 实到".split(),
    AWAY,
    *"议题 决定".split(),
    TASKS,
)
# The columns that tell of each agenda item under its number, and those that only this ledger has.
ITEM_COLUMNS = frozenset({"表决", *(head for field in AGENDA for head, _ in field.columns)})
OWN_MARK = frozenset({AWAY, TASKS, "计入统计"})
