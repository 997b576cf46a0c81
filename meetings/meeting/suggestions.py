"""What a new meeting's form is filled with: nothing that is already known is asked for again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median_low

from django.db.models import QuerySet
from django.utils import timezone

from branch.enums import PostTitle
from branch.members.models import Member, Post
from branch.organisations.models import Organisation, PartyGroup
from core.dates import month_range
from meetings.enums import OF_THE_YEAR, ItemKind, MeetingKind, MeetingState

from .agenda_items import AgendaItem
from .fields import MEETING
from .models import Meeting

# 组织生活会 and 民主评议 held until this month belong to the year before.
LAST_MONTH_OF_CYCLE = 3
# So many earlier meetings tell what is usual.
SERIES = 12


def year_for(kinds: Collection[str], day: date) -> int:
    """所属年度: the year of the date; for 组织生活会 in January to March the year before."""
    is_late = day.month <= LAST_MONTH_OF_CYCLE and any(kind in kinds for kind in OF_THE_YEAR)
    return day.year - 1 if is_late else day.year


def title_for(kinds: Collection[str], group: PartyGroup | None, day: date, year: int) -> str:
    """2025年3月支委会, 2025年3月第一党小组会, 2024年度组织生活会; empty without a kind."""
    kind = next((kind for kind in MeetingKind if kind in kinds), None)
    month = f"{day.year}年{day.month}月"
    if kind is None or kind == MeetingKind.OTHER:
        return ""
    if kind in OF_THE_YEAR:
        return f"{year}年度{kind.label}"
    if kind == MeetingKind.GROUP and group:
        return f"{month}{group.name}会"
    return f"{month}{kind.label}"


def chair_for(branch: Organisation, group: PartyGroup | None, day: date) -> Member | None:
    """The group's leader for a group, else 书记, as of a day."""
    posts = Post.objects.held_on(day).filter(branch=branch).select_related("member")
    wanted = {"title": PostTitle.GROUP_LEADER, "group": group} if group else {"title": PostTitle.SECRETARY}
    post = posts.filter(**wanted).first()
    return post.member if post else None


def chairs_of(branch: Organisation, day: date) -> dict[str, list[int]]:
    """Who chairs by post on a day: members by the group they lead, and 书记 under an empty key."""
    titles = (PostTitle.SECRETARY, PostTitle.GROUP_LEADER)
    posts = Post.objects.held_on(day).filter(branch=branch, title__in=titles)
    chairs: dict[str, list[int]] = {}
    for post in posts.order_by("pk"):
        key = str(post.group_id or "") if post.title == PostTitle.GROUP_LEADER else ""
        chairs.setdefault(key, []).append(post.member_id)
    return chairs


@dataclass(frozen=True)
class Usual:
    """When such meetings usually are: the day of the month and the time, each the median of earlier ones."""

    day: int
    at: time

    def in_month(self, month: date) -> date:
        """The usual day of a month; its last day where it is shorter."""
        end = month_range(month.year, month.month)[1]
        return end.replace(day=min(end.day, self.day))


def usual_of(earlier: Sequence[Meeting]) -> Usual | None:
    """The usual day and time by earlier meetings of a series; None without any."""
    if not earlier:
        return None
    starts = [timezone.localtime(meeting.starts_at) for meeting in earlier]
    return Usual(median_low(one.day for one in starts), median_low(one.time() for one in starts))


def start_for(
    month: date, today: date, now: datetime, usual: Usual | None, *, is_asked: bool = True
) -> datetime | None:
    """When a meeting of a month begins, if that can be told: the usual day where it is still to come, else today.

    Where the month was not asked for, it is today. The day of a meeting in a month that is over is said by the person.
    """
    if is_asked and usual and usual.in_month(month) > today:
        return start_on(usual.in_month(month), usual)
    if (month.year, month.month) != (today.year, today.month):
        return None
    at = usual.at if usual else time(9)
    this_hour = timezone.localtime(now).time().replace(minute=0, second=0, microsecond=0)
    return timezone.make_aware(datetime.combine(today, min(at, this_hour)))


def start_on(day: date, usual: Usual | None) -> datetime:
    """A day at the usual time."""
    return timezone.make_aware(datetime.combine(day, usual.at if usual else time(9)))


def series_of(
    branch: Organisation, kinds: Collection[str], group: PartyGroup | None, before: datetime | None = None
) -> list[Meeting]:
    """The newest meetings of the first of these kinds (and of this group) that took place, the newest first."""
    kind = next((kind for kind in MeetingKind if kind in kinds), None)
    rows = _held(branch).filter(group=group)
    rows = rows.filter(starts_at__lt=before) if before else rows
    return list((rows.of_kind(kind) if kind else rows)[:SERIES])


def _held(branch: Organisation) -> QuerySet[Meeting]:
    return Meeting.objects.of_branch(branch).held().order_by("-starts_at", "-pk")


def initial_for_new(
    branch: Organisation,
    kinds: Collection[str],
    group: PartyGroup | None,
    month: date | None,
    now: datetime,
    on: date | None = None,
) -> dict[str, object]:
    """Initial values of the form of a new meeting of these kinds, in a month (this one by default) or on a day."""
    today = timezone.localtime(now).date()
    is_asked, month = month is not None, on or month or today
    earlier = series_of(branch, kinds, group)
    last, usual = next(iter(earlier), None), usual_of(earlier)
    starts_at = start_on(on, usual) if on else start_for(month, today, now, usual, is_asked=is_asked)
    is_this_month = (month.year, month.month) == (today.year, today.month)
    day = timezone.localtime(starts_at).date() if starts_at else today if is_this_month else month
    with_recorder = _held(branch).filter(recorder__isnull=False, group=group).first()
    year = year_for(kinds, day)
    return {
        "kinds": list(kinds),
        "group": group,
        "title": title_for(kinds, group, day, year),
        "year": year,
        "state": MeetingState.PLANNED if day > today else MeetingState.HELD,
        "starts_at": starts_at,
        "chair": chair_for(branch, group, day),
        "recorder": with_recorder.recorder if with_recorder else None,
        "place": last.place if last else "",
    }


def initial_for_copy(source: Meeting, now: datetime) -> dict[str, object]:
    """Initial values of the next meeting of the series: same kinds, place and recorder, weekday and standing agenda."""
    earlier = series_of(source.branch, source.kinds, source.group, before=source.starts_at)
    later = timezone.localtime(source.starts_at)
    for _ in range(_months_between([source, *earlier])):
        later = _month_on(later)
    year = year_for(source.kinds, later.date())
    return {
        **{field.name: getattr(source, field.name) for field in MEETING if field.is_copied},
        "chair": chair_for(source.branch, source.group, later.date()),
        "title": title_for(source.kinds, source.group, later.date(), year) or source.title,
        "year": year,
        "state": MeetingState.PLANNED if later.date() > timezone.localtime(now).date() else MeetingState.HELD,
        "starts_at": later,
        "agenda": standing_agenda(source, next(iter(earlier), None)),
    }


def _month_on(day: datetime) -> datetime:
    """The same weekday four or five weeks on, in the next month."""
    later = day + timedelta(weeks=4)
    return later if later.month != day.month else later + timedelta(weeks=1)


def _months_between(series: Sequence[Meeting]) -> int:
    """After how many months the next of a series usually follows, at least one."""
    days = [timezone.localtime(meeting.starts_at) for meeting in series]
    gaps = [12 * (a.year - b.year) + a.month - b.month for a, b in pairwise(days)]
    return max(1, median_low(gaps)) if gaps else 1


def standing_agenda(source: Meeting, before: Meeting | None) -> list[AgendaItem]:
    """What is on every agenda of a series: 第一议题, without words yet, and what stood on both of its last ones."""
    earlier = {item.title for item in before.agenda.all()} if before else set()
    rows: list[AgendaItem] = []
    for item in source.agenda.all():
        if item.title in earlier and item.carried_from_id is None:
            rows.append(AgendaItem(title=item.title, kind=item.kind, reporter=item.reporter))
        elif item.kind == ItemKind.FIRST and ItemKind.FIRST not in {row.kind for row in rows}:
            rows.append(AgendaItem(kind=ItemKind.FIRST))
    return rows


def month_from(text: str) -> date | None:
    """The first day of a month written 2025-03; None when it is not one."""
    try:
        return month_range(int(text[:4]), int(text[5:7]))[0] if len(text) == 7 else None
    except ValueError:
        return None


def day_from(text: str) -> date | None:
    """A day written 2025-03-07; None when it is not one."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def for_year(kinds: Collection[str], group: PartyGroup | None, year: int, today: date) -> dict[str, object]:
    """What a named 所属年度 changes in the initial values: year, title, and no day where today is not of the year."""
    initial: dict[str, object] = {"year": year}
    if any(kind in kinds for kind in OF_THE_YEAR):
        initial["title"] = title_for(kinds, group, today, year)
    if today.year - year not in (0, 1):
        initial["starts_at"] = None
    return initial
