"""Which 回执 did not come yet, what another branch sent back, and whom it sent here."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch, is_secretary
from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.reminders import Reminder

from .models import Transfer

MAIL_TITLE = "一项组织关系转接要办理"


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """Each open transfer of the branch, and each that waits for it; two queries."""
    if not can_write_branch(user, branch):
        return
    for row in Transfer.objects.of_branch(branch).without_receipt().for_list():
        yield _open(row, today)
    if is_secretary(user, branch):
        for row in Transfer.objects.on_the_way().filter(other_branch=branch).for_list():
            url = reverse("branch:transfer_receive", args=[row.pk])
            detail = f"{row.branch}转来，介绍信日期{chinese_date(row.letter_on)}"
            yield Reminder(
                row.valid_until, f"接收{row.member}的组织关系", detail, url, "去接收", "等我接收", MAIL_TITLE
            )


def _open(row: Transfer, today: date) -> Reminder:
    url = reverse("branch:transfer_update", args=[row.pk])
    if row.returned_because:
        detail = f"{row.other_party}退回：{row.returned_because}"
        return Reminder(None, f"{row}被退回", detail, records.url_of(row), "查看", "被退回", MAIL_TITLE)
    what = "收到对方回执后登记" if row.is_out else "回执寄回对方后登记"
    expired = "；介绍信已过有效期，请和对方核对" if row.is_overdue(today) else ""
    waiting = "" if row.valid_until else "等回执"
    return Reminder(row.valid_until, f"{row}：回执", f"{what}{expired}", url, "登记回执", waiting, MAIL_TITLE)
