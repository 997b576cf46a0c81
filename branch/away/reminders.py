"""When a member who is away is to report: the branch is reminded, and the member."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch, grants_of
from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.reminders import Reminder

from .models import Away

AHEAD = timedelta(days=7)


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """Each report that is due within a week or overdue; one query."""
    own, keeps = grants_of(user).member_ids, can_write_branch(user, branch)
    if not keeps and not own:
        return
    rows = Away.objects.of_branch(branch).filter(ends_on__isnull=True).for_list()
    for row in rows if keeps else rows.filter(member__in=own):
        due_on = row.next_report_on
        if due_on is None or due_on > today + AHEAD:
            continue
        is_own = row.member_id in own
        last = f"最近一次在{chinese_date(row.last_report_on)}" if row.last_report_on else "外出以后还没有汇报"
        name = "report" if is_own or row.may_be_read_by(user) else "detail"
        yield Reminder(
            due_on,
            "向支部汇报外出情况" if is_own else f"流动党员{row.member}到期汇报",
            f"{row.get_report_every_display()}一次，{last}",
            reverse(f"branch:away_{name}", args=[row.pk]),
            "登记汇报" if name == "report" else "查看",
            mail_title="流动党员到期汇报",
        )
