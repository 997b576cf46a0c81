"""What of annual reports waits for a person: one that was returned."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import is_secretary
from branch.organisations.models import Organisation
from core.reminders import Reminder

from .enums import ReportState
from .models import AnnualReport


def reminders_for(user: AbstractBaseUser, branch: Organisation, _today: date) -> Iterator[Reminder]:
    """A report that was returned, for the secretary."""
    if not is_secretary(user, branch):
        return
    rows = AnnualReport.objects.of_branch(branch).filter(member__isnull=True)
    for report in rows.filter(state=ReportState.RETURNED):
        url = reverse("reports:report_detail", args=[report.pk])
        yield Reminder(None, report.title, report.comment[:40], url, "查看", report.get_state_display())
