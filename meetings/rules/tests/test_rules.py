"""Rules M1 to M7 at their boundaries: quarter edges, numbers of members, foundings in mid-year, the spring after."""

from datetime import date

import pytest

from branch.organisations.models import PartyGroup
from core import rules
from core.enums import RuleState
from core.testing import count_queries, make_member, make_organisation
from meetings.meeting import services
from meetings.meeting.forms.small import MeetingFilterForm
from meetings.meeting.models import Meeting
from meetings.rules.rules import FAMILY
from meetings.tests.helpers import build, hold

YEAR = 2025
AFTER = date(2026, 6, 1)
LETTERS = {
    RuleState.MET: "M",
    RuleState.OVERDUE: "O",
    RuleState.PENDING: "P",
    RuleState.EXPLAINED: "E",
    RuleState.NOT_APPLICABLE: "-",
}


@pytest.fixture
def branch(db):  # noqa: ARG001  # for its effect
    """A branch with seven 正式党员, nobody in a post, no group."""
    branch = make_organisation("rules", name="规则党支部")
    for number in range(7):
        make_member(branch, f"规则党员{number}")
    return branch


def lines(branch, rule_id: str, today: date = AFTER, year: int = YEAR, explained=frozenset()):
    """The lines of one rule."""
    found = rules.evaluate(branch, year, today, explained)
    return [line for line in found if line.rule.id == rule_id]


def states(branch, rule_id: str, **options) -> str:
    """One letter per period of the rule's only line."""
    (line,) = lines(branch, rule_id, **options)
    return "".join(LETTERS[result.state] for result in line.results)


def add_group(branch, name: str, founded_on: date, dissolved_on: date | None = None) -> PartyGroup:
    return PartyGroup.objects.create(
        branch=branch, name=name, founded_on=founded_on, dissolved_on=dissolved_on
    )


QUARTERS = [
    ([], "OOOO"),
    (["2025-01-01"], "MOOO"),
    (["2025-03-31 23:59"], "MOOO"),
    (["2025-04-01 00:00"], "OMOO"),
    (["2025-03-31", "2025-07-01", "2025-12-31"], "MOMM"),
    (["2024-12-31 23:59", "2026-01-01 00:00"], "OOOO"),
    (["2025-01-05", "2025-02-05", "2025-03-05"], "MOOO"),
]


@pytest.mark.parametrize(("days", "expected"), QUARTERS)
def test_assembly_once_a_quarter(branch, days, expected):
    for day in days:
        hold(branch, day, "ASSEMBLY")
    assert states(branch, "M1") == expected


TODAYS = [
    (date(2025, 1, 1), "PPPP"),
    (date(2025, 3, 31), "PPPP"),
    (date(2025, 4, 1), "OPPP"),
    (date(2025, 12, 31), "OOOP"),
    (date(2026, 1, 1), "OOOO"),
]


@pytest.mark.parametrize(("today", "expected"), TODAYS)
def test_quarter_is_overdue_from_the_day_after_it(branch, today, expected):
    assert states(branch, "M1", today=today) == expected


def test_counts_only_what_took_place_and_is_not_deleted(branch):
    from core import records

    deleted = hold(branch, "2025-02-01", "ASSEMBLY")
    records.soft_delete(deleted, by=None, reason="重复登记")
    services.plan_meeting(build(branch, "2025-05-01"), kinds=["ASSEMBLY"], by=None)
    hold(branch, "2025-08-01", "COMMITTEE", roll=[])
    hold(branch, "2025-11-01", "LECTURE", "ASSEMBLY")
    # What is dated ahead is no evidence, whatever its state says.
    for today, counts in ((date(2025, 10, 31), [0, 0, 0, 0]), (date(2025, 11, 1), [0, 0, 0, 1])):
        (line,) = lines(branch, "M1", today=today)
        assert [result.count for result in line.results] == counts
    assert line.results[1].detail == "应召开 1 次，已召开 0 次；已排（5月1日）"


def test_reason_answers_a_missed_quarter_only(branch):
    hold(branch, "2025-02-01", "ASSEMBLY")
    explained = frozenset({("M1", "2025-Q1", ""), ("M1", "2025-Q2", ""), ("M2", "2025-Q3", "")})
    assert states(branch, "M1", explained=explained) == "MEOO"


MEMBERS = [
    # (changes as (member number, day the full membership ends), expected letters of the year)
    ({}, "OOOOOOOOOOOO"),
    ({0: date(2024, 12, 31)}, "------------"),
    ({0: date(2025, 6, 30)}, "OOOOOO------"),
    ({0: date(2025, 6, 29)}, "OOOOO-------"),
]


@pytest.mark.parametrize(("ends", "expected"), MEMBERS)
def test_committee_meets_monthly_from_seven_full_members_on(branch, ends, expected):
    from branch.members.models import Member, MemberStatus

    members = list(Member.objects.of_branch(branch).order_by("name"))
    for number, day in ends.items():
        MemberStatus.objects.filter(member=members[number]).update(ends_on=day)
    assert states(branch, "M2") == expected


def test_seventh_member_confirmed_in_the_month_makes_it_count(branch):
    from branch.members import services as branch_services
    from branch.members.models import Member

    seventh = Member.objects.of_branch(branch).order_by("name").last()
    seventh.statuses.update(status="PROBATIONARY")
    branch_services.change_status(member=seventh, status="FULL", since=date(2025, 5, 31), by=None)
    assert states(branch, "M2") == "----OOOOOOOO"
    (line,) = lines(branch, "M2")
    assert line.results[0].detail == "正式党员 6 人，不足 7 人，不设支委会"


def test_committee_meetings_by_month_edges(branch):
    for day in ("2025-01-31 23:59", "2025-03-01 00:00", "2025-12-31"):
        hold(branch, day, "COMMITTEE", roll=[])
    assert states(branch, "M2") == "MOMOOOOOOOOM"


def test_group_meetings_do_not_apply_without_groups(branch):
    assert states(branch, "M3") == "------------"


GROUPS = [
    (date(2024, 12, 31), None, "OOOOOOOOOOOO"),
    (date(2025, 1, 1), None, "-OOOOOOOOOOO"),
    (date(2025, 5, 20), None, "-----OOOOOOO"),
    (date(2025, 12, 31), None, "------------"),
    (date(2020, 1, 1), date(2025, 8, 1), "OOOOOOO-----"),
    (date(2020, 1, 1), date(2025, 8, 31), "OOOOOOO-----"),
    (date(2020, 1, 1), date(2025, 9, 1), "OOOOOOOO----"),
]


@pytest.mark.parametrize(("founded", "dissolved", "expected"), GROUPS)
def test_group_meets_from_the_month_after_its_founding_to_its_end(branch, founded, dissolved, expected):
    add_group(branch, "第一党小组", founded, dissolved)
    assert states(branch, "M3") == expected


def test_each_group_has_its_line_and_its_own_meetings(branch):
    first = add_group(branch, "第一党小组", date(2020, 1, 1))
    second = add_group(branch, "第二党小组", date(2020, 1, 1))
    hold(branch, "2025-01-10", "GROUP", group=first)
    hold(branch, "2025-02-10", "GROUP", group=second)
    explained = frozenset({("M3", "2025-03", f"group:{second.pk}")})
    rows = {
        line.label: "".join(LETTERS[result.state] for result in line.results)
        for line in lines(branch, "M3", explained=explained)
    }
    assert rows == {"第一党小组会": "MOOOOOOOOOOO", "第二党小组会": "OMEOOOOOOOOO"}


FOUNDINGS = [
    (date(2025, 5, 20), "-OOO", "----OOOOOOOO"),
    (date(2025, 7, 1), "--OO", "------OOOOOO"),
    (date(2026, 1, 1), "----", "------------"),
    (None, "OOOO", "OOOOOOOOOOOO"),
]


@pytest.mark.parametrize(("founded", "quarters", "months"), FOUNDINGS)
def test_nothing_is_due_before_the_branch_was_founded(branch, founded, quarters, months):
    branch.founded_on = founded
    branch.save()
    assert states(branch, "M1") == quarters
    assert states(branch, "M2") == months
    assert states(branch, "M4") == months


def test_theme_day_shows_how_fixed_it_is(branch):
    for month, day in ((1, 15), (2, 15), (3, 18), (4, 2)):
        hold(branch, f"2025-{month:02d}-{day:02d}", "THEME_DAY")
    assert states(branch, "M4") == "MMMMOOOOOOOO"
    (line,) = lines(branch, "M4")
    assert line.results[0].detail.endswith("本年 4 次中有 3 次在 15 日前后三天内")


LECTURES = [(4, "OMOO"), (12, "OOOOMOOOOOOO"), (1, "M"), (2, "O"), (0, "-")]


@pytest.mark.parametrize(("wanted", "expected"), LECTURES)
def test_lectures_follow_the_setting_of_the_unit(branch, wanted, expected):
    branch.lectures_per_year = wanted
    branch.save()
    hold(branch, "2025-05-10", "LECTURE")
    assert states(branch, "M5") == expected
    (line,) = lines(branch, "M5")
    assert line.rule.source == "本单位规定"


def test_life_meeting_in_february_counts_for_the_year_before(branch):
    hold(branch, "2026-02-10", "LIFE", "APPRAISAL", year=2025)
    assert states(branch, "M6") == "M"
    assert states(branch, "M7") == "M"
    assert states(branch, "M6", year=2026) == "P"


SPRING = [(date(2025, 12, 31), "P"), (date(2026, 3, 31), "P"), (date(2026, 4, 1), "O")]


@pytest.mark.parametrize(("today", "expected"), SPRING)
def test_yearly_rules_are_overdue_after_the_following_march(branch, today, expected):
    assert states(branch, "M6", today=today) == expected
    assert states(branch, "M7", today=today) == expected


def test_reason_answers_only_what_is_worded_as_usual(branch):
    explained = frozenset({("M6", "2025", ""), ("M7", "2025", "")})
    assert states(branch, "M6", explained=explained) == "O"
    assert states(branch, "M7", explained=explained) == "E"


def test_costs_the_same_queries_for_any_number_of_meetings(branch):
    hold(branch, "2025-01-10", "ASSEMBLY")
    with count_queries() as few:
        rules.evaluate(branch, YEAR, AFTER, frozenset())
    for month in range(1, 13):
        group = add_group(branch, f"第{month}组", date(2020, 1, 1))
        hold(branch, f"2025-{month:02d}-10", "GROUP", group=group, roll=[])
    with count_queries() as many:
        rules.evaluate(branch, YEAR, AFTER, frozenset())
    assert len(many) == len(few)


def test_every_cell_leads_to_exactly_the_rows_it_counted(cast, client_of):
    group = cast.group
    hold(cast.branch, "2025-03-07", "COMMITTEE")
    hold(cast.branch, "2025-03-20", "COMMITTEE", "STUDY")
    hold(cast.branch, "2025-03-21", "GROUP", "THEME_DAY", group=group)
    hold(cast.branch, "2025-03-22", "THEME_DAY", "LECTURE", "ASSEMBLY")
    hold(cast.branch, "2026-02-10", "LIFE", year=2025)
    services.plan_meeting(build(cast.branch, "2025-03-29"), kinds=["COMMITTEE"], by=None)
    client, checked = client_of(cast.secretary, year=2024), 0
    for line in rules.evaluate(cast.branch, YEAR, AFTER, frozenset()):
        for result in line.results:
            if line.rule in FAMILY.rules and result.rows_url:
                page = client.get(result.rows_url).context["page"]
                assert page.paginator.count == result.count, (line.label, result)
                checked += 1
    assert checked == 6


def test_open_cell_leads_to_the_form_filled_in(cast, client_of):
    client = client_of(cast.secretary, year=YEAR)
    by_rule = {
        line.rule.id: line for line in rules.evaluate(cast.branch, YEAR, date(2025, 3, 10), frozenset())
    }
    form = client.get(by_rule["M2"].results[2].new_url).context["form"]
    assert form.initial["kinds"] == ["COMMITTEE"]
    assert form.initial["title"] == "2025年3月支委会"
    assert form.initial["year"] == 2025
    form = client.get(by_rule["M3"].results[0].new_url).context["form"]
    assert form.initial["group"] in {cast.group, cast.second_group}
    form = client.get(by_rule["M6"].results[0].new_url).context["form"]
    assert form.initial["title"] == "2025年度组织生活会"
    assert by_rule["M1"].results[0].new_url.endswith("kind=ASSEMBLY&month=2025-03")
    assert by_rule["M1"].results[2].new_url.endswith("kind=ASSEMBLY&month=2025-07")


def test_filter_form_knows_every_period_key(cast):
    for period in [*rules.monthly(2023), *rules.quarterly(2023), *rules.yearly(2023)]:
        form = MeetingFilterForm({"period": period.key}, branch=cast.branch, year=2025)
        form.apply(Meeting.objects.all())
        assert not form.errors


def test_theme_day_of_a_group_is_mentioned_and_counts_for_the_group(branch):
    group = add_group(branch, "第一党小组", date(2020, 1, 1))
    hold(branch, "2025-03-21", "GROUP", "THEME_DAY", group=group)
    hold(branch, "2025-04-21", "GROUP", "THEME_DAY", group=group)
    hold(branch, "2025-04-22", "THEME_DAY")
    (line,) = lines(branch, "M4")
    assert states(branch, "M4") == "OOOMOOOOOOOO"
    assert [result.count for result in line.results[2:4]] == [0, 1]
    assert ["党小组另开展 1 次，计入党小组会" in result.detail for result in line.results[1:5]] == [
        False,
        True,
        True,
        False,
    ]
    (of_group,) = lines(branch, "M3")
    assert [result.count for result in of_group.results[1:5]] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("since", "committee", "assembly"),
    [
        (None, "OOOMOOOOOOOO", "OMOO"),
        (date(2025, 1, 1), "OOOMOOOOOOOO", "OMOO"),
        # A month or quarter in which it begins counts whole.
        (date(2025, 6, 30), "---M-OOOOOOO", "-MOO"),
        (date(2025, 7, 1), "---M--OOOOOO", "-MOO"),
        (date(2026, 1, 1), "---M--------", "-M--"),
    ],
)
def test_months_before_records_were_kept_here_do_not_count_unless_some_are_there(
    branch, since, committee, assembly
):
    hold(branch, "2025-04-20 09:00", "COMMITTEE")
    hold(branch, "2025-05-20 09:00", "ASSEMBLY")
    branch.in_use_since = since
    branch.save()
    assert states(branch, "M2") == committee
    assert states(branch, "M1") == assembly
    (line,) = lines(branch, "M1")
    details = [result.detail for result in line.results if result.state == RuleState.NOT_APPLICABLE]
    assert all(detail == f"{since:%Y-%m-%d} 启用以前没有登记，不计" for detail in details)
