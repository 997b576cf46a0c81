"""The rule engine: regulation rules are declared data; results are computed for a branch and a year."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .dates import month_range, quarter_range
from .enums import RuleState, Severity


@dataclass(frozen=True)
class Period:
    """A span that a rule looks at. `key` is `2025-03`, `2025-Q1` or `2025`; months are 1 to 12, both included."""

    key: str
    label: str
    starts_on: date
    ends_on: date
    first_month: int
    last_month: int

    @property
    def months(self) -> int:
        """How many columns of the twelve the period spans."""
        return self.last_month - self.first_month + 1


@dataclass(frozen=True)
class Result:
    """What a rule says of one subject (the branch, a group or a member) in one period.

    `text` stands in the cell in place of the count; `due_on` is the day that a term ends, when it is not the period's.
    """

    period: Period
    state: RuleState
    count: int = 0
    needed: int = 0
    detail: str = ""
    rows_url: str = ""
    new_url: str = ""
    text: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One line of the compliance grid: a rule for one subject, with a result per period."""

    rule: "Rule"
    label: str
    results: tuple[Result, ...]
    subject_key: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule of a regulation. `source` names the document, with the article only where it is known for certain.

    `evaluate(situation)` returns the grid lines; it finds all its data in the situation, which the declaring
    app loads in a constant number of queries.
    """

    id: str
    label: str
    wording: str
    source: str
    severity: Severity
    evaluate: Callable[["Situation"], Sequence[Line]]


@dataclass(frozen=True)
class Situation:
    """A branch in a year as seen on a day, with the facts that apps load for their rules."""

    branch: object
    year: int
    today: date
    facts: dict[str, object] = field(default_factory=dict)
    explained: frozenset[tuple[str, str, str]] = frozenset()

    def is_explained(self, rule: Rule, period: Period, subject_key: str = "") -> bool:
        """Whether a written reason answers the rule for the period."""
        return (rule.id, period.key, subject_key) in self.explained


# Its first argument is the branch, a model that this app does not know.
Loader = Callable[[Any, int, date], dict[str, object]]

_rules: dict[str, Rule] = {}
_loaders: list[Loader] = []


def register(rules: Iterable[Rule], *, loader: Loader) -> None:
    """Declare an app's rules and the loader of what they need; called in `AppConfig.ready()`."""
    _rules.update({rule.id: rule for rule in rules})
    if loader not in _loaders:
        _loaders.append(loader)


def all_rules() -> list[Rule]:
    """Every declared rule, by id."""
    return [_rules[key] for key in sorted(_rules)]


def evaluate(branch: Any, year: int, today: date, explained: frozenset[tuple[str, str, str]]) -> list[Line]:
    """The lines of every rule for a branch and a year, in the order in which the rules were declared."""
    facts: dict[str, object] = {}
    for loader in _loaders:
        facts |= loader(branch, year, today)
    situation = Situation(branch, year, today, facts, explained)
    return [line for rule in _rules.values() for line in rule.evaluate(situation)]


def monthly(year: int) -> list[Period]:
    """The twelve months of a year."""
    return [Period(f"{year}-{m:02d}", f"{m}月", *month_range(year, m), m, m) for m in range(1, 13)]


def quarterly(year: int) -> list[Period]:
    """The four quarters of a year."""
    names = "一二三四"
    return [
        Period(f"{year}-Q{q}", f"第{names[q - 1]}季度", *quarter_range(year, q), q * 3 - 2, q * 3)
        for q in range(1, 5)
    ]


def yearly(year: int) -> list[Period]:
    """The year as one period."""
    return [Period(str(year), f"{year}年", date(year, 1, 1), date(year, 12, 31), 1, 12)]


def period_of(key: str) -> Period | None:
    """The period of a key such as `2025-03`, `2025-Q1` or `2025`; None when it is none."""
    if not re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2])|-Q[1-4])?", key):
        return None
    year = int(key[:4])
    return next(period for period in [*monthly(year), *quarterly(year), *yearly(year)] if period.key == key)


def state_of(*, count: int, needed: int, period_ends_on: date, today: date, is_explained: bool) -> RuleState:
    """The state of a counted rule: met, answered by a reason, overdue after the period, else still to do."""
    if count >= needed:
        return RuleState.MET
    if is_explained:
        return RuleState.EXPLAINED
    return RuleState.OVERDUE if today > period_ends_on else RuleState.PENDING
