"""Rule M8 at its boundaries: who has to talk with whom, by 所属年度, until the end of March."""

from datetime import date

import pytest
from django.urls import reverse

from branch.members.models import Post
from branch.rules.models import RuleExplanation
from core import rules
from core.enums import RuleState
from core.testing import count_queries, make_member, make_organisation
from meetings.cycle.talks.matrix import build, matrix_of
from meetings.cycle.talks.models import Talk
from meetings.cycle.talks.rules import M8

TODAY = date(2025, 11, 1)


def result_on(branch, today: date = TODAY, year: int = 2025, explained=frozenset()):
    found = rules.evaluate(branch, year, today, explained)
    (line,) = [line for line in found if line.rule is M8]
    return line.results[0]


@pytest.fixture
def branch(db):  # noqa: ARG001  # for its effect
    """Two on the committee (甲, 乙) and three members (丙, 丁, 戊)."""
    branch = make_organisation("talks", name="谈话党支部")
    people = {name: make_member(branch, name) for name in "甲乙丙丁戊"}
    for title, name in (("SECRETARY", "甲"), ("ORGANISATION", "乙")):
        Post.objects.create(branch=branch, member=people[name], title=title, starts_on=date(2023, 1, 1))
    branch.people = people
    return branch


def talk(branch, names: str, held_on: date = date(2025, 6, 1), year: int = 2025) -> Talk:
    one, other = (branch.people[name] for name in names)
    return Talk.objects.create(branch=branch, year=year, held_on=held_on, one=one, other=other)


def test_counts_each_requirement_until_all_are_met(branch):
    steps = [
        ("甲乙", 1),
        ("丙甲", 2),  # either of the two may stand first
        ("丙乙", 2),  # some committee member is enough
        ("甲丁", 3),
        ("戊乙", 4),
        ("丙丁", 6),  # one talk serves both
        ("丁丙", 6),
    ]
    assert (result_on(branch).count, result_on(branch).needed) == (0, 7)
    for names, count in steps:
        talk(branch, names)
        assert (result_on(branch).count, result_on(branch).state) == (count, RuleState.PENDING), names
    assert result_on(branch).detail.endswith("；还差党员之间：戊")
    talk(branch, "戊丁")
    assert (result_on(branch).count, result_on(branch).state) == (7, RuleState.MET)
    assert "还差" not in result_on(branch).detail


def test_talk_of_next_february_counts_for_its_year(branch):
    talk(branch, "甲乙", held_on=date(2026, 2, 1), year=2025)
    talk(branch, "丙乙", held_on=date(2025, 2, 1), year=2024)
    assert result_on(branch, date(2026, 2, 2)).count == 1
    assert result_on(branch, date(2026, 2, 2), year=2024).count == 1


def test_deleted_talk_and_another_branch_do_not_count(branch):
    row = talk(branch, "甲乙")
    Talk.objects.filter(pk=row.pk).update(deleted_at="2025-07-01T00:00Z")
    assert result_on(branch).count == 0


def test_is_overdue_from_april_and_answered_by_a_reason(branch):
    days = {date(2025, 12, 31): RuleState.PENDING, date(2026, 3, 31): RuleState.PENDING}
    days[date(2026, 4, 1)] = RuleState.OVERDUE
    assert {day: result_on(branch, day).state for day in days} == days
    explained = frozenset({("M8", "2025", "")})
    assert result_on(branch, date(2026, 4, 1), explained=explained).state == RuleState.EXPLAINED


@pytest.mark.django_db
def test_small_and_new_branches():
    alone = make_organisation("alone", name="一人党支部")
    make_member(alone, "独")
    assert result_on(alone).state == RuleState.NOT_APPLICABLE
    new = make_organisation("new", name="新支部", founded_on=date(2026, 1, 5))
    assert "此前不计" in result_on(new).detail


def test_members_alone_and_committee_alone():
    class Person:
        def __init__(self, pk):
            self.pk = pk

    one, two, three = Person(1), Person(2), Person(3)
    assert build([one, two], {1, 2}, {}).parts == [
        ("支委之间", 0, 1),
        ("支委与党员", 0, 0),
        ("党员之间", 0, 0),
    ]
    assert build([one, two], {1}, {}).parts == [("支委之间", 0, 0), ("支委与党员", 0, 1), ("党员之间", 0, 0)]
    pair = {frozenset((2, 3)): TODAY}
    assert build([two, three], set(), pair).parts[2] == ("党员之间", 2, 2)
    assert build([one, two, three], {1}, pair).parts == [
        ("支委之间", 0, 0),
        ("支委与党员", 0, 2),
        ("党员之间", 2, 2),
    ]


def test_matrix_follows_the_roll_of_the_day(branch):
    gone = branch.people["戊"].statuses.get()
    gone.ends_on = date(2025, 8, 31)
    gone.save()
    assert result_on(branch, date(2025, 8, 31)).needed == 7
    assert result_on(branch, date(2025, 9, 1)).needed == 5
    assert result_on(branch, date(2026, 2, 1)).needed == 5


def test_costs_three_queries_with_any_number_of_talks(branch):
    with count_queries() as few:
        matrix_of(branch, 2025, TODAY)
    for names in ("甲乙", "丙甲", "丙丁", "戊丁"):
        talk(branch, names)
    with count_queries() as many:
        matrix_of(branch, 2025, TODAY)
    assert len(few) == len(many) == 3


def test_missing_talks_lead_to_the_round_or_to_a_reason(cast, client_of):
    address = reverse("meetings:explanation_create") + "?rule=M8&period=2025&subject="
    page = client_of(cast.secretary).get(address).content.decode()
    assert reverse("meetings:talk_round") + "?year=2025" in page
    client_of(cast.secretary).post(address, {"reason": "项目分散，改在次年四月补谈。"})
    assert RuleExplanation.objects.get().rule_id == "M8"
