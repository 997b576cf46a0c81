"""The next step of an election on the 工作台."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch
from branch.organisations.models import Organisation
from core.records import url_of
from core.reminders import Reminder

from .models import Renewal
from .steps import Progress


def renewal_reminders(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """One line for an open election: what comes next, until the day on which it is planned."""
    if not can_write_branch(user, branch):
        return
    for renewal in Renewal.objects.open().filter(branch=branch).for_list():
        step = next((one for one in Progress(renewal, today).steps if one.is_next), None)
        if step:
            is_before = renewal.held_assembly is None
            on = renewal.planned_on if is_before and renewal.planned_on >= today else None
            waiting = "" if on else "办理中"
            yield Reminder(on, f"换届：{step.label}", step.missing, url_of(renewal), "去办理", waiting)
