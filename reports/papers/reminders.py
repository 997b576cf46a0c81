"""What of members' own papers waits for whom: one to be written before the 组织生活会, one sent back, those handed in."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
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
    """For a member the own outline, until it is handed in; for the secretary those that wait to be read. Two queries."""
    is_own, is_reader = has_own_papers(user, branch), is_secretary(user, branch)
    whose = getattr(user, "member_id", None)
    wanted = Q(pk__in=[])
    if is_own:
        wanted |= Q(member=whose, paper=STATEMENT)
    if is_reader:
        wanted |= Q(branch=branch, member__isnull=False, state=ReportState.SENT)
    papers = list(AnnualReport.objects.alive().filter(wanted)) if is_own or is_reader else []
    if is_own:
        own = [one for one in papers if one.member_id == whose and one.paper == STATEMENT]
        yield from _own(own, branch, today)
    if count := sum(one.member_id != whose for one in papers):
        url = reverse("reports:paper_list")
        yield Reminder(None, f"{count} 份个人发言提纲待看", "党员已经交来", url, "查看", "待看")


def _own(own: Sequence[AnnualReport], branch: Organisation, today: date) -> Iterator[Reminder]:
    for report in own:
        if report.state == ReportState.RETURNED:
            url = reverse("reports:report_detail", args=[report.pk])
            yield Reminder(None, report.title, report.comment[:40], url, "查看", report.get_state_display())
    planned = Meeting.objects.of_branch(branch).of_kind(MeetingKind.LIFE).filter(state=MeetingState.PLANNED)
    meeting = planned.filter(on_days("starts_at", today, today + AHEAD)).order_by("starts_at").first()
    states = {one.state for one in own if meeting and one.year == meeting.year}
    if meeting and not states & HANDED_IN:
        day = localtime(meeting.starts_at).date()
        detail = "已经起草，还没有交给书记" if states & EDITABLE else "按您本人的记录起草"
        yield Reminder(day, "写个人发言提纲", detail, reverse("reports:own_papers"), "去写")
