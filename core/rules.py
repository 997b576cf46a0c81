"""The rule engine: regulation rules are declared data; results are computed for a branch and a year.

An app declares its rules in families: rules that look at the same facts, with the loader of those. What a family's
rules are given is typed by it, so that no rule reads what another app has loaded.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from .dates import Span, month_range, quarter_range
from .enums import RuleArea, RuleState, Severity
from .kept import kept

# As long as an id may be: written reasons are stored with it.
ID_LENGTH = 8

FactsT = TypeVar("FactsT")

# What a result is known by: id of the rule, key of the period, key of the subject.
ResultKey = tuple[str, str, str]


@dataclass(frozen=True)
class Period(Span):
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

    rule: "Rule[Any]"
    label: str
    results: tuple[Result, ...]
    subject_key: str = ""

    def key_of(self, result: Result) -> ResultKey:
        """What one of its results is known by."""
        return self.rule.id, result.period.key, self.subject_key


@dataclass(frozen=True)
class Rule(Generic[FactsT]):
    """A rule of a regulation. `source` names the document, with the article only where it is known for certain.

    `evaluate(situation)` returns the grid lines; it finds all its data in the situation. `form_url(period)` is
    the form with which it is met, where the rule alone tells. Raises ValueError for an id
    that no written reason could be stored with.
    """

    id: str
    label: str
    wording: str
    source: str
    area: RuleArea
    severity: Severity
    evaluate: Callable[["Situation[FactsT]"], Sequence[Line]]
    form_url: Callable[[Period], str] | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.id) <= ID_LENGTH:
            raise ValueError(f"an id has 1 to {ID_LENGTH} characters: {self.id!r}")

    @property
    def place(self) -> tuple[int, list[str | int], str]:
        """Where it stands among all rules: by area, then by id with numbers as numbers, M2 before M10."""
        parts = re.split(r"(\d+)", self.id)
        natural = [int(part) if number % 2 else part for number, part in enumerate(parts)]
        return list(RuleArea).index(self.area), natural, self.id


@dataclass(frozen=True)
class Situation(Generic[FactsT]):
    """A year of a branch as seen on a day: the facts of a family, and the results that written reasons answer.

    `since` is the day from which the branch keeps its records here, None where it always did; `until` the last day of one
    that was closed.
    """

    year: int
    today: date
    facts: FactsT
    explained: frozenset[ResultKey] = frozenset()
    since: date | None = None
    until: date | None = None

    def state_of(
        self,
        rule: Rule[FactsT],
        period: Period,
        *,
        count: int,
        needed: int,
        ends_on: date | None = None,
        subject_key: str = "",
    ) -> RuleState:
        """The state of a counted rule: met, answered by a reason, overdue after `ends_on` or the period, else to do.

        Only what is worded 一般 is answered by a reason.
        """
        if count >= needed:
            return RuleState.MET
        if rule.severity == Severity.USUAL and (rule.id, period.key, subject_key) in self.explained:
            return RuleState.EXPLAINED
        return RuleState.OVERDUE if self.today > (ends_on or period.ends_on) else RuleState.PENDING

    def as_kept(self, result: Result) -> Result:
        """The result; not applicable where its period ended before records were kept and none is there (O8)."""
        if self.until and result.period.ends_on > self.until and _is_asked(result):
            detail = f"支部已于 {self.until:%Y-%m-%d} 撤销，没有过完的期间不计"
            return replace(
                result, state=RuleState.NOT_APPLICABLE, needed=0, detail=detail, new_url="", due_on=None
            )
        is_before = self.since is not None and result.period.ends_on < self.since
        if not is_before or result.count or not _is_asked(result):
            return result
        detail = f"{self.since:%Y-%m-%d} 启用以前没有登记，不计"
        return replace(result, state=RuleState.NOT_APPLICABLE, needed=0, detail=detail, new_url="")


def _is_asked(result: Result) -> bool:
    return result.state in {RuleState.OVERDUE, RuleState.PENDING}


@dataclass(frozen=True)
class RuleFamily(Generic[FactsT]):
    """Rules that look at the same facts of a branch and a year, as seen on a day.

    `load(branch, year, today)` loads the facts in a constant number of queries; the branch is a model that this app
    does not know, but for its `in_use_since` and `closed_on`.
    """

    load: Callable[[Any, int, date], FactsT]
    rules: tuple[Rule[FactsT], ...]

    def situation(
        self, branch: Any, year: int, today: date, explained: frozenset[ResultKey] = frozenset()
    ) -> Situation[FactsT]:
        """What its rules look at."""
        return Situation(
            year, today, self.load(branch, year, today), explained, branch.in_use_since, branch.closed_on
        )

    def evaluate(self, situation: Situation[FactsT]) -> list[Line]:
        """The lines of its rules, in the order in which they were declared."""
        lines = [line for rule in self.rules for line in rule.evaluate(situation)]
        return [replace(line, results=tuple(map(situation.as_kept, line.results))) for line in lines]


@dataclass(frozen=True)
class Exemption(Span):
    """A rule that does not hold from a day to a day, and the document that says so."""

    rule_id: str
    starts_on: date
    ends_on: date
    document: str

    def frees(self, rule_id: str, period: Period) -> bool:
        """Whether the whole of a period is exempted from a rule."""
        is_inside = self.starts_on <= period.starts_on and period.ends_on <= self.ends_on
        return self.rule_id == rule_id and is_inside


# What exempts a branch in a year; the app that stores exemptions says so.
_exemptions: list[Callable[[Any, int], Sequence[Exemption]]] = []


def register_exemptions(load: Callable[[Any, int], Sequence[Exemption]]) -> None:
    """Ask this for what a branch is exempted from; called in `AppConfig.ready()`."""
    _exemptions.append(load)


_families: list[RuleFamily[Any]] = []


def register(family: RuleFamily[Any]) -> None:
    """Declare an app's rules; called in `AppConfig.ready()`. Raises ValueError for an id that is taken."""
    for rule in family.rules:
        if rule_of(rule.id):
            raise ValueError(f"two rules have the id {rule.id!r}")
    _families.append(family)


def rule_of(rule_id: str) -> Rule[Any] | None:
    """The rule of an id; None when it is none."""
    return next((rule for family in _families for rule in family.rules if rule.id == rule_id), None)


def all_rules() -> list[Rule[Any]]:
    """Every rule in the order of the grid."""
    return sorted((rule for family in _families for rule in family.rules), key=lambda rule: rule.place)


def evaluate(
    branch: Any, year: int, today: date, explained: frozenset[ResultKey] = frozenset()
) -> list[Line]:
    """The lines of every rule for a branch and a year, in the order of the grid."""
    exemptions = _exemptions_of(branch, year)
    lines = [
        _exempted(line, exemptions)
        for family in _families
        for line in _lines_of(family, branch, year, today, explained)
    ]
    return sorted(lines, key=lambda line: line.rule.place)


@kept(256)
def _exemptions_of(branch: Any, year: int) -> list[Exemption]:
    """What exempts a branch in a year, of whatever rule."""
    return [one for load in _exemptions for one in load(branch, year)]


@kept(600)
def _lines_of(
    family: RuleFamily[Any], branch: Any, year: int, today: date, explained: frozenset[ResultKey]
) -> list[Line]:
    """The lines of a family, kept by themselves: a meeting changes nothing of what other facts say."""
    return family.evaluate(family.situation(branch, year, today, explained))


def _exempted(line: Line, exemptions: Sequence[Exemption]) -> Line:
    """The line; what was not met in a period that a document exempts is not applicable, and says by which."""
    mine = [one for one in exemptions if one.rule_id == line.rule.id]
    if not mine:
        return line
    results = []
    for result in line.results:
        by = next((one for one in mine if one.frees(line.rule.id, result.period)), None)
        if by and result.state not in {RuleState.MET, RuleState.NOT_APPLICABLE}:
            detail = f"依据{by.document}，这一期间不适用"
            result = replace(result, state=RuleState.NOT_APPLICABLE, detail=detail)
        results.append(result)
    return replace(line, results=tuple(results))


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


def periods_around(day: date) -> list[Period]:
    """The month, the quarter and the year of a day."""
    periods = [*monthly(day.year), *quarterly(day.year), *yearly(day.year)]
    return [period for period in periods if period.covers(day)]
