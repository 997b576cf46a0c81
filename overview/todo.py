"""到期与待办: what is due or waits for this person, collected from what the apps remind of and from the rules."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch
from branch.models import Organisation
from core import reminders
from core.dates import chinese_date
from core.rules import Line

from .reminders import rule_reminders


@dataclass(frozen=True)
class Todo(reminders.Reminder):
    """A reminder as it stands on a day: one row with its days, date, what, one line more, and the button."""

    today: date = date.min

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative when it is late."""
        return (self.due_on - self.today).days if self.due_on else None

    @property
    def days(self) -> str:
        """8 天, 逾 3 天, 今天, or what it waits for."""
        left = self.days_left
        if self.waiting or left is None:
            return self.waiting or "待办"
        return f"逾 {-left} 天" if left < 0 else "今天" if left == 0 else f"{left} 天"

    @property
    def when(self) -> str:
        """3月7日, with the year when it is another one."""
        if self.due_on is None:
            return ""
        full = chinese_date(self.due_on)
        return full if self.due_on.year != self.today.year else full.split("年", 1)[1]

    @property
    def tone(self) -> str:
        """`late` for what is overdue."""
        return "late" if self.days_left is not None and self.days_left < 0 else ""


def todos_for(user: AbstractBaseUser, branch: Organisation, today: date, lines: list[Line]) -> list[Todo]:
    """Everything that is due for this person in the branch, the most urgent first."""
    found = reminders.reminders_for(user, branch, today)
    if can_write_branch(user, branch):
        answered = {key for reminder in found for key in reminder.answers}
        found.extend(rule_reminders(lines, today, answered))
    rows = [Todo(**vars(reminder), today=today) for reminder in found]
    return sorted(rows, key=lambda row: (row.due_on is not None and not row.waiting, row.due_on or today))
