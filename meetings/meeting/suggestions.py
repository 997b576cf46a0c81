"""What a new meeting's form is filled with: nothing that is already known is asked for again."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from branch.enums import PostTitle
from branch.members.models import Member, Post
from branch.organisations.models import Organisation, PartyGroup
from core.dates import month_range
from meetings.enums import OF_THE_YEAR, MeetingKind, MeetingState

from .fields import MEETING
from .models import Meeting

# 组织生活会 and 民主评议 held until this month belong to the year before.
LAST_MONTH_OF_CYCLE = 3


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


def start_for(month: date, today: date, now: datetime, last: Meeting | None) -> datetime | None:
    """When a meeting of a month begins, if that can be told: today for this month, the usual day for a month ahead.

    The day of a meeting in a month that is over is said by the person.
    """
    if (month.year, month.month) != (today.year, today.month):
        return _usual_start(month, last) if last and month > today else None
    usual = timezone.localtime(last.starts_at).time() if last else time(9)
    this_hour = timezone.localtime(now).time().replace(minute=0, second=0, microsecond=0)
    return timezone.make_aware(datetime.combine(today, min(usual, this_hour)))


def _usual_start(month: date, last: Meeting) -> datetime:
    """The day of the month and the time of the last such meeting; the month's last day where it is shorter."""
    end = month_range(month.year, month.month)[1]
    return start_on(end.replace(day=min(end.day, timezone.localtime(last.starts_at).day)), last)


def start_on(day: date, last: Meeting | None) -> datetime:
    """A day at the time of the last such meeting."""
    usual = timezone.localtime(last.starts_at).time() if last else time(9)
    return timezone.make_aware(datetime.combine(day, usual))


def last_like(branch: Organisation, kinds: Collection[str], group: PartyGroup | None) -> Meeting | None:
    """The newest meeting of the first of these kinds (and of this group) that took place."""
    kind = next((kind for kind in MeetingKind if kind in kinds), None)
    rows = _held(branch).filter(group=group)
    return (rows.of_kind(kind) if kind else rows).first()


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
    month = on or month or today
    day = month if (month.year, month.month) != (today.year, today.month) else today
    last = last_like(branch, kinds, group)
    with_recorder = _held(branch).filter(recorder__isnull=False, group=group).first()
    year = year_for(kinds, day)
    return {
        "kinds": list(kinds),
        "group": group,
        "title": title_for(kinds, group, day, year),
        "year": year,
        "state": MeetingState.PLANNED if day > today else MeetingState.HELD,
        "starts_at": start_on(on, last) if on else start_for(month, today, now, last),
        "chair": chair_for(branch, group, day),
        "recorder": with_recorder.recorder if with_recorder else None,
        "place": last.place if last else "",
    }


def initial_for_copy(source: Meeting, now: datetime) -> dict[str, object]:
    """Initial values of next month's meeting like this one: same kinds, place and recorder, the same weekday."""
    starts = timezone.localtime(source.starts_at)
    later = starts + timedelta(weeks=4)
    if later.month == starts.month:
        later += timedelta(weeks=1)
    year = year_for(source.kinds, later.date())
    return {
        **{field.name: getattr(source, field.name) for field in MEETING if field.is_copied},
        "chair": chair_for(source.branch, source.group, later.date()),
        "title": title_for(source.kinds, source.group, later.date(), year) or source.title,
        "year": year,
        "state": MeetingState.PLANNED if later.date() > timezone.localtime(now).date() else MeetingState.HELD,
        "starts_at": later,
    }


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
