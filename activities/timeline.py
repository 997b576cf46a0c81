"""工作纪实 of a year in one line: the meetings held and the activities, by date."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils.timezone import localtime

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.sheets import Sheet
from meetings.enums import Attendance
from meetings.meeting.models import Meeting, RollEntry

from .models import Activity, WorkArea


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


@dataclass(frozen=True)
class Month:
    """A month with its entries."""

    first: date
    entries: tuple[Entry, ...]

    @property
    def anchor(self) -> str:
        """Its mark inside the page."""
        return f"m{self.first:%Y%m}"


@dataclass(frozen=True)
class MonthLink:
    """Where a month begins: the page, and its mark on it."""

    month: Month
    page: int


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


def entries_of(branch: Organisation, year: int, user: User, narrowing: Narrowing) -> list[Entry]:
    """What the user may see of the branch's year, by date. The number of queries is fixed."""
    areas = list(WorkArea.objects.of_branch(branch).in_year(year).in_order())
    found: list[Entry] = []
    if not narrowing.activity_kind:
        found += _meetings(branch, year, user, narrowing, areas)
    if not narrowing.meeting_kind:
        found += _activities(branch, year, user, narrowing)
    return sorted(found, key=lambda entry: entry.day)


def _meetings(
    branch: Organisation, year: int, user: User, narrowing: Narrowing, areas: list[WorkArea]
) -> Iterator[Entry]:
    rows = Meeting.objects.visible_to(user).of_branch(branch).held()
    rows = rows.of_kind(narrowing.meeting_kind, year) if narrowing.meeting_kind else rows.in_year(year)
    if narrowing.person_id:
        present = RollEntry.objects.filter(member_id=narrowing.person_id, attendance=Attendance.PRESENT)
        rows = rows.filter(pk__in=present.values("meeting_id"))
    for meeting in rows.for_list().order_by("starts_at", "pk"):
        named = [area for area in areas if set(area.meeting_kinds) & set(meeting.kinds)]
        if narrowing.area_id and narrowing.area_id not in {area.pk for area in named}:
            continue
        yield Entry(
            day=localtime(meeting.starts_at).date(),
            label=meeting.kind_labels,
            title=meeting.title,
            url=reverse("meetings:meeting_detail", args=[meeting.pk]),
            icon="users",
            area="、".join(area.name for area in named),
            place=meeting.place,
            people=meeting.present_count,
            summary=meeting.theme,
            record=meeting,
        )


def _activities(branch: Organisation, year: int, user: User, narrowing: Narrowing) -> Iterator[Entry]:
    rows = Activity.objects.visible_to(user).of_branch(branch).in_year(year)
    if narrowing.activity_kind:
        rows = rows.of_kind(narrowing.activity_kind)
    if narrowing.area_id:
        rows = rows.filter(work_area_id=narrowing.area_id)
    if narrowing.person_id:
        rows = rows.with_person(narrowing.person_id)
    for activity in rows.for_list().order_by("happened_on", "pk"):
        area = activity.area_in_use
        yield Entry(
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


def month_links(entries: Sequence[Entry], size: int) -> list[MonthLink]:
    """The months that have entries, where pages hold `size` entries each."""
    links, before = [], 0
    for month in by_month(entries):
        links.append(MonthLink(month, before // size + 1))
        before += len(month.entries)
    return links


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
