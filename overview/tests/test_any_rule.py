"""A rule that an app declares, whatever its id, is on every page and in every list that tells of rules."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from branch.rules.models import RuleExplanation
from core import rules
from core.enums import RuleArea, RuleState, Severity
from meetings.cycle.talks.rules import M8
from overview.compliance import explain_url, lines_of
from overview.todo import todos_for

pytestmark = pytest.mark.django_db

TODAY = date(2025, 8, 20)
LABEL = "党费收缴"


@dataclass(frozen=True)
class Dues:
    """In which months the dues were paid."""

    months: frozenset[int]


@pytest.fixture(params=["R1", "本单位-1", "Z9", "1", "m1", "M10"])
def rule(request, monkeypatch):
    """A rule of a family of its own, as the registration of another app would declare it."""

    def evaluate(situation: rules.Situation[Dues]) -> list[rules.Line]:
        results = []
        for period in rules.monthly(situation.year):
            count = int(period.first_month in situation.facts.months)
            state = situation.state_of(declared, period, count=count, needed=1)
            results.append(rules.Result(period, state, count, 1, rows_url="/members/", new_url="/members/"))
        return [rules.Line(declared, LABEL, tuple(results))]

    now = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9))
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(rules, "_families", list(rules._families))
    wording, source = "党费每月收缴 1 次", "本单位规定"
    declared = rules.Rule(request.param, LABEL, wording, source, RuleArea.MEETINGS, Severity.USUAL, evaluate)
    rules.register(rules.RuleFamily(lambda branch, year, today: Dues(frozenset({3})), (declared,)))
    return declared


def line_of(cast) -> rules.Line:
    (line,) = [line for line in lines_of(cast.branch, 2025, TODAY) if line.label == LABEL]
    return line


@pytest.mark.usefixtures("rule")
def test_shows_on_the_work_bench_and_from_above(cast, client_of):
    for user, page in ((cast.secretary, "overview:home"), (cast.superior, "overview:oversight")):
        response = client_of(user, year=2025, branch=cast.branch).get(reverse(page))
        (row,) = [row for row in response.context["grid"] if row.label == LABEL]
        assert [cell.text for cell in row.cells] == [*["逾期"] * 2, "1 次", *["逾期"] * 4, *["待完成"] * 5]
        assert LABEL in response.content.decode()


def test_stands_in_its_area_after_the_ids_before_it(rule, cast):
    ids = list(dict.fromkeys(line.rule.id for line in lines_of(cast.branch, 2025, TODAY)))
    meetings = [f"M{number}" for number in range(1, 9)]
    area = [rule.id, *meetings] if rule.id == "1" else [*meetings, rule.id]
    assert ids == [*area, "P1", "P4", "S1", "O5", "O7"]


def test_is_printed_by_the_command(rule, cast):
    out = StringIO()
    call_command("compliance", branch=cast.branch.code, year=2025, as_json=True, stdout=out)
    entries = [entry for entry in json.loads(out.getvalue())["results"] if entry["rule"] == rule.id]
    assert [entry["state"] for entry in entries[1:4]] == ["OVERDUE", "MET", "OVERDUE"]
    out = StringIO()
    call_command("compliance", branch=cast.branch.code, year=2025, as_json=False, stdout=out)
    assert f"\n{rule.id} {LABEL}　党费每月收缴 1 次（本单位规定，一般）" in out.getvalue()


@pytest.mark.usefixtures("rule")
def test_is_among_what_is_due(cast):
    rows = todos_for(cast.secretary, cast.branch, TODAY, lines_of(cast.branch, 2025, TODAY))
    due = {row.title: (row.detail, row.action) for row in rows if row.title.endswith(LABEL)}
    assert due[f"7月{LABEL}"] == ("党费每月收缴 1 次　本单位规定", "补登或说明")
    assert due[f"8月{LABEL}"] == ("党费每月收缴 1 次　本单位规定", "登记")
    assert len(due) == 7


def test_is_answered_by_a_reason(rule, cast, client_of):
    line, client = line_of(cast), client_of(cast.secretary, year=2025)
    address = explain_url(line, line.results[0])
    page = client.get(address)
    assert page.context["subject"].label == f"2025年1月 {LABEL}"
    assert not page.context["record_url"]
    assert client.post(address, {"reason": "财务系统停机，二月一并收缴。"}).status_code == 302
    reason = RuleExplanation.objects.get()
    assert reason.rule_id == rule.id
    states = [result.state for result in line_of(cast).results]
    assert states[:2] == [RuleState.EXPLAINED, RuleState.OVERDUE]
    for address in (
        reverse("meetings:explanation_list"),
        reverse("meetings:explanation_detail", args=[reason.pk]),
    ):
        assert f"2025年1月 {LABEL}" in client.get(address).content.decode()


def test_no_two_rules_have_one_id(rule):
    with pytest.raises(ValueError, match=rule.id):
        rules.register(rules.RuleFamily(lambda branch, year, today: None, (rule,)))
    with pytest.raises(ValueError, match="M8"):
        rules.register(rules.RuleFamily(lambda branch, year, today: None, (M8,)))
