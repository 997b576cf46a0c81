"""到期与待办: what is due or waits for this person, collected from what the apps remind of and from the rules."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch
from branch.organisations.models import Organisation
from core import reminders
from core.dates import chinese_date
from core.enums import RuleState
from core.reminders import AHEAD, Reminder
from core.rules import Line, Result, ResultKey

from .compliance import explain_url

# A period is told of so long before it begins.
BEFORE_PERIOD = timedelta(days=7)


def rule_reminders(lines: list[Line], today: date, answered: Set[ResultKey]) -> Iterator[Reminder]:
    """The results that ask for something, without those still to do that another reminder answers."""
    for line in lines:
        for result in line.results:
            if result.due_on:
                yield from _terms(line, result, today)
            elif result.state == RuleState.OVERDUE:
                yield _missing(line, result, explain_url(line, result), "补登或说明")
            elif _is_due_soon(result, today) and line.key_of(result) not in answered:
                yield _missing(line, result, "", "登记")


def _is_due_soon(result: Result, today: date) -> bool:
    period = result.period
    is_near = period.starts_on <= today + BEFORE_PERIOD and period.ends_on <= today + AHEAD
    return result.state == RuleState.PENDING and is_near


def _missing(line: Line, result: Result, url: str, action: str) -> Reminder:
    return Reminder(
        result.period.ends_on,
        f"{result.period.label}{line.label}",
        f"{line.rule.wording}　{line.rule.source}",
        url or result.new_url or result.rows_url,
        action,
    )


def _terms(line: Line, result: Result, today: date) -> Iterator[Reminder]:
    """A term that ends soon or has run out, as it stands today: a past year's view says nothing new."""
    if result.state in {RuleState.PENDING, RuleState.OVERDUE} and result.period.ends_on >= today:
        detail = f"{result.detail}　{line.rule.source}"
        yield Reminder(result.due_on, line.label, detail, result.rows_url, "去办理")


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
    """Everything that is due for this person in the branch, the most urgent first; nothing in a closed one."""
    if branch.is_closed:
        return []
    found = reminders.reminders_for(user, branch, today)
    if can_write_branch(user, branch):
        answered = {key for reminder in found for key in reminder.answers}
        found.extend(rule_reminders(lines, today, answered))
    rows = [Todo(**vars(reminder), today=today) for reminder in found]
    return sorted(rows, key=lambda row: (row.due_on is not None and not row.waiting, row.due_on or today))


def todos_below(user: AbstractBaseUser, today: date) -> list[tuple[Organisation, tuple[Todo, ...]]]:
    """What waits for a superior officer, by branch, in the order in which it is told."""
    rows: dict[Organisation, list[Todo]] = {}
    for branch, reminder in reminders.reminders_below(user, today):
        rows.setdefault(branch, []).append(Todo(**vars(reminder), today=today))
    return [(branch, tuple(found)) for branch, found in rows.items()]
