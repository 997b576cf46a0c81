"""Rules P1, O5 and O7 at their boundaries: days around a reminder and a term, six and seven 正式党员, vacancies."""

from datetime import date

import pytest

from branch.members.models import MemberStatus, Post
from branch.rules.rules import FAMILY
from core import rules
from core.dates import add_months
from core.enums import RuleState
from core.testing import count_queries, make_member, make_organisation

MET, PENDING, OVERDUE, NOT = (
    RuleState.MET,
    RuleState.PENDING,
    RuleState.OVERDUE,
    RuleState.NOT_APPLICABLE,
)


@pytest.fixture
def branch(db):  # noqa: ARG001  # for its effect
    """A branch founded in 2020, without members."""
    return make_organisation("people", name="人事党支部")


def lines(branch, rule_id: str, today: date, year: int | None = None) -> list[rules.Line]:
    found = rules.evaluate(branch, year or today.year, today, frozenset())
    return [line for line in found if line.rule.id == rule_id]


def results(branch, rule_id: str, today: date, year: int | None = None) -> list[tuple]:
    """(label, state, text) of each line of a rule."""
    found = lines(branch, rule_id, today, year)
    return [(line.label, result.state, result.text) for line in found for result in line.results]


def appoint(branch, title: str, name: str, starts_on: date, ends_on: date | None = None) -> Post:
    member = make_member(branch, name)
    return Post.objects.create(
        branch=branch, member=member, title=title, starts_on=starts_on, ends_on=ends_on
    )


MONTHS = [
    (date(2025, 6, 20), 12, date(2026, 6, 20)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2023, 6, 16), 36, date(2026, 6, 16)),
    (date(2026, 6, 30), -6, date(2025, 12, 30)),
    (date(2026, 8, 31), -6, date(2026, 2, 28)),
    (date(2025, 12, 31), 1, date(2026, 1, 31)),
    (date(2025, 1, 31), -1, date(2024, 12, 31)),
]


@pytest.mark.parametrize(("day", "months", "expected"), MONTHS)
def test_adds_months_and_keeps_to_the_end_of_short_ones(day, months, expected):
    assert add_months(day, months) == expected


# ---- P1 ----

PROBATION = [
    (date(2025, 6, 20), MET, "至2026年6月20日"),
    (date(2026, 5, 20), MET, "至2026年6月20日"),
    (date(2026, 5, 21), PENDING, "还有 30 天"),
    (date(2026, 6, 19), PENDING, "还有 1 天"),
    (date(2026, 6, 20), PENDING, "今天到期"),
    (date(2026, 6, 21), OVERDUE, "超期 1 天"),
    (date(2026, 12, 31), OVERDUE, "超期 194 天"),
]


@pytest.mark.parametrize(("today", "state", "text"), PROBATION)
def test_probation_is_reminded_thirty_days_before_its_end(branch, today, state, text):
    make_member(branch, "新预备", status="PROBATIONARY", since=date(2025, 6, 20))
    assert results(branch, "P1", today) == [("预备期：新预备", state, text)]


def test_probation_ends_with_the_status_and_is_seen_as_of_the_year_s_end(branch):
    member = make_member(branch, "新预备", status="PROBATIONARY", since=date(2024, 6, 20))
    MemberStatus.objects.filter(member=member).update(ends_on=date(2025, 6, 19))
    MemberStatus.objects.create(member=member, status="FULL", starts_on=date(2025, 6, 20))
    assert results(branch, "P1", date(2025, 6, 19))[0][1] == PENDING
    assert results(branch, "P1", date(2025, 6, 20)) == [("预备期", NOT, "")]
    assert results(branch, "P1", date(2025, 8, 1), year=2024) == [("预备期：新预备", MET, "至2025年6月20日")]
    assert results(branch, "P1", date(2025, 8, 1), year=2026) == [("预备期", NOT, "")]


def test_each_probationary_member_has_a_line(branch):
    for number in range(3):
        make_member(branch, f"预备{number}", status="PROBATIONARY", since=date(2026, 1, number + 1))
    assert len(results(branch, "P1", date(2026, 3, 1))) == 3


# ---- O5 ----

OFFICES = ("SECRETARY", "DEPUTY_SECRETARY", "ORGANISATION", "PUBLICITY", "DISCIPLINE", "YOUTH")
SIZES = [
    # 正式党员, posts (each of another member), state
    (7, OFFICES[:2], OVERDUE),
    (7, OFFICES[:3], MET),
    (7, OFFICES[:5], MET),
    (7, OFFICES[:6], MET),
    (7, (*OFFICES[:6], "DEPUTY_SECRETARY"), MET),
    (9, (*OFFICES[:6], "DEPUTY_SECRETARY", "DEPUTY_SECRETARY"), PENDING),
    (7, (), OVERDUE),
    (6, ("SECRETARY",), MET),
    (6, ("SECRETARY", "DEPUTY_SECRETARY"), MET),
    (6, ("SECRETARY", "DEPUTY_SECRETARY", "DEPUTY_SECRETARY"), OVERDUE),
    (6, ("SECRETARY", "ORGANISATION"), OVERDUE),
    (6, ("DEPUTY_SECRETARY",), OVERDUE),
    (6, (), OVERDUE),
    (1, ("SECRETARY",), MET),
    (0, (), NOT),
]


@pytest.mark.parametrize(("full", "titles", "state"), SIZES)
def test_committee_is_as_large_as_the_branch_asks_for(branch, full, titles, state):
    members = [make_member(branch, f"正式{number}") for number in range(max(full, len(titles)))]
    for member, title in zip(members, titles, strict=False):
        Post.objects.create(branch=branch, member=member, title=title, starts_on=date(2025, 1, 1))
    make_member(branch, "预备党员", status="PROBATIONARY", since=date(2025, 1, 1))
    (found,) = results(branch, "O5", date(2025, 6, 1))
    assert found[1] == state


def test_two_posts_of_one_member_are_one_person(branch):
    members = [make_member(branch, f"正式{number}") for number in range(7)]
    for title, number in (("SECRETARY", 0), ("ORGANISATION", 0), ("DISCIPLINE", 1)):
        Post.objects.create(branch=branch, member=members[number], title=title, starts_on=date(2025, 1, 1))
    assert results(branch, "O5", date(2025, 6, 1)) == [("支委会设置", OVERDUE, "2 人")]
    (line,) = lines(branch, "O5", date(2025, 6, 1))
    assert line.results[0].detail == "正式党员 7 人，应设支委会，由 3 至 5 人组成，现有委员 2 人"


def test_seventh_member_makes_a_committee_due(branch):
    for number in range(6):
        make_member(branch, f"正式{number}")
    appoint(branch, "SECRETARY", "书记一", date(2025, 1, 1))
    MemberStatus.objects.filter(member__name="书记一").update(starts_on=date(2025, 5, 10))
    assert results(branch, "O5", date(2025, 5, 9))[0][1] == MET
    assert results(branch, "O5", date(2025, 5, 10))[0][1] == OVERDUE


# ---- O7 ----

TERMS = [
    (date(2025, 12, 15), MET, "至2026年6月16日", ""),
    (date(2025, 12, 16), PENDING, "还有 182 天", "届满前 6 个月"),
    (date(2026, 3, 15), PENDING, "还有 93 天", "届满前 6 个月"),
    (date(2026, 3, 16), PENDING, "还有 92 天", "届满前 3 个月"),
    (date(2026, 5, 15), PENDING, "还有 32 天", "届满前 3 个月"),
    (date(2026, 5, 16), PENDING, "还有 31 天", "届满前 1 个月"),
    (date(2026, 6, 16), PENDING, "今天到期", "届满前 1 个月"),
    (date(2026, 6, 17), OVERDUE, "超期 1 天", "应当及时换届"),
]


@pytest.mark.parametrize(("today", "state", "text", "stage"), TERMS)
def test_term_is_reminded_six_three_and_one_month_before_its_end(branch, today, state, text, stage):
    appoint(branch, "SECRETARY", "书记一", date(2023, 6, 16))
    appoint(branch, "DISCIPLINE", "补选委员", date(2025, 2, 1))
    (line,) = lines(branch, "O7", today)
    (result,) = line.results
    assert (result.state, result.text, result.due_on) == (state, text, date(2026, 6, 16))
    assert stage in result.detail


def test_re_election_begins_a_new_term(branch):
    appoint(branch, "SECRETARY", "书记一", date(2023, 6, 16), date(2026, 6, 10))
    appoint(branch, "SECRETARY", "书记二", date(2026, 6, 11))
    assert results(branch, "O7", date(2026, 6, 10))[0][1] == PENDING
    assert results(branch, "O7", date(2026, 6, 11)) == [("任期", MET, "至2029年6月11日")]


def test_vacant_posts_count_their_days(branch):
    appoint(branch, "SECRETARY", "书记一", date(2023, 6, 16), date(2025, 3, 1))
    appoint(branch, "PUBLICITY", "委员二", date(2023, 6, 16), date(2025, 3, 20))
    appoint(branch, "DISCIPLINE", "委员三", date(2023, 6, 16))
    appoint(branch, "YOUTH", "上届委员", date(2020, 6, 16), date(2023, 6, 15))
    found = results(branch, "O7", date(2025, 3, 31))
    assert found[1:] == [("书记空缺", PENDING, "空缺 30 天"), ("宣传委员空缺", PENDING, "空缺 11 天")]
    appoint(branch, "SECRETARY", "书记二", date(2025, 4, 1))
    assert [label for label, *_ in results(branch, "O7", date(2025, 4, 1))] == ["任期", "宣传委员空缺"]


def test_a_branch_whose_posts_all_ended_lacks_its_secretary(branch):
    appoint(branch, "SECRETARY", "书记一", date(2023, 6, 16), date(2025, 3, 1))
    assert results(branch, "O7", date(2025, 3, 1))[0][0] == "任期"
    assert results(branch, "O7", date(2025, 3, 2)) == [("书记空缺", PENDING, "空缺 1 天")]


def test_says_nothing_where_nothing_is_recorded_or_the_year_is_to_come(branch):
    today = date(2025, 6, 1)
    assert {results(branch, rule.id, today)[0][1] for rule in FAMILY.rules} == {NOT}
    appoint(branch, "SECRETARY", "书记一", date(2023, 6, 16))
    assert {results(branch, rule.id, today, year=2026)[0][1] for rule in FAMILY.rules} == {NOT}


def test_costs_the_same_queries_for_any_number_of_people(branch):
    appoint(branch, "SECRETARY", "书记一", date(2023, 6, 16))
    with count_queries() as few:
        rules.evaluate(branch, 2025, date(2025, 6, 1), frozenset())
    for number in range(12):
        make_member(branch, f"预备{number}", status="PROBATIONARY", since=date(2025, 1, 1))
        appoint(branch, "YOUTH", f"委员{number}", date(2023, 6, 16))
    with count_queries() as many:
        rules.evaluate(branch, 2025, date(2025, 6, 1), frozenset())
    assert len(many) == len(few)


def test_names_its_documents():
    assert {rule.id: rule.source for rule in FAMILY.rules} == {
        "P1": "《中国共产党章程》；《中国共产党发展党员工作细则》第三十二条",
        "O5": "《中国共产党支部工作条例（试行）》",
        "O7": "《中国共产党支部工作条例（试行）》第二十一条",
    }
