"""Writes of the year's study plan, how much of it is done, and whether its hours are enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.organisations.models import Organisation
from core import records
from core.dates import chinese_date
from core.refusals import Refused
from study.enums import Audience, PlanState
from study.tasks.models import StudyTask
from study.tasks.services import assign_task

from .models import PlanItem


@dataclass(frozen=True)
class PlanOverview:
    """A plan in figures; hours are those planned for every member, and beyond them for the committee."""

    planned: int
    given: int
    done: int
    missed: int
    hours_for_all: Decimal
    hours_for_committee: Decimal
    has_training: bool

    @property
    def given_percent(self) -> int:
        """Lines of which a task was made, in whole per cent."""
        return 100 * self.given // self.planned if self.planned else 0

    @property
    def done_percent(self) -> int:
        """Lines completed by everyone, in whole per cent."""
        return 100 * self.done // self.planned if self.planned else 0


def overview(items: Iterable[PlanItem], on: date) -> PlanOverview:
    """The figures of a plan on a day; the lines need `for_list()`."""
    lines = list(items)
    states = [item.state_on(on) for item in lines]
    for_all = sum((item.hours for item in lines if item.audience == Audience.ALL), Decimal(0))
    for_committee = sum((item.hours for item in lines if item.audience == Audience.COMMITTEE), Decimal(0))
    return PlanOverview(
        planned=len(lines),
        given=sum(state in (PlanState.GIVEN, PlanState.DONE) for state in states),
        done=states.count(PlanState.DONE),
        missed=states.count(PlanState.MISSED),
        hours_for_all=for_all,
        hours_for_committee=for_all + for_committee,
        has_training=any(item.is_training for item in lines),
    )


@transaction.atomic
def copy_plan(*, branch: Organisation, year: int, by: AbstractBaseUser) -> list[PlanItem]:
    """Start a year's plan with the lines of the year before, without their materials.

    Raises Refused when the year has a plan already, or the year before has none.
    """
    Organisation.objects.select_for_update().get(pk=branch.pk)
    plan = PlanItem.objects.of_branch(branch)
    if plan.in_year(year).exists():
        raise Refused(f"{year} 年已经有学习计划，请直接增加或修改。")
    lines = list(plan.in_year(year - 1).select_related("group"))
    if not lines:
        raise Refused(f"{year - 1} 年没有学习计划可以沿用，请逐项登记。")
    return [
        records.create(
            PlanItem(
                branch=branch,
                created_by_id=by.pk,
                year=year,
                period=line.period,
                topic=line.topic,
                form=line.form,
                hours=line.hours,
                hours_basis=line.hours_basis,
                audience=line.audience,
                group=line.group,
                needs_reflection=line.needs_reflection,
                is_training=line.is_training,
            ),
            by=by,
        )
        for line in lines
    ]


@transaction.atomic
def give_plan_item(*, item: PlanItem, on: date, by: AbstractBaseUser) -> StudyTask:
    """Make the task that a line of the plan means, due at the end of its month or quarter.

    Raises Refused when it was made before or the period is over, Refused when nobody is due.
    """
    PlanItem.objects.select_for_update().get(pk=item.pk)
    if item.tasks.alive().exists():
        raise Refused(f"“{item.topic}”已经布置过，不用再布置。")
    if item.ends_on < on:
        raise Refused(
            f"计划时间到 {chinese_date(item.ends_on)} 为止，已经过了，请用“补布置”填写新的起止日期。"
        )
    task = StudyTask(
        branch=item.branch,
        created_by_id=by.pk,
        plan_item=item,
        title=item.topic,
        year=item.year,
        material=item.material if item.material and not item.material.is_deleted else None,
        form=item.form,
        audience=item.audience,
        group=item.group,
        starts_on=item.starts_on,
        due_on=item.ends_on,
        hours=item.hours,
        hours_basis=item.hours_basis,
        needs_reflection=item.needs_reflection,
        is_training=item.is_training,
    )
    return assign_task(task, members=None, by=by, on=max(item.starts_on, on))
