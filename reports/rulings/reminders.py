"""A 批复 that was issued waits for the branch to sign for it."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import is_secretary
from branch.organisations.models import Organisation
from core.records import url_of
from core.reminders import Reminder
from reports.report.enums import ReportState
from reports.report.models import AnnualReport


def reminders_for(user: AbstractBaseUser, branch: Organisation, _today: date) -> Iterator[Reminder]:
    """For the secretary, until it is signed for."""
    if is_secretary(user, branch):
        rows = AnnualReport.objects.alive().filter(answers_to__branch=branch, state=ReportState.SENT)
        for ruling in rows.order_by("pk"):
            yield Reminder(None, ruling.title, ruling.number_told, url_of(ruling), "签收", "上级批复")
