"""What of meetings waits for a person: to attend one, to record, sign, see to make-up study (补学), carry out a decision."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from branch.access import can_write_branch, grants_of
from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.reminders import AHEAD, Reminder
from meetings.enums import MAKE_UP_KEY, MeetingState

from .agenda_items import AgendaItem
from .calendar import due_ahead
from .faults import day_of
from .models import Meeting
from .of_year import meetings_since

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
    rows = list(_to_attend(user, branch, today))
    led = grants_of(user).led_group_ids
    keeps_all = can_write_branch(user, branch)
    if not keeps_all and not led:
        return rows
    recent = meetings_since(branch, today - ASKED_FOR, today)
    kept = [meeting for meeting in recent if keeps_all or meeting.group_id in led]
    return [*rows, *_unrecorded(kept, today), *_unsigned(kept, today), *_not_made_up(kept, today)]


def _to_attend(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    last = today + ANNOUNCED_BEFORE
    planned = [one for one in meetings_since(branch, today, last) if one.is_planned and day_of(one) <= last]
    if not planned:
        return
    for meeting in due_ahead(user, today).filter(pk__in=[one.pk for one in planned]):
        starts = timezone.localtime(meeting.starts_at)
        detail = f"{starts:%H:%M}　{meeting.place or '地点待定'}"
        url = reverse("meetings:meeting_detail", args=[meeting.pk])
        yield Reminder(starts.date(), f"参加{meeting}", detail, url, "查看")


def _unrecorded(kept: Iterable[Meeting], today: date) -> Iterator[Reminder]:
    for meeting in kept:
        day = day_of(meeting)
        if meeting.is_planned and day < today:
            detail = f"计划的会议已过 {(today - day).days} 天，未登记；改期的请改日期，不开的请删除。"
            url = reverse("meetings:meeting_update", args=[meeting.pk])
            yield Reminder(day, f"登记{meeting}", detail, url, "登记")


def _unsigned(kept: Iterable[Meeting], today: date) -> Iterator[Reminder]:
    until = today - SIGNED_WITHIN
    waiting = [one for one in kept if one.state == MeetingState.HELD and day_of(one) < until]
    for year, rows in _by_year(waiting):
        if len(rows) > MOST_ROWS:
            title = f"{year}年 {len(rows)} 次会议待签字确认"
            yield _summary(title, year, rows[0], SIGNED_WITHIN, MeetingState.HELD)
            continue
        for meeting in rows:
            detail = f"已召开 {(today - day_of(meeting)).days} 天，主持人和记录人签字后确认。"
            url = reverse("meetings:meeting_confirm", args=[meeting.pk])
            yield Reminder(day_of(meeting) + SIGNED_WITHIN, f"{meeting}待签字确认", detail, url, "确认")


def _not_made_up(kept: Iterable[Meeting], today: date) -> Iterator[Reminder]:
    until = today - MADE_UP_WITHIN
    waiting = [one for one in kept if one.is_held and one.away_count and day_of(one) < until]
    for year, rows in _by_year(waiting):
        if len(rows) > MOST_ROWS:
            title = f"{year}年 {len(rows)} 次会议有人待补学"
            yield _summary(title, year, rows[0], MADE_UP_WITHIN, MAKE_UP_KEY)
            continue
        for meeting in rows:
            detail = f"请假或缺席的 {meeting.away_count} 人还没有补学，补学后登记日期。"
            url = reverse("meetings:meeting_detail", args=[meeting.pk]) + "#roll-title"
            yield Reminder(day_of(meeting) + MADE_UP_WITHIN, f"{meeting}待补学", detail, url, "登记补学")


def _by_year(waiting: Iterable[Meeting]) -> Iterable[tuple[int, list[Meeting]]]:
    """Meetings by a year in whose list they stand; within a year the oldest first."""
    years: dict[int, list[Meeting]] = {}
    for meeting in waiting:
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
