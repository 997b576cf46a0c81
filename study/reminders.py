"""What of study waits for a person: tasks, hours that fall behind, training to review, plan to carry out."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.access import can_write_branch, grants_of
from branch.organisations.models import Organisation
from core.reminders import Reminder

from . import permissions
from .enums import PlanState, TrainingState
from .hours import reckoning
from .plan.models import PlanItem
from .tasks.models import StudyAssignment, StudyTask
from .trainings.models import Training


def assignment_reminders(user: AbstractBaseUser, _branch: Organisation, today: date) -> Iterator[Reminder]:
    """The own tasks that are not completed, whichever branch gave them."""
    rows = StudyAssignment.objects.filter(
        deleted_at__isnull=True,
        member_id__in=grants_of(user).member_ids,
        completed_on__isnull=True,
        task__deleted_at__isnull=True,
        task__branch__closed_on__isnull=True,
        task__starts_on__lte=today,
        task__year=today.year,
    )
    for row in rows.select_related("task").order_by("task__due_on"):
        detail = f"{row.task.get_form_display()}，{row.task.hours.normalize():f} 学时" + (
            "，要写心得" if row.task.needs_reflection else ""
        )
        url = reverse("study:assignment_detail", args=[row.pk])
        yield Reminder(row.task.due_on, row.task.title, detail, url, "去学习")


def reminders_for(user: AbstractBaseUser, branch: Organisation, today: date) -> list[Reminder]:
    """Everything else of this person in the branch; a constant number of queries."""
    return [
        *_own_hours(user, branch, today),
        *_trainings(user, branch),
        *(_plan(branch, today) if can_write_branch(user, branch) else []),
    ]


def _own_hours(user: AbstractBaseUser, branch: Organisation, today: date) -> Iterator[Reminder]:
    """Not before the branch has given any task this year: until then it is the branch that is behind."""
    member = user.member
    if member is None or member.branch_id != branch.pk:
        return
    if not StudyTask.objects.of_branch(branch).in_year(today.year).exists():
        return
    for standing in reckoning.standings(branch, today.year, today, member_ids=[member.pk]):
        if standing.is_behind(today.year, today):
            yield Reminder(
                date(today.year, 12, 31),
                f"学时 {reckoning.plain(standing.hours)} / {reckoning.plain(standing.needed)}",
                standing.reminder(today.year, today),
                reverse("study:my_study"),
                "去学习",
            )


def _trainings(user: AbstractBaseUser, branch: Organisation) -> Iterator[Reminder]:
    rows = Training.objects.visible_to(user).of_branch(branch).exclude(state=TrainingState.APPROVED)
    for training in rows.for_list().order_by("ends_on", "pk"):
        detail = f"{training.organiser}，{reckoning.plain(training.hours)} 学时"
        returned = training.state == TrainingState.RETURNED
        if returned and permissions.is_own_training(user, training):
            url = reverse("study:training_update", args=[training.pk])
            yield Reminder(None, training.title, f"退回：{training.comment}", url, "修改", "退回")
        elif not returned and permissions.can_review_training(user, training):
            url = reverse("study:training_review", args=[training.pk])
            yield Reminder(None, f"{training}（培训）", detail, url, "审核", "等我审")


def _plan(branch: Organisation, today: date) -> Iterator[Reminder]:
    for item in PlanItem.objects.of_branch(branch).in_year(today.year).for_list():
        is_open = item.state_on(today) in (PlanState.PLANNED, PlanState.MISSED)
        if is_open and item.starts_on <= today:
            yield Reminder(
                item.ends_on,
                f"布置学习：{item.topic}",
                f"{item.get_period_display()}学习计划，{item.get_form_display()}，{reckoning.plain(item.hours)} 学时",
                reverse("study:plan_detail", args=[item.pk]),
                "去布置",
            )
