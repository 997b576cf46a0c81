"""Activities and work areas as sheets; restricted values are masked by role."""

from collections.abc import Iterable

from branch.models import User
from core.dates import days_late
from core.sheets import Cell, Sheet

from .kinds.base import Kind
from .models.activity import Activity, WorkArea
from .models.duty import DutyItem

COMMON = (
    "序号",
    "日期",
    "结束日期",
    "类别",
    "标题",
    "工作领域",
    "所在会议",
    "地点",
    "参加党员",
    "外单位人员",
)
LAST = ("简要情况", "补录天数")


def activity_sheet(activities: Iterable[Activity], title: str, user: User, kind: Kind | None = None) -> Sheet:
    """One row per activity; the fields of the kind are columns of their own when one kind is listed."""
    own = tuple(field.label for field in kind.fields) if kind else ("专项内容",)
    rows = [_activity_row(number, one, user, kind) for number, one in enumerate(activities, start=1)]
    return Sheet(title, (*COMMON, *own, *LAST), rows)


def _activity_row(number: int, activity: Activity, user: User, kind: Kind | None) -> list[Cell]:
    area = activity.area_in_use
    values = activity.field_values(user)
    together = "\n".join(f"{label}：{value}" for label, value, _ in values if value)
    return [
        number,
        activity.happened_on,
        activity.ends_on,
        activity.kind_label,
        activity.title,
        area.name if area else "",
        str(activity.meeting or ""),
        activity.place,
        "、".join(member.name for member in activity.participants.all()),
        activity.outside_people,
        *([value for _, value, _ in values] if kind else [together]),
        activity.summary,
        days_late(activity.happened_on, activity.created_at) or "",
    ]


def area_sheet(areas: Iterable[WorkArea], title: str) -> Sheet:
    """One row per work area (with `activity_count`)."""
    columns = ("顺序", "名称", "默认收入的活动类别", "一并反映的会议类别", "活动数", "总体情况")
    rows = [
        (area.order, area.name, area.kind_labels, area.meeting_kind_labels, area.activity_count, area.summary)
        for area in areas
    ]
    return Sheet(title, columns, rows)


def duty_sheet(items: Iterable[DutyItem], title: str) -> Sheet:
    """One row per duty (with `record_count`)."""
    columns = ("职务", "职责", "通过日期", "通过会议", "落实记录")
    rows = [
        (item.get_post_title_display(), item.text, item.adopted_on, item.adopted_at, item.record_count)
        for item in items
    ]
    return Sheet(title, columns, rows)
