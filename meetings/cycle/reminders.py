"""What of the yearly cycle waits for a person: the own part in an appraisal, the reply to a criticism, the count."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch, grants_of
from branch.organisations.models import Organisation
from core.dates import on_days
from core.reminders import Reminder
from meetings.meeting.reminders import ASKED_FOR, MOST_ROWS

from .appraisal.models import AppraisalEntry, AppraisalRound
from .criticism.models import Criticism
from .enums import AppraisalState


def cycle_reminders(user: AbstractBaseUser, branch: Organisation, today: date) -> list[Reminder]:
    """Everything of this person in the branch; a constant number of queries."""
    rows = [*_own_part(user, branch, today), *_replies(user, branch, today)]
    return [*rows, *_to_close(branch, today)] if can_write_branch(user, branch) else rows


def _own_part(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    rows = AppraisalEntry.objects.filter(
        appraisal__branch=branch,
        appraisal__deleted_at__isnull=True,
        appraisal__state=AppraisalState.OPEN,
        appraisal__opens_on__lte=today,
        appraisal__closes_on__gte=today,
        member_id__in=grants_of(user).member_ids,
    )
    for row in rows.select_related("appraisal"):
        waiting = [
            "" if row.self_assessment else "自评",
            "" if row.has_voted or row.appraisal.is_on_paper else "测评投票",
        ]
        if any(waiting):
            detail = f"还要{'、'.join(filter(None, waiting))}"
            url = reverse("meetings:appraisal_own", args=[row.appraisal_id])
            yield Reminder(row.appraisal.closes_on, str(row.appraisal), detail, url, "去参加")


def _replies(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """What was said stays out of the line: it may be seen by others on a screen, and goes out by mail."""
    waiting = Criticism.objects.of_branch(branch).awaiting_reply()
    waiting = waiting.filter(
        on_days("meeting__starts_at", today - ASKED_FOR), criticised_id__in=grants_of(user).member_ids
    )
    rows = list(waiting)
    if len(rows) > MOST_ROWS:
        url = f"{reverse('meetings:criticism_list')}?year={rows[-1].meeting.year}"
        title = f"{len(rows)} 条批评意见等您写本人态度"
        yield Reminder(None, title, str(rows[-1].meeting), url, "查看", "等我写")
        return
    for row in rows:
        url = reverse("meetings:criticism_reply", args=[row.pk])
        yield Reminder(None, "对批评意见写本人态度", str(row.meeting), url, "去写", "等我写")


def _to_close(branch: Organisation, today: date) -> Iterator[Reminder]:
    """Rounds whose last day has come: paper to type in, or the close that shows the results."""
    rows = AppraisalRound.objects.of_branch(branch).filter(state=AppraisalState.OPEN, closes_on__lte=today)
    for row in rows:
        if row.is_on_paper and not row.has_paper_counts:
            url, action = reverse("meetings:appraisal_paper", args=[row.pk]), "录入"
            yield Reminder(row.closes_on, f"{row}：录入纸质票计票结果", "照计票单录入后截止", url, action)
        elif row.closes_on < today:
            url = reverse("meetings:appraisal_close", args=[row.pk])
            yield Reminder(row.closes_on, f"{row}：截止并统计", "截止日期已过，截止后显示结果", url, "截止")
