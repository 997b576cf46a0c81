"""Tasks and their completion, the plan, training elsewhere: the writes an auditor would ask about."""

from .plans import copy_plan, give_plan_item
from .tasks import (
    ListChange,
    RollResult,
    assign_task,
    complete_by_roll,
    complete_task,
    due_members,
    refresh_list,
    register_day,
    set_list,
    task_of_meeting,
    withdraw_completion,
    write_reflection,
)
from .trainings import review_training
from .units import adopt_standard_units

__all__ = [
    "ListChange",
    "RollResult",
    "adopt_standard_units",
    "assign_task",
    "complete_by_roll",
    "complete_task",
    "copy_plan",
    "due_members",
    "give_plan_item",
    "refresh_list",
    "register_day",
    "review_training",
    "set_list",
    "task_of_meeting",
    "withdraw_completion",
    "write_reflection",
]
