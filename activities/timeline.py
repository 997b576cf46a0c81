"""工作纪实 of a year in one line: the meetings held and the activities, by date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils.timezone import localtime

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.sheets import Sheet
from meetings.enums import Attendance
from meetings.meeting.models import Meeting, MeetingKindLink, MeetingQuerySet, RollEntry

from .models import Activity, ActivityQuerySet, WorkArea


@dataclass(frozen=True)
class Narrowing:
    """What the line is narrowed to: kinds are codes of one sort, the other sort is then left out."""

    meeting_kind: str = ""
    activity_kind: str = ""
    area_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """One meeting or activity on the line; `record` is the row it stands for."""

    day: date
    label: str
    title: str
    url: str
    icon: str
    area: str
    place: str
    people: int
    summary: str
    record: Meeting | Activity


def anchor_of(month: date) -> str:
    """The mark of a month inside the page."""
    return f"m{month:%Y%m}"


@dataclass(frozen=True)
class Month:
    """A month with its entries."""

    first: date
    entries: tuple[Entry, ...]

    @property
    def anchor(self) -> str:
        """Its mark inside the page."""
        return anchor_of(self.first)


@dataclass(frozen=True)
class MonthLink:
    """Where a month begins: the page, and its mark on it."""

    first: date
    page: int

    @property
    def anchor(self) -> str:
        """Its mark inside the page."""
        return anchor_of(self.first)


@dataclass(frozen=True)
class Day:
    """A field of the calendar; those of the months before and after fill up the weeks."""

    date: date
    is_outside: bool
    entries: tuple[Entry, ...]

    @property
    def weekday(self) -> str:
        """一 to 日."""
        return "一二三四五六日"[self.date.weekday()]


@dataclass(frozen=True)
class Mark:
    """Where a meeting or an activity stands on the line, told before its record is read."""

    day: date
    model: type[Meeting] | type[Activity]
    pk: int


def marks_of(branch: Organisation, year: int, user: User, narrowing: Narrowing) -> list[Mark]:
    """What the user may see of the branch's year, by date: keys and days alone, however much there is of it."""
    found: list[Mark] = []
    if not narrowing.activity_kind:
        meetings = _meetings(branch, year, user, narrowing).order_by("starts_at", "pk")
        starts = meetings.values_list("starts_at", "pk")
        found += [Mark(localtime(starts_at).date(), Meeting, pk) for starts_at, pk in starts]
    if not narrowing.meeting_kind:
        activities = _activities(branch, year, user, narrowing).order_by("happened_on", "pk")
        found += [Mark(day, Activity, pk) for day, pk in activities.values_list("happened_on", "pk")]
    return sorted(found, key=lambda mark: mark.day)


def entries_at(branch: Organisation, year: int, marks: Sequence[Mark]) -> list[Entry]:
    """The entries that stand at these marks, in their order. The number of queries is fixed."""
    areas = list(WorkArea.objects.of_branch(branch).in_year(year).in_order())
    keys = {model: [mark.pk for mark in marks if mark.model is model] for model in (Meeting, Activity)}
    meetings = Meeting.objects.filter(pk__in=keys[Meeting]).for_list() if keys[Meeting] else ()
    activities = Activity.objects.filter(pk__in=keys[Activity]).for_list() if keys[Activity] else ()
    told: dict[tuple[type, int], Entry] = {(Meeting, one.pk): _of_meeting(one, areas) for one in meetings}
    told |= {(Activity, one.pk): _of_activity(one) for one in activities}
    return [told[mark.model, mark.pk] for mark in marks if (mark.model, mark.pk) in told]


def entries_of(branch: Organisation, year: int, user: User, narrowing: Narrowing) -> list[Entry]:
    """Everything that the user may see of the branch's year, by date."""
    return entries_at(branch, year, marks_of(branch, year, user, narrowing))


def _meetings(branch: Organisation, year: int, user: User, narrowing: Narrowing) -> MeetingQuerySet:
    rows = Meeting.objects.visible_to(user).of_branch(branch).held()
    rows = rows.of_kind(narrowing.meeting_kind, year) if narrowing.meeting_kind else rows.in_year(year)
    if narrowing.person_id:
        present = RollEntry.objects.filter(member_id=narrowing.person_id, attendance=Attendance.PRESENT)
        rows = rows.filter(pk__in=present.values("meeting_id"))
    if narrowing.area_id:
        area = WorkArea.objects.of_branch(branch).in_year(year).filter(pk=narrowing.area_id).first()
        told_of = MeetingKindLink.objects.filter(kind__in=area.meeting_kinds if area else [])
        rows = rows.filter(pk__in=told_of.values("meeting_id"))
    return rows


def _activities(branch: Organisation, year: int, user: User, narrowing: Narrowing) -> ActivityQuerySet:
    rows = Activity.objects.visible_to(user).of_branch(branch).in_year(year)
    if narrowing.activity_kind:
        rows = rows.of_kind(narrowing.activity_kind)
    if narrowing.area_id:
        rows = rows.filter(work_area_id=narrowing.area_id)
    if narrowing.person_id:
        rows = rows.with_person(narrowing.person_id)
    return rows


def _of_meeting(meeting: Meeting, areas: Iterable[WorkArea]) -> Entry:
    kinds = set(meeting.kinds)
    return Entry(
        day=localtime(meeting.starts_at).date(),
        label=meeting.kind_labels,
        title=meeting.title,
        url=reverse("meetings:meeting_detail", args=[meeting.pk]),
        icon="users",
        area="、".join(area.name for area in areas if kinds & set(area.meeting_kinds)),
        place=meeting.place,
        people=meeting.present_count,
        summary=meeting.theme,
        record=meeting,
    )


def _of_activity(activity: Activity) -> Entry:
    area = activity.area_in_use
    return Entry(
        day=activity.happened_on,
        label=activity.kind_label,
        title=activity.title,
        url=reverse("activities:activity_detail", args=[activity.pk]),
        icon=activity.kind_declaration.icon,
        area=area.name if area else "",
        place=activity.place,
        people=activity.participant_count,
        summary=activity.summary,
        record=activity,
    )


def by_month(entries: Iterable[Entry]) -> list[Month]:
    """The months that have entries."""
    months = groupby(entries, key=lambda entry: entry.day.replace(day=1))
    return [Month(first, tuple(rows)) for first, rows in months]


def month_links(marks: Sequence[Mark], size: int) -> list[MonthLink]:
    """The months that have entries, where pages hold `size` entries each."""
    links, before = [], 0
    for first, rows in groupby(marks, key=lambda mark: mark.day.replace(day=1)):
        links.append(MonthLink(first, before // size + 1))
        before += len(list(rows))
    return links


def in_month(marks: Iterable[Mark], year: int, month: int) -> list[Mark]:
    """Those of one month."""
    return [mark for mark in marks if (mark.day.year, mark.day.month) == (year, month)]


def month_days(year: int, month: int, entries: Iterable[Entry]) -> list[Day]:
    """The days of a month in whole weeks from Monday on, each with its entries."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    first = date(year, month, 1)
    start = first - timedelta(days=first.weekday())
    days = [start + timedelta(days=number) for number in range(42)]
    if days[35].month != month:
        days = days[:35]
    if days[28].month != month:
        days = days[:28]
    return [
        Day(day, day.month != month, () if day.month != month else tuple(by_day.get(day, ()))) for day in days
    ]


def timeline_sheet(entries: Iterable[Entry], title: str) -> Sheet:
    """One row per entry."""
    columns = ("序号", "日期", "类别", "名称", "工作领域", "地点", "党员人数", "主题或简要情况")
    rows = [
        (number, one.day, one.label, one.title, one.area, one.place, one.people or "", one.summary)
        for number, one in enumerate(entries, start=1)
    ]
    return Sheet(title, columns, rows)
