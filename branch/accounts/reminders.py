"""What of roles waits for a person: those that others gave and that the person may confirm."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch
from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.reminders import Reminder

from .confirming import waiting_roles


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """Each role over the branch that waits for this person; a constant number of queries."""
    if not can_write_branch(user, branch):
        return
    for row in waiting_roles(user, [branch], today):
        if row.may_confirm:
            yield Reminder(
                None,
                f"确认{row.role.user}的“{row.role.get_role_display()}”授权",
                f"{row.role.given_by or '系统'}授予，自{chinese_date(row.role.starts_on)}起；确认以前看不到支部的内容。",
                reverse("branch:role_list"),
                "去确认",
                "等我确认",
                "确认一项授权",
            )
