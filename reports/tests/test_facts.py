"""Facts against a recount from plain lists, on thirty random sets of records."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from core.numbers import percent, plain_number
from core.testing import build_cast
from core.testing_databases import prepared
from meetings.enums import LecturerKind, MeetingKind
from reports.facts import (
    ADMONITION_FACTS,
    LIFE_FACTS,
    PAPER_FACTS,
    RATED_FACTS,
    STRUCTURE_FACTS,
    STUDY_FACTS,
    FactBook,
    all_facts,
    unknown_facts,
)

from .made_at_random import READ_ON as ON
from .made_at_random import YEAR, MeetingPlan, Plan, throw

# Their rows are what the figure is taken from, not what it counts.
NOT_A_COUNT = {
    "集中学习月数",
    "议决事项数",
    "交办事项数",
    "已办结事项数",
    "组织生活会应到人数",
    "组织生活会实到人数",
}
# Counts that name nobody: their rows would say who is ill.
WITHOUT_ROWS = {
    "慢性病党员人数",
    "重大疾病党员人数",
    "书记谈心谈话次数",
    "本年自我批评人数",
    "本年批评意见条数",
} | {fact.name for fact in RATED_FACTS}
FROM_LISTS = (
    "学习任务数",
    "心得篇数",
    "查摆问题数",
    "主要问题数",
    "征求意见条数",
    "原因条数",
    "整改措施数",
    "上年问题数",
    "上年整改事项数",
    "上年已销号数",
    "上年长期坚持数",
    "上年未完成数",
    "结转整改事项数",
    "结转已销号数",
    "结转长期坚持数",
    "结转未完成数",
)


people = prepared(build_cast, scope="module")


def share(part: int, whole: int) -> str:
    return f"{tenths(Decimal(part * 100) / whole)}%" if whole else "—"


def tenths(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP)).removesuffix(".0")


def recount(plan: Plan) -> dict[str, str]:
    """What every fact of meetings, study and rectification must say."""

    def held(kind: str) -> list[MeetingPlan]:
        return [one for one in plan.meetings if kind in one.kinds]

    roll = [attendance for one in plan.meetings if not one.is_read_at for attendance in one.roll]
    decisions = [one for meeting in plan.meetings for one in meeting.decisions if one[0]]
    expected = {name: str(plan.numbers.get(name, 0)) for name in FROM_LISTS}
    expected |= {
        f"{kind.label.removeprefix('支部')}次数": str(len(held(kind)))
        for kind in MeetingKind
        if kind != MeetingKind.OTHER
    }
    expected |= {
        f"{kind.label}讲党课次数": str(sum(one.lecturer == kind for one in held("LECTURE")))
        for kind in LecturerKind
    }
    return expected | {
        "会议次数": str(len(plan.meetings)),
        "平均到会率": share(roll.count("PRESENT"), len(roll) - roll.count("EXEMPT")),
        "集中学习月数": str(len({one.month for one in held("STUDY")})),
        "议决事项数": str(len(decisions)),
        "交办事项数": str(sum(assigned for _, assigned, _ in decisions)),
        "已办结事项数": str(sum(assigned and done for _, assigned, done in decisions)),
        "党员人数": "10",
        "正式党员人数": "9",
        "预备党员人数": "1",
        "学习任务完成率": share(len(plan.hours), plan.assigned),
        "人均学时": tenths(sum(plan.hours, Decimal(0)) / 10),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(30))
def test_says_what_a_recount_says(people, seed):
    expected = recount(throw(people, seed))
    book = FactBook(people.branch, YEAR, ON)
    assert {name: book.value(name).text for name in expected} == expected


@pytest.mark.django_db
def test_lists_as_many_rows_as_it_counts(people):
    for seed in range(40, 44):
        throw(people, seed)
    book = FactBook(people.branch, YEAR, ON)
    plain = {name: book.value(name) for name in all_facts() if name.endswith("数") and "·" not in name}
    counted = {
        name: (value.text, str(len(value.rows)))
        for name, value in plain.items()
        if name not in NOT_A_COUNT | WITHOUT_ROWS
    }
    assert len(counted) > 25
    assert {name: pair for name, pair in counted.items() if pair[0] != pair[1]} == {}


def test_the_recount_covers_every_fixed_fact():
    fixed = {name for name in all_facts() if "·" not in name and not name.endswith("情况")}
    # Counted in tests of their own.
    groups = (STRUCTURE_FACTS, STUDY_FACTS, LIFE_FACTS, RATED_FACTS, ADMONITION_FACTS, PAPER_FACTS)
    elsewhere = {fact.name for group in groups for fact in group}
    assert fixed - elsewhere == set(recount(Plan([])))


@pytest.mark.django_db
def test_knows_no_other_names(people):
    assert unknown_facts("召开{党员大会次数}次、{会}次、{会}次、{党员大会 次数}次。") == ["会"]
    assert FactBook(people.branch, YEAR, ON).value("会") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (8.0, "8"), (8.25, "8.3"), (0.35, "0.4"), (1234567.0, "1234567"), (99.96, "100")],
)
def test_prints_numbers_without_trailing_zero_or_exponent(value, text):
    assert plain_number(value) == text


def test_a_share_of_nothing_is_a_dash():
    assert percent(0, 0) == "—"
    assert percent(2, 3) == "66.7%"
