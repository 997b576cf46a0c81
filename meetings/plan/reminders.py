"""What of the year's plan waits for a person: the rows of this month that no meeting stands for yet."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.organisations.models import Organisation
from core.reminders import Reminder
from core.rules import ResultKey, periods_around
from meetings.enums import OF_THE_YEAR
from meetings.meeting.permissions import can_add_meeting
from meetings.meeting.suggestions import year_for
from meetings.rules import rules

from . import planning
from .models import MeetingPlanItem, PlanState
from .permissions import can_change_plan_item

RULE_OF: dict[str, str] = {kind.value: rule_id for rule_id, kind in rules.KIND_OF.items()}


def plan_reminders(user: AbstractBaseUser, branch: Organisation, today: date) -> list[Reminder]:
    """The rows of this month without a meeting that this person may enter; a constant number of queries."""
    if not can_add_meeting(user, branch):
        return []
    return [
        _reminder(line, today)
        for line in planning.lines_of(branch, today.year, today)
        if line.state == PlanState.DUE and can_change_plan_item(user, line.item)
    ]


def _reminder(line: planning.PlanLine, today: date) -> Reminder:
    item = line.item
    return Reminder(
        item.ends_on,
        f"{item.month}月{item.label}",
        f"年度计划　{f'主题：{item.theme}' if item.theme else '还没有定主题'}",
        line.new_url,
        "登记",
        answers=_answers(item, today),
    )


def _answers(item: MeetingPlanItem, today: date) -> frozenset[ResultKey]:
    """The results of the rule that would remind of the same meeting."""
    rule_id = RULE_OF.get(item.kind)
    if rule_id is None:
        return frozenset()
    keys = {period.key for period in periods_around(today)}
    if item.kind in OF_THE_YEAR:
        keys.add(str(year_for([item.kind], item.starts_on)))
    return frozenset((rule_id, key, rules.subject_key(item.group)) for key in keys)
