"""The figures of a branch's year over all kinds, and the sheets of activities and duties."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from branch.accounts.models import User
from branch.members.models import Member, Post
from branch.organisations.models import Organisation
from core.dates import days_late, short_date
from core.sheets import Cell, Sheet
from meetings.meeting.models import Meeting

from .kinds import registry
from .kinds.base import Kind
from .kinds.statistics import KindStatistics, Person, StatContext, StatisticValue
from .models import Activity, DutyItem, WorkArea


def context_for(branch: Organisation, year: int, today: date) -> StatContext:
    """What the figures of a year need beyond the activities, as of the year's end or of today. Three queries."""
    as_of = min(today, date(year, 12, 31))
    months = as_of.month if as_of.year == year else 0
    posts = Post.objects.held_on(as_of).filter(branch=branch).exclude(duties="").select_related("member")
    holders = {post.member_id: Person(post.member_id, post.member.name) for post in posts}
    committee = Member.objects.committee(branch, as_of).in_pinyin_order()
    return StatContext(
        year=year,
        months_elapsed=months,
        first_month=branch.first_month(year),
        members_on_roll=Member.objects.on_roll(branch, as_of).count(),
        duty_holders=tuple(holders.values()),
        committee=tuple(Person(member.pk, member.name) for member in committee),
    )


def activities_of(branch: Organisation, year: int) -> QuerySet[Activity]:
    """The activities of a branch and a year, loaded for statistics and the report."""
    return Activity.objects.of_branch(branch).in_year(year).for_report()


def year_statistics(branch: Organisation, year: int, today: date) -> list[KindStatistics]:
    """The figures of every kind in a year, kinds without activities included; the number of queries is fixed."""
    context = context_for(branch, year, today)
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities_of(branch, year):
        by_kind[activity.kind].append(activity)
    return [kind.summarise(by_kind[kind.code], context) for kind in registry.all_kinds()]


def figure_of(branch: Organisation, year: int, today: date, *, code: str, key: str) -> StatisticValue | None:
    """One figure of a kind in a year with the rows it counts; None where the kind declares no such figure."""
    rows = list(activities_of(branch, year).of_kind(code))
    return registry.summarise(code, rows, context_for(branch, year, today)).values.get(key)


def figure_url(code: str, key: str = "count") -> str:
    """The list of exactly those activities of the chosen year that a figure counts."""
    chosen = {"kind": code} if key == "count" else {"kind": code, "figure": key}
    return f"{reverse('activities:activity_list')}?{urlencode(chosen)}"


# Columns that the table is read back by, too.
KIND_COLUMN, MEETING, TOGETHER, CAMPAIGN = "活动类别", "所在会议", "专项内容", "学习教育"
INDENT = "　"
COMMON = (
    "序号",
    "日期",
    "结束日期",
    KIND_COLUMN,
    "标题",
    "工作领域",
    MEETING,
    "地点",
    "参加党员",
    "外单位人员",
    "写进报告",
)
LAST = ("简要情况", CAMPAIGN, "补录天数")


def meeting_name(meeting: Meeting) -> str:
    """3月7日 第一季度党员大会: a meeting among those of its year."""
    return f"{short_date(localtime(meeting.starts_at).date())} {meeting.title}"


def activity_sheet(activities: Iterable[Activity], title: str, user: User, kind: Kind | None = None) -> Sheet:
    """One row per activity; the fields of the kind are columns of their own when one kind is listed."""
    own = tuple(field.label for field in kind.fields) if kind else (TOGETHER,)
    rows = [_activity_row(number, one, user, kind) for number, one in enumerate(activities, start=1)]
    return Sheet(title, (*COMMON, *own, *LAST), rows)


def _set_in(text: str) -> str:
    """Text of several lines, those after the first set in, so that none is taken for a field of its own."""
    return "\n".join([text.split("\n")[0], *(f"{INDENT}{line}" for line in text.split("\n")[1:])])


def _activity_row(number: int, activity: Activity, user: User, kind: Kind | None) -> list[Cell]:
    area = activity.area_in_use
    values = activity.field_values(user)
    together = "\n".join(f"{label}：{_set_in(value)}" for label, value, _ in values if value)
    return [
        number,
        activity.happened_on,
        activity.ends_on,
        activity.kind_label,
        activity.title,
        area.name if area else "",
        meeting_name(activity.meeting) if activity.meeting else "",
        activity.place,
        "、".join(member.name for member in activity.participants.all()),
        activity.outside_people,
        "是" if activity.is_for_report else "",
        *([value for _, value, _ in values] if kind else [together]),
        activity.summary,
        str(activity.campaign or ""),
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
