"""The compliance grid of a branch and a year: the rules' results as rows and cells of the 工作台."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from branch.models import Organisation, RuleExplanation
from core import rules
from core.badges import Badge, rule_badge
from core.enums import RuleState, Severity

EXPLAINABLE = frozenset({RuleState.OVERDUE, RuleState.EXPLAINED})


@dataclass(frozen=True)
class Cell:
    """One result: its span in months, its words, and where a click leads."""

    span: int
    text: str
    badge: Badge
    url: str
    hint: str


@dataclass(frozen=True)
class GridRow:
    """One line of the grid."""

    label: str
    cells: tuple[Cell, ...]


def lines_of(branch: Organisation, year: int, today: date) -> list[rules.Line]:
    """Every rule's results for a branch and a year, in a constant number of queries."""
    reasons = RuleExplanation.objects.of_branch(branch).in_year(year).reasons()
    return rules.evaluate(branch, year, today, frozenset(reasons))


def grid_rows(lines: list[rules.Line], *, may_record: bool) -> list[GridRow]:
    """The lines as the grid shows them; those who record get links to the form that is missing."""
    return [
        GridRow(line.label, tuple(_cell(line, result, may_record) for result in line.results))
        for line in lines
    ]


def _cell(line: rules.Line, result: rules.Result, may_record: bool) -> Cell:
    badge = rule_badge(result.state)
    url = result.rows_url
    if not result.count and may_record:
        url = explain_url(line, result) if result.state in EXPLAINABLE else result.new_url
        url = url or result.new_url
    text = result.text or (f"{result.count} 次" if result.state == RuleState.MET else badge.label)
    hint = f"{line.label}，{result.period.label}：{badge.label}。{result.detail}"
    return Cell(result.period.months, text, badge, url, hint)


def explain_url(line: rules.Line, result: rules.Result) -> str:
    """The page that records the missing meeting or answers the rule by a written reason; only for 一般."""
    if line.rule.severity != Severity.USUAL:
        return ""
    query = {
        "rule": line.rule.id,
        "period": result.period.key,
        "subject": line.subject_key,
        "year": result.period.starts_on.year,
    }
    return f"{reverse('meetings:explanation_create')}?{urlencode(query)}"


def as_data(lines: list[rules.Line], *, branch: Organisation, year: int, today: date) -> dict[str, object]:
    """The lines as plain data for another program: one entry per rule, subject and period.

    `subject` is `branch`, `group:12`, `member:5` or `post:SECRETARY`; days are ISO dates.
    """
    return {
        "branch": {"code": branch.code, "name": branch.name},
        "year": year,
        "as_of": today.isoformat(),
        "results": [_as_entry(line, result) for line in lines for result in line.results],
    }


def _as_entry(line: rules.Line, result: rules.Result) -> dict[str, object]:
    rule, state = line.rule, RuleState(result.state)
    return {
        "rule": rule.id,
        "label": line.label,
        "wording": rule.wording,
        "source": rule.source,
        "severity": rule.severity.value,
        "severity_label": rule.severity.label,
        "subject": line.subject_key or "branch",
        "period": result.period.key,
        "period_label": result.period.label,
        "state": state.value,
        "state_label": state.label,
        "count": result.count,
        "needed": result.needed,
        "detail": result.detail,
        "due_on": result.due_on.isoformat() if result.due_on else None,
    }
