"""What of meetings waits for a person: to attend one, to record, sign, see to make-up study (补学), carry out a decision."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from branch.access import can_write_branch, grants_of
from branch.organisations.models import Organisation
from core.dates import chinese_date, on_days
from core.reminders import AHEAD, Reminder
from meetings.enums import MAKE_UP_KEY, MeetingState

from .calendar import due_ahead
from .faults import day_of
from .models import AgendaItem, Meeting, MeetingQuerySet

# A meeting is announced so many days before: time to prepare, and the week's other meetings do not crowd in.
ANNOUNCED_BEFORE = timedelta(days=3)
# A record may wait so long for its signatures, and an absent member for the make-up study.
SIGNED_WITHIN = timedelta(days=7)
MADE_UP_WITHIN = timedelta(days=14)
# What is older than this is history: the list of meetings shows it, the work bench no longer asks for it.
ASKED_FOR = timedelta(days=365)
# More rows than this about one thing and one year become one row that leads to the list.
MOST_ROWS = 3


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> list[Reminder]:
    """Everything of this person in the branch; a constant number of queries."""
    kept = _kept(user, branch)
    rows = list(_to_attend(user, branch, today))
    if kept is None:
        return rows
    kept = kept.filter(on_days("starts_at", today - ASKED_FOR)).order_by("starts_at", "pk")
    return [*rows, *_unrecorded(kept, today), *_unsigned(kept, today), *_not_made_up(kept, today)]


def _kept(user: AbstractBaseUser, branch: Organisation) -> MeetingQuerySet | None:
    """The meetings whose records this person keeps; None for someone who keeps none."""
    rows = Meeting.objects.of_branch(branch)
    if can_write_branch(user, branch):
        return rows
    led = grants_of(user).led_group_ids
    return rows.filter(group__in=led) if led else None


def _to_attend(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    soon = due_ahead(user, today).filter(on_days("starts_at", last=today + ANNOUNCED_BEFORE), branch=branch)
    for meeting in soon:
        starts = timezone.localtime(meeting.starts_at)
        detail = f"{starts:%H:%M}　{meeting.place or '地点待定'}"
        url = reverse("meetings:meeting_detail", args=[meeting.pk])
        yield Reminder(starts.date(), f"参加{meeting}", detail, url, "查看")


def _before(day: date) -> Q:
    return on_days("starts_at", last=day - timedelta(days=1))


def _unrecorded(kept: MeetingQuerySet, today: date) -> Iterator[Reminder]:
    for meeting in kept.filter(_before(today), state=MeetingState.PLANNED):
        day = day_of(meeting)
        detail = f"计划的会议已过 {(today - day).days} 天，未登记；改期的请改日期，不开的请删除。"
        url = reverse("meetings:meeting_update", args=[meeting.pk])
        yield Reminder(day, f"登记{meeting}", detail, url, "登记")


def _unsigned(kept: MeetingQuerySet, today: date) -> Iterator[Reminder]:
    waiting = kept.filter(_before(today - SIGNED_WITHIN), state=MeetingState.HELD)
    for year, rows in _by_year(waiting):
        if len(rows) > MOST_ROWS:
            title = f"{year}年 {len(rows)} 次会议待签字确认"
            yield _summary(title, year, rows[0], SIGNED_WITHIN, MeetingState.HELD)
            continue
        for meeting in rows:
            detail = f"已召开 {(today - day_of(meeting)).days} 天，主持人和记录人签字后确认。"
            url = reverse("meetings:meeting_confirm", args=[meeting.pk])
            yield Reminder(day_of(meeting) + SIGNED_WITHIN, f"{meeting}待签字确认", detail, url, "确认")


def _not_made_up(kept: MeetingQuerySet, today: date) -> Iterator[Reminder]:
    waiting = kept.awaiting_make_up().filter(_before(today - MADE_UP_WITHIN))
    for year, rows in _by_year(waiting):
        if len(rows) > MOST_ROWS:
            title = f"{year}年 {len(rows)} 次会议有人待补学"
            yield _summary(title, year, rows[0], MADE_UP_WITHIN, MAKE_UP_KEY)
            continue
        for meeting in rows:
            detail = f"请假或缺席的 {meeting.away_count} 人还没有补学，补学后登记日期。"
            url = reverse("meetings:meeting_detail", args=[meeting.pk]) + "#roll-title"
            yield Reminder(day_of(meeting) + MADE_UP_WITHIN, f"{meeting}待补学", detail, url, "登记补学")


def _by_year(waiting: MeetingQuerySet) -> Iterable[tuple[int, list[Meeting]]]:
    """Meetings by a year in whose list they stand; within a year the oldest first."""
    years: dict[int, list[Meeting]] = {}
    for meeting in waiting.prefetch_related("kind_links"):
        year = meeting.year_of(meeting.kinds[0]) if meeting.kinds else day_of(meeting).year
        years.setdefault(year, []).append(meeting)
    return years.items()


def _summary(title: str, year: int, oldest: Meeting, within: timedelta, state: str) -> Reminder:
    """One row for many meetings of a year; it is as late as the oldest of them."""
    url = f"{reverse('meetings:meeting_list')}?{urlencode({'state': state, 'period': year})}"
    detail = f"最早的是{chinese_date(day_of(oldest))}的{oldest}。"
    return Reminder(day_of(oldest) + within, title, detail, url, "逐次办理")


def decision_reminders(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """Decisions to carry out: those of the branch for its writers, the own ones for everybody else."""
    rows = AgendaItem.objects.open().filter(meeting__branch=branch)
    if not can_write_branch(user, branch):
        rows = rows.filter(responsible_id__in=grants_of(user).member_ids)
    for item in rows.filter(due_on__lte=today + AHEAD):
        origin = f"{item.meeting}决定" + (f"，责任人 {item.responsible}" if item.responsible else "")
        detail = f"{item.decision}（{origin}）" if item.decision else origin
        url = reverse("meetings:meeting_detail", args=[item.meeting_id]) + "#agenda-title"
        mail_title = f"落实{item.meeting}的决定"
        yield Reminder(item.due_on, item.title, detail, url, "去办结", mail_title=mail_title)
