"""What to remind of: items to review, before and after their time limit, effects to answer, opinions to take out."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch
from branch.organisations.models import Organisation
from core.reminders import Reminder

from .enums import ItemState
from .items.models import RectificationItem
from .opinions.models import OpinionRound

# Days before the time limit at which the reminder's words grow stronger.
STAGES = (0, 7, 30)
AHEAD = timedelta(days=STAGES[-1])


def stage(due_on: date, today: date) -> str:
    """已逾期, 今天到期, 7 天内到期 or 30 天内到期; empty when the day is further off."""
    left = (due_on - today).days
    if left < 0:
        return "已逾期"
    if left == 0:
        return "今天到期"
    return next((f"{days} 天内到期" for days in STAGES if left <= days), "")


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """What this person is reminded of: the own items, or for the branch's writers those of everybody."""
    is_writer = can_write_branch(user, branch)
    if is_writer:
        yield from _reviews(user, branch)
    yield from _time_limits(user, branch, today)
    if is_writer:
        yield from _effects(user, branch, today)
        yield from _rounds(branch, today)


def _reviews(user: AbstractBaseUser, branch: Organisation) -> Iterator[Reminder]:
    for item in RectificationItem.objects.of_branch(branch).awaiting_review().for_list():
        if item.is_judged_by_another(user):
            detail = f"责任人 {item.people_told}" if item.people_told else ""
            yield Reminder(
                item.due_on, f"{item}提交复核", detail, _url("item_detail", item.pk), "复核", "等我审"
            )


def _time_limits(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    rows = RectificationItem.objects.visible_to(user).of_branch(branch)
    soon = rows.due_within(today, AHEAD) | rows.overdue(today) | rows.review_within(today, AHEAD)
    dated = [(item.deadline, item.pk, item) for item in soon.for_list() if item.deadline]
    for deadline, _, item in sorted(dated, key=lambda row: row[:2]):
        who = f"责任人 {item.people_told}" if item.people_told else "还没有责任人"
        is_review = item.state == ItemState.LONG_TERM
        kind = "长期坚持，检查日期" if is_review else item.get_state_display() + "，"
        yield Reminder(
            deadline,
            str(item),
            f"{who}，{kind}{stage(deadline, today)}",
            _url("item_detail", item.pk),
            "去检查" if is_review else "去处理",
        )


def _effects(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    rows = RectificationItem.objects.of_branch(branch).alive().effect_due(today)
    for item in rows.for_list().order_by("closed_on", "pk"):
        if item.is_judged_by_another(user) and item.effect_due_on:
            detail = "销号已满 90 天，请回答整改是否见效"
            yield Reminder(item.effect_due_on, str(item), detail, _url("item_effect", item.pk), "回答成效")


def _rounds(branch: Organisation, today: date) -> Iterator[Reminder]:
    for found in OpinionRound.objects.of_branch(branch).alive().to_collect(today).order_by("closes_on", "pk"):
        detail = "征求意见已截止，请取出意见并归并成问题"
        yield Reminder(found.closes_on, found.title, detail, _url("round_detail", found.pk), "取出意见")


def _url(name: str, pk: int) -> str:
    return reverse(f"rectification:{name}", args=[pk])
