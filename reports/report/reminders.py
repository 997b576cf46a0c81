"""What of annual reports waits for a person: one that was returned, one that the committee discusses."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch, is_secretary
from branch.organisations.models import Organisation
from core.reminders import Reminder

from .enums import ReportState
from .models import AnnualReport


def reminders_for(user: AbstractBaseUser, branch: Organisation, _today: date) -> Iterator[Reminder]:
    """What waits for those who write in the branch; one that was returned, for its secretary alone."""
    if not can_write_branch(user, branch):
        return
    states = [ReportState.REVIEW, *([ReportState.RETURNED] if is_secretary(user, branch) else [])]
    for report in AnnualReport.objects.of_branch(branch).filter(member__isnull=True, state__in=states):
        url = reverse("reports:report_detail", args=[report.pk])
        detail = report.comment[:40] if report.state == ReportState.RETURNED else "支委会审议中"
        yield Reminder(None, report.title, detail, url, "查看", report.get_state_display())
