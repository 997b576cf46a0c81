"""What of members' own papers waits for whom: one to be written before the 组织生活会, one sent back, those handed in."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.timezone import localtime

from branch.access import is_secretary
from branch.organisations.models import Organisation
from core.dates import on_days
from core.reminders import AHEAD, Reminder
from meetings.enums import MeetingKind, MeetingState
from meetings.meeting.models import Meeting
from reports.report.enums import EDITABLE, HANDED_IN, ReportState
from reports.report.models import AnnualReport

from .permissions import has_own_papers
from .registry import STATEMENT


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """For a member the own outline, until it is handed in; for the secretary those that wait to be read."""
    if has_own_papers(user, branch):
        yield from _own(user, branch, today)
    if is_secretary(user, branch):
        waiting = AnnualReport.objects.of_branch(branch).filter(member__isnull=False, state=ReportState.SENT)
        if count := waiting.exclude(member=user.member).count():
            url = reverse("reports:paper_list")
            yield Reminder(None, f"{count} 份个人发言提纲待看", "党员已经交来", url, "查看", "待看")


def _own(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    planned = Meeting.objects.of_branch(branch).of_kind(MeetingKind.LIFE).filter(state=MeetingState.PLANNED)
    meeting = planned.filter(on_days("starts_at", today, today + AHEAD)).order_by("starts_at").first()
    own = AnnualReport.objects.alive().of_paper(STATEMENT).filter(member=user.member)
    for report in own.filter(state=ReportState.RETURNED):
        url = reverse("reports:report_detail", args=[report.pk])
        yield Reminder(None, report.title, report.comment[:40], url, "查看", report.get_state_display())
    if meeting and not own.filter(year=meeting.year, state__in=HANDED_IN).exists():
        begun = own.filter(year=meeting.year, state__in=EDITABLE).exists()
        day = localtime(meeting.starts_at).date()
        detail = "已经起草，还没有交给书记" if begun else "按您本人的记录起草"
        yield Reminder(day, "写个人发言提纲", detail, reverse("reports:own_papers"), "去写")
