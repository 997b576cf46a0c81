"""The report tells of the day it is read on: what came later does not stand in it."""

from datetime import date

import pytest

from activities.models import Activity
from branch.members.models import Post
from meetings.tests.helpers import hold
from rectification.items.models import DueExtension, ItemMove, ProgressEntry, RectificationItem
from rectification.problems.models import Problem
from reports.claims.checking import SETTLED
from reports.claims.report import ReportClaims
from reports.facts import FactBook
from reports.report import services
from reports.report.models import AnnualReport, Paragraph

pytestmark = pytest.mark.django_db
READ_ON, LATER = date(2026, 1, 20), date(2026, 9, 1)


def told(report, kind: str) -> str:
    return "".join(p.text for p in Paragraph.objects.filter(section__report=report, section__kind=kind))


def drafted(cast, on=LATER, year=2025) -> AnnualReport:
    return services.draft_report(branch=cast.branch, year=year, by=cast.secretary, on=on)


@pytest.fixture
def life(cast):
    """The meeting at which the report of 2025 is read."""
    return hold(cast.branch, "2026-01-20", "LIFE", year=2025, by=cast.secretary)


@pytest.fixture
def item(cast):
    problem = Problem.objects.create(branch=cast.branch, year=2024, title="督促不够")
    return RectificationItem.objects.create(
        branch=cast.branch,
        year=2024,
        problem=problem,
        content="逐月通报",
        state="CLOSED",
        due_on=date(2026, 8, 31),
        closed_on=date(2026, 7, 1),
        result="全部通报完毕",
    )


@pytest.mark.usefixtures("life")
def test_an_item_stands_as_it_stood_then(cast, item):
    move = {"from_state": "REVIEW", "to_state": "CLOSED", "action": "CLOSE", "by_name": "甲"}
    ItemMove.objects.create(item=item, on=date(2026, 7, 1), **move)
    submitted = {"from_state": "ACTIVE", "to_state": "REVIEW", "action": "SUBMIT", "by_name": "甲"}
    ItemMove.objects.create(item=item, on=date(2026, 6, 20), **submitted)
    DueExtension.objects.create(
        item=item,
        on=date(2026, 6, 1),
        old_due_on=date(2026, 3, 31),
        new_due_on=date(2026, 8, 31),
        reason="停工",
        by_name="甲",
    )
    ProgressEntry.objects.create(item=item, on=date(2025, 11, 1), text="已通报十个月", by_name="甲")
    ProgressEntry.objects.create(item=item, on=date(2026, 6, 1), text="已通报十六个月", by_name="甲")
    report = drafted(cast)
    assert report.read_on == READ_ON
    said = told(report, "last_year")
    assert "已通报十个月。这项整改尚未完成，时限为2026年3月31日。" in said
    assert "销号" not in said
    assert "十六个月" not in said
    claims = ReportClaims(
        AnnualReport.objects.with_tree().get(), FactBook(cast.branch, 2025, READ_ON), afresh=True
    )
    assert {one.text: one.checked for one in claims if one.checked.state not in SETTLED} == {}
    AnnualReport.objects.update(read_on=LATER)
    services.redraft_report(report=AnnualReport.objects.get(), by=cast.secretary, on=LATER)
    assert "这项整改已于2026年7月1日销号。" in told(report, "last_year")


@pytest.mark.usefixtures("life")
def test_does_not_tell_of_the_meeting_it_is_read_at(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary)
    assert "组织生活会" not in told(drafted(cast), "work")


def test_without_a_reading_it_tells_of_the_years_end(cast):
    report = drafted(cast, on=date(2027, 5, 1))
    assert report.as_of(date(2027, 5, 1)) == date(2025, 12, 31)
    assert report.as_of(date(2025, 5, 1)) == date(2025, 5, 1)


def test_a_branch_founded_in_the_year_says_since_when(cast):
    cast.branch.founded_on = date(2025, 6, 18)
    cast.branch.save()
    said = told(drafted(cast), "work")
    assert "自2025年6月18日成立以来，党支部主要做了以下工作。" in said
    assert "一年来，" not in said


@pytest.mark.parametrize(
    ("since", "recorded_on", "opening"),
    [
        (date(2025, 6, 18), date(2025, 7, 1), "自2025年6月18日以来，"),
        (date(2025, 6, 18), None, "自2025年6月18日以来，"),
        # What was entered later for the months before belongs to the year.
        (date(2025, 6, 18), date(2025, 3, 1), "一年来，"),
        (date(2025, 1, 1), date(2025, 7, 1), "一年来，"),
        (date(2024, 6, 18), date(2025, 7, 1), "一年来，"),
        (None, date(2025, 7, 1), "一年来，"),
    ],
)
def test_a_branch_that_began_to_record_in_the_year_says_since_when(since, recorded_on, opening, cast):
    cast.branch.in_use_since = since
    cast.branch.save()
    if recorded_on:
        Activity.objects.create(
            branch=cast.branch, kind="publicity", happened_on=recorded_on, title="宣传栏一期"
        )
    drafted(cast)
    report = AnnualReport.objects.with_tree().get()
    assert f"{opening}党支部主要做了以下工作。" in told(report, "work")
    claims = ReportClaims(report, FactBook(cast.branch, 2025, LATER), afresh=True)
    states = {one.checked.state for one in claims if "主要做了以下工作" in one.text}
    assert states <= SETTLED


def test_speaks_of_a_year_only_after_its_end(cast):
    said = told(drafted(cast, on=date(2025, 10, 9)), "work")
    assert "今年以来，党支部主要做了以下工作。" in said


def test_a_branch_without_a_committee_speaks_as_branch(cast):
    Problem.objects.create(branch=cast.branch, year=2025, title="学用脱节")
    assert "支委会查摆出问题" in told(drafted(cast), "findings")
    Post.objects.exclude(title="SECRETARY").delete()
    AnnualReport.objects.all().delete()
    assert "党支部查摆出问题" in told(drafted(cast), "findings")


def test_problems_without_an_item_are_reported_on(cast):
    Problem.objects.create(branch=cast.branch, year=2024, title="督促不够")
    said = told(drafted(cast), "last_year")
    assert said.startswith(
        "上年度组织生活会后，党支部针对查摆的{上年问题数}个问题进行整改。关于“督促不够”的问题。"
    )
    assert "【待补充：“督促不够”的整改情况】" in said


def test_older_items_stand_in_a_sentence_of_their_own(cast, item):
    RectificationItem.objects.filter(pk=item.pk).update(state="ACTIVE", closed_on=None)
    RectificationItem.objects.create(branch=cast.branch, year=2023, content="建立台账")
    report = drafted(cast)
    book = FactBook(cast.branch, 2025, report.as_of(LATER))
    assert [book.value(name).text for name in ("上年整改事项数", "结转整改事项数")] == ["1", "1"]
    assert "此前年度结转{结转整改事项数}项，未完成{结转未完成数}项。" in told(report, "last_year")
