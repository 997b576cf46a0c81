"""What of the year's plan waits for a person: the rows of this month that no meeting stands for yet."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.models import Organisation
from core.reminders import Reminder
from core.rules import Line, Result

from . import permissions, plan, rules
from .enums import OF_THE_YEAR
from .enums_plan import PlanState
from .suggestions import year_for

RULE_OF: dict[str, str] = {kind.value: rule_id for rule_id, kind in rules.KIND_OF.items()}


@dataclass(frozen=True)
class PlanReminder(Reminder):
    """A reminder of a row, with the rule that would remind of the same meeting."""

    rule_id: str = ""
    subject_key: str = ""
    year_key: str = ""

    def answers(self, line: Line, result: Result, today: date) -> bool:
        """Whether this row says already what a rule's result would remind of: the same meeting is asked for once."""
        if (line.rule.id, line.subject_key) != (self.rule_id, self.subject_key):
            return False
        period = result.period
        return period.key == self.year_key or period.starts_on <= today <= period.ends_on


def plan_reminders(user: AbstractBaseUser, branch: Organisation, today: date) -> list[PlanReminder]:
    """The rows of this month without a meeting that this person may enter; a constant number of queries."""
    if not permissions.can_add_meeting(user, branch):
        return []
    return [
        _reminder(line)
        for line in plan.lines_of(branch, today.year, today)
        if line.state == PlanState.DUE and permissions.can_change_plan_item(user, line.item)
    ]


def _reminder(line: plan.PlanLine) -> PlanReminder:
    item = line.item
    return PlanReminder(
        item.ends_on,
        f"{item.month}月{item.label}",
        f"年度计划　{f'主题：{item.theme}' if item.theme else '还没有定主题'}",
        line.new_url,
        "登记",
        rule_id=RULE_OF.get(item.kind, ""),
        subject_key=rules.subject_key(item.group),
        year_key=str(year_for([item.kind], item.starts_on)) if item.kind in OF_THE_YEAR else "",
    )
