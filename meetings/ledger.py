"""A meeting's figures and facts as pages and the ledger 会议台账 show them."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from branch.models import Organisation
from core.panels import days_late
from core.sheets import Cell, Sheet

from .enums import MAY_MAKE_UP, Attendance, LecturerKind, MeetingState
from .models import AgendaItem, Meeting, RollEntry, Vote
from .permissions import can_read_reason

COLUMNS = (
    "序号",
    "日期",
    "开始时间",
    "结束时间",
    "类别",
    "名称",
    "所属年度",
    "计入统计",
    "党小组",
    "地点",
    "主持人",
    "委托说明",
    "记录人",
    "应到",
    "实到",
    "请假",
    "缺席",
    "不计入应到",
    "到会率",
    "有表决权应到",
    "有表决权实到",
    "到会人员",
    "请假缺席人员和事由",
    "补学",
    "列席人员",
    "主题",
    "业务结合点",
    "党课题目",
    "主讲人",
    "主讲人类别",
    "学习材料",
    "议题",
    "汇报人",
    "讨论要点",
    "不同意见",
    "决定",
    "责任人和期限",
    "表决",
    "会议记录",
    "补充更正",
    "状态",
    "确认日期",
    "补录天数",
)


def attendance_rate(present: int, due: int) -> str:
    """95.2%; empty when nobody was due."""
    return f"{present / due:.1%}" if due else ""


def figures_of(meeting: Meeting) -> list[tuple[str, int | str]]:
    """The figures of the roll (annotated by `with_counts`) with their labels; none for a plan."""
    if meeting.is_planned:
        return []
    return [
        ("应到", meeting.due_count),
        ("实到", meeting.present_count),
        ("请假", meeting.leave_count),
        ("缺席", meeting.absent_count),
        ("不计入应到", meeting.exempt_count),
        ("到会率", attendance_rate(meeting.present_count, meeting.due_count)),
        ("有表决权应到", meeting.voters_due_count),
        ("有表决权实到", meeting.voters_present_count),
    ]


def span_of(meeting: Meeting) -> str:
    """2025年3月7日 14:30—16:00."""
    starts = timezone.localtime(meeting.starts_at)
    text = f"{starts.year}年{starts.month}月{starts.day}日 {starts:%H:%M}"
    if not meeting.ends_at:
        return text
    ends = timezone.localtime(meeting.ends_at)
    return f"{text}—{ends:%H:%M}" if ends.date() == starts.date() else f"{text}—{ends:%Y-%m-%d %H:%M}"


def year_words(meeting: Meeting) -> str:
    """2025; where the parts of a meeting count in different years, 支部党员大会 2026，组织生活会 2025."""
    years = {kind: meeting.year_of(kind) for kind in meeting.kinds}
    if len(set(years.values())) < 2:
        return str(next(iter(years.values()), meeting.year))
    return "，".join(f"{kind.label} {year}" for kind, year in years.items())


def facts_of(meeting: Meeting) -> list[tuple[str, object]]:
    """The key facts of a meeting's page; what its kinds do not need is left out when empty."""
    always = [
        ("类别", meeting.kind_labels),
        ("所属年度", year_words(meeting)),
        ("时间", span_of(meeting)),
        ("地点", meeting.place),
        ("主持人", meeting.chair),
        ("记录人", meeting.recorder),
    ]
    lecturer = meeting.lecturer_name
    if lecturer and meeting.lecturer_kind:
        lecturer += f"（{LecturerKind(meeting.lecturer_kind).label}）"
    when_filled = [
        ("党小组", meeting.group),
        ("委托说明", meeting.chair_note),
        ("党课题目", meeting.lecture_title),
        ("主讲人", lecturer),
        ("主题", meeting.theme),
        ("业务结合点", meeting.work_link),
        ("学习材料", meeting.study_material),
        ("列席人员", meeting.guests),
    ]
    return always + [(label, value) for label, value in when_filled if value]


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
    rows = [_row(number, meeting, year, reader) for number, meeting in enumerate(meetings, start=1)]
    return Sheet(f"{branch.short_name}{period_label}会议台账", COLUMNS, rows)


def _row(number: int, meeting: Meeting, year: int, reader: AbstractBaseUser | None) -> tuple[Cell, ...]:
    return (
        number,
        *_facts(meeting, year),
        *_roll(meeting, reader),
        meeting.guests,
        meeting.theme,
        meeting.work_link,
        meeting.lecture_title,
        meeting.lecturer_name,
        LecturerKind(meeting.lecturer_kind).label if meeting.lecturer_kind else "",
        meeting.study_material,
        *_agenda(list(meeting.agenda.all())),
        meeting.minutes,
        "\n".join(f"{one.text}（{one.reason}）" for one in meeting.additions.all()),
        MeetingState(meeting.state).label,
        meeting.confirmed_on,
        days_late(meeting) or None,
    )


def _facts(meeting: Meeting, year: int) -> tuple[Cell, ...]:
    """日期 to 记录人."""
    starts = timezone.localtime(meeting.starts_at)
    return (
        starts.date(),
        starts.time(),
        timezone.localtime(meeting.ends_at).time() if meeting.ends_at else None,
        meeting.kind_labels,
        meeting.title,
        meeting.year,
        "、".join(kind.label for kind in meeting.counted_kinds(year)),
        str(meeting.group or ""),
        meeting.place,
        str(meeting.chair or ""),
        meeting.chair_note,
        str(meeting.recorder or ""),
    )


def _roll(meeting: Meeting, reader: AbstractBaseUser | None) -> tuple[Cell, ...]:
    """应到 to 补学."""
    roll = list(meeting.roll.all())
    present = [str(entry.member) for entry in roll if entry.attendance == Attendance.PRESENT]
    away = [entry for entry in roll if entry.attendance != Attendance.PRESENT]
    missed = [entry for entry in away if entry.attendance in MAY_MAKE_UP]
    figures = tuple(value for _, value in figures_of(meeting)) or (None,) * 8
    return (
        *figures,
        "、".join(present),
        "；".join(_absentee(meeting, entry, reader) for entry in away),
        "；".join(
            f"{entry.member}（{f'{entry.make_up_on:%Y-%m-%d}' if entry.make_up_on else '未补学'}）"
            for entry in missed
        ),
    )


def _absentee(meeting: Meeting, entry: RollEntry, reader: AbstractBaseUser | None) -> str:
    may_know = reader is not None and can_read_reason(reader, meeting, entry)
    reason = f"：{entry.reason}" if entry.reason and may_know else ""
    return f"{entry.member}（{Attendance(entry.attendance).label}{reason}）"


def _agenda(items: Sequence[AgendaItem]) -> tuple[Cell, ...]:
    """议题 to 表决: of each item what is filled in, under its number."""
    columns = (
        [(item, item.title) for item in items],
        [(item, item.reporter) for item in items],
        [(item, item.discussion) for item in items],
        [(item, item.dissent) for item in items],
        [(item, item.decision) for item in items],
        [(item, _assignment(item)) for item in items],
        [(item, _vote_text(vote)) for item in items for vote in item.votes.all()],
    )
    return tuple("\n".join(f"{item.order}. {text}" for item, text in column if text) for column in columns)


def _assignment(item: AgendaItem) -> str:
    """林某，2025-12-31，已于2025-12-30办结."""
    done = f"已于{item.done_on:%Y-%m-%d}办结" if item.done_on else ""
    due = f"{item.due_on:%Y-%m-%d}" if item.due_on else ""
    return "，".join(text for text in (str(item.responsible or ""), due, done) if text)


def _vote_text(vote: Vote) -> str:
    """A vote in one line: what was voted on and how, the ballots, every line's numbers, and the result."""
    head = f"{vote.get_matter_display()}，{vote.get_method_display()}"
    tallies = (line.summary for line in vote.lines.all())
    return "；".join(text for text in (head, vote.ballots, *tallies, vote.arithmetic) if text)
