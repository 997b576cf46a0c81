"""Whom to look at again after a 提醒谈话, 批评教育 or 组织处置: told without a name, for lists are copied and mail leaves the house."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch
from branch.organisations.models import Organisation
from core.reminders import Reminder

from .models import Admonition


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """Each record of this person's to follow up; one query."""
    if not can_write_branch(user, branch):
        return
    rows = Admonition.objects.visible_to(user).filter(branch=branch).to_follow_up(today)
    for pk, day in rows.order_by("follow_up_on", "pk").values_list("pk", "follow_up_on"):
        url = reverse("branch:admonition_update", args=[pk])
        yield Reminder(day, "一项教育管理记录到回访日期", "受限内容：回访以后写结果", url, "写结果")
