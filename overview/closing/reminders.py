"""That a branch runs to its end, and has passed it without being closed."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.organisations.models import Organisation
from core.dates import chinese_date
from core.reminders import AHEAD, Reminder

from .permissions import can_close


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """For who may close it, from a month before the expected end on."""
    ends = branch.runs_until
    if ends is None or today < ends - AHEAD or not can_close(user, branch):
        return
    detail = (
        f"预计{chinese_date(ends)}结束。任务完成的，办理撤销、打印移交清单；"
        "延期的，请系统管理员改“预计结束日期”。"
    )
    yield Reminder(ends, f"{branch.short_name}到期撤销", detail, reverse("overview:closing_create"), "去办理")
