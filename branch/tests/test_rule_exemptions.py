"""A rule that a document exempts a branch from: not applicable for whole periods inside its days, said openly, nothing else changed."""

from datetime import date

import pytest
from django.urls import reverse

from branch.rules.models import RuleExemption
from core import rules
from core.enums import RuleState
from meetings.tests.helpers import hold

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def exempt(cast, rule: str, first: date, last: date, **more) -> RuleExemption:
    return RuleExemption.objects.create(
        branch=more.pop("branch", cast.branch),
        rule_id=rule,
        starts_on=first,
        ends_on=last,
        document="公司党委〔2025〕8 号",
        reason="停工",
        **more,
    )


def states(branch, rule: str, year: int = 2025) -> dict[str, RuleState]:
    (line, *_) = [one for one in rules.evaluate(branch, year, TODAY) if one.rule.id == rule]
    return {result.period.key: result.state for result in line.results}


@pytest.mark.parametrize(
    ("first", "last", "freed"),
    [
        (date(2025, 2, 1), date(2025, 3, 31), {"2025-02", "2025-03"}),
        (date(2025, 2, 2), date(2025, 3, 31), {"2025-03"}),
        (date(2025, 2, 1), date(2025, 2, 27), set()),
        (date(2024, 12, 1), date(2025, 1, 31), {"2025-01"}),
        (date(2024, 1, 1), date(2024, 12, 31), set()),
    ],
)
def test_frees_the_months_that_lie_inside(cast, first, last, freed):
    exempt(cast, "M4", first, last)
    found = states(cast.branch, "M4")
    assert {key for key, state in found.items() if state == RuleState.NOT_APPLICABLE} == freed
    assert {state for key, state in found.items() if key not in freed} == {RuleState.OVERDUE}


def test_what_was_met_stays_met_and_the_document_is_named(cast):
    hold(cast.branch, "2025-02-07", "THEME_DAY", by=cast.secretary)
    exempt(cast, "M4", date(2025, 1, 1), date(2025, 2, 28))
    (line,) = [one for one in rules.evaluate(cast.branch, 2025, TODAY) if one.rule.id == "M4"]
    assert (line.results[0].state, line.results[1].state) == (RuleState.NOT_APPLICABLE, RuleState.MET)
    assert line.results[0].detail == "依据公司党委〔2025〕8 号，这一期间不适用"


def test_a_year_is_freed_by_a_whole_year_alone(cast):
    exempt(cast, "S1", date(2025, 1, 1), date(2025, 12, 30))
    assert set(states(cast.branch, "S1").values()) == {RuleState.OVERDUE}
    exempt(cast, "S1", date(2025, 1, 1), date(2025, 12, 31))
    assert set(states(cast.branch, "S1").values()) == {RuleState.NOT_APPLICABLE}


def test_not_another_rule_nor_another_branch_nor_a_deleted_one(cast):
    exempt(cast, "M1", date(2025, 1, 1), date(2025, 12, 31))
    exempt(cast, "M4", date(2025, 1, 1), date(2025, 12, 31), branch=cast.other_branch)
    gone = exempt(cast, "M4", date(2025, 1, 1), date(2025, 12, 31))
    RuleExemption.objects.filter(pk=gone.pk).update(deleted_at="2025-05-01T00:00+08:00")
    assert set(states(cast.branch, "M4").values()) == {RuleState.OVERDUE}


def test_the_secretary_enters_it_and_the_superior_reads_it(cast, client_of):
    url = reverse("branch:rule_exemption_create")
    form = {
        "rule_id": "M4",
        "starts_on": "2025-03-01",
        "ends_on": "2025-02-01",
        "document": "某文件",
        "reason": "停工",
    }
    page = client_of(cast.secretary).post(url, form)
    assert "早于开始日期" in page.content.decode()
    assert not RuleExemption.objects.exists()
    made = client_of(cast.secretary).post(url, form | {"ends_on": "2025-03-31"}, follow=True)
    assert "规则豁免已保存" in made.content.decode()
    shown = (
        client_of(cast.superior, branch=cast.branch)
        .get(reverse("branch:rule_exemption_list"))
        .content.decode()
    )
    assert "某文件" in shown
    assert "M4 主题党日" in shown
    home = client_of(cast.secretary, year=2025).get(reverse("overview:home")).content.decode()
    assert "依据某文件，这一期间不适用" in home
