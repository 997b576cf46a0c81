"""A meeting's figures and facts as pages and the 三会一课统计表 show them."""

from collections.abc import Iterable

from django.utils import timezone

from branch.models import Organisation
from core.panels import days_late
from core.sheets import Cell, Sheet

from .enums import Attendance, LecturerKind, MeetingState
from .models import Meeting

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
    "记录人",
    "应到",
    "实到",
    "请假",
    "缺席",
    "不计入应到",
    "到会率",
    "有表决权应到",
    "有表决权实到",
    "请假缺席人员和事由",
    "议题",
    "决定",
    "状态",
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


def facts_of(meeting: Meeting) -> list[tuple[str, object]]:
    """The key facts of a meeting's page; what its kinds do not need is left out when empty."""
    always = [
        ("类别", meeting.kind_labels),
        ("所属年度", str(meeting.year)),
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
    meetings: Iterable[Meeting], branch: Organisation, period_label: str, year: int
) -> Sheet:
    """三会一课统计表 of the meetings found, in the order of the list; 计入统计 tells as what the year counts each."""
    rows = [_row(number, meeting, year) for number, meeting in enumerate(meetings, start=1)]
    return Sheet(f"{branch.short_name}{period_label}三会一课统计表", COLUMNS, rows)


def _row(number: int, meeting: Meeting, year: int) -> tuple[Cell, ...]:
    starts = timezone.localtime(meeting.starts_at)
    counts: tuple[Cell, ...] = (None,) * 8
    if not meeting.is_planned:
        counts = tuple(value for _, value in figures_of(meeting))
    items = list(meeting.agenda.all())
    return (
        number,
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
        str(meeting.recorder or ""),
        *counts,
        _absentees(meeting),
        "\n".join(f"{item.order}. {item.title}" for item in items),
        "\n".join(f"{item.order}. {item.decision}" for item in items if item.decision),
        MeetingState(meeting.state).label,
        days_late(meeting) or None,
    )


def _absentees(meeting: Meeting) -> str:
    away = [entry for entry in meeting.roll.all() if entry.attendance != Attendance.PRESENT]
    return "；".join(
        f"{entry.member}（{Attendance(entry.attendance).label}{'：' if entry.reason else ''}{entry.reason}）"
        for entry in away
    )
