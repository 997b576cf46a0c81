"""What the rules remind of: what is missed or due soon, and terms that end."""

from collections.abc import Iterator, Set
from datetime import date, timedelta

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
