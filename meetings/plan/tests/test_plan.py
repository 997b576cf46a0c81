"""The year's plan: which meeting fulfils which row, what the rules ask of a year, and copying last year's."""

from collections import Counter
from datetime import date

import pytest

from core import audit, records
from core.refusals import Refused
from meetings.meeting.models import Meeting
from meetings.meeting.services import plan_meeting, save_meeting
from meetings.plan import planning
from meetings.plan.models import MeetingPlanItem, PlanState
from meetings.plan.services import copy_year, fill_year, link_plan_item
from meetings.tests.helpers import build, hold

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 10)
NEW_YEAR = date(2025, 1, 1)
AHEAD, DUE, ARRANGED, HELD, MISSED = PlanState


def row(cast, month: int, kind: str, group=None, **fields) -> MeetingPlanItem:
    return MeetingPlanItem.objects.create(
        branch=cast.branch, year=fields.pop("year", 2025), month=month, kind=kind, group=group, **fields
    )


def lines(cast, on: date = TODAY, year: int = 2025) -> dict[int, planning.PlanLine]:
    return {line.item.pk: line for line in planning.lines_of(cast.branch, year, on)}


def meeting_of(cast, item, on: date = TODAY) -> Meeting | None:
    return lines(cast, on, item.year)[item.pk].meeting


def test_finds_meetings_entered_without_the_plan(cast):
    committee, later = row(cast, 3, "COMMITTEE"), row(cast, 4, "COMMITTEE")
    assembly, lecture, second = row(cast, 3, "ASSEMBLY"), row(cast, 3, "LECTURE"), row(cast, 3, "LECTURE")
    own, others = row(cast, 3, "GROUP", cast.group), row(cast, 3, "GROUP", cast.second_group)
    study, other_year = row(cast, 3, "STUDY"), row(cast, 3, "COMMITTEE", year=2024)
    march = hold(cast.branch, "2025-03-07", "COMMITTEE")
    both = hold(cast.branch, "2025-03-20", "ASSEMBLY", "LECTURE")
    of_group = hold(cast.branch, "2025-03-22", "GROUP", "STUDY", group=cast.group)
    found = {item.pk: meeting_of(cast, item) for item in (committee, assembly, lecture, own)}
    assert list(found.values()) == [march, both, both, of_group]
    for open_row in (later, second, others, study, other_year):
        assert meeting_of(cast, open_row) is None
    assert [line.item for line in planning.lines_for(both, TODAY)] == [assembly, lecture]


def test_held_goes_before_planned_and_each_meeting_fulfils_one_row_of_its_kind(cast):
    item, more = row(cast, 3, "LECTURE"), row(cast, 3, "LECTURE")
    planned = plan_meeting(build(cast.branch, "2025-03-02"), kinds=["LECTURE"], by=None)
    assert (meeting_of(cast, item), meeting_of(cast, more)) == (planned, None)
    held = hold(cast.branch, "2025-03-09", "LECTURE")
    assert (meeting_of(cast, item), meeting_of(cast, more)) == (held, planned)


def test_keeps_the_meeting_entered_from_a_row_when_it_was_put_off(cast):
    march, april = row(cast, 3, "THEME_DAY"), row(cast, 4, "THEME_DAY")
    late = hold(cast.branch, "2025-04-02", "THEME_DAY")
    assert (meeting_of(cast, march), meeting_of(cast, april)) == (None, late)
    link_plan_item(item=march, meeting=late, by=cast.secretary)
    assert (meeting_of(cast, march), meeting_of(cast, april)) == (late, None)
    assert lines(cast)[march.pk].meeting_day == "2025年4月2日（不在计划的月份）"
    assert [line.item for line in planning.lines_for(late, TODAY)] == [march]
    december = row(cast, 12, "LECTURE", year=2024)
    january = hold(cast.branch, "2025-01-06", "LECTURE")
    link_plan_item(item=december, meeting=january, by=cast.secretary)
    assert [line.item for line in planning.lines_for(january, TODAY)] == [december]


def test_is_right_again_by_itself_when_the_meeting_changes(cast):
    item = row(cast, 3, "COMMITTEE")
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE", by=cast.secretary)
    link_plan_item(item=item, meeting=meeting, by=cast.secretary)
    records.soft_delete(meeting, by=cast.secretary, reason="重复登记")
    assert meeting_of(cast, item) is None
    other = hold(cast.branch, "2025-03-08", "COMMITTEE")
    assert meeting_of(cast, item) == other
    records.restore(meeting, by=cast.secretary)
    assert meeting_of(cast, item) == meeting
    meeting = Meeting.objects.get(pk=meeting.pk)
    save_meeting(meeting, before=audit.snapshot(meeting), kinds=["OTHER"], roll=[], by=cast.secretary)
    assert meeting_of(cast, item) == other


def test_links_only_what_fits_and_the_first(cast):
    item = row(cast, 3, "COMMITTEE")
    first, second = (hold(cast.branch, f"2025-03-0{day}", "COMMITTEE") for day in (5, 6))
    wrong = hold(cast.branch, "2025-03-07", "THEME_DAY")
    for meeting in (wrong, first, second):
        link_plan_item(item=item, meeting=meeting, by=cast.secretary)
    item.refresh_from_db()
    assert item.meeting == first


@pytest.mark.parametrize(
    ("on", "planned_for", "held_on", "state"),
    [
        ("2025-02-28", None, None, AHEAD),
        ("2025-03-01", None, None, DUE),
        ("2025-03-31", None, None, DUE),
        ("2025-04-01", None, None, MISSED),
        ("2025-02-01", "2025-03-20", None, ARRANGED),
        ("2025-03-31", "2025-03-20", None, ARRANGED),
        ("2025-04-01", "2025-03-20", None, MISSED),
        ("2025-04-01", None, "2025-03-20", HELD),
    ],
)
def test_says_how_far_a_row_is(on, planned_for, held_on, state):
    meeting = None
    if planned_for or held_on:
        meeting = build(None, planned_for or held_on, state="PLANNED" if planned_for else "HELD")
    item = MeetingPlanItem(year=2025, month=3, kind="COMMITTEE")
    line = planning.PlanLine(item, meeting, date.fromisoformat(on))
    assert line.state == state
    assert line.awaits_record == (bool(planned_for) and on > "2025-03-20")


def missing(branch, year: int = 2025) -> Counter:
    return Counter(row.kind for row in planning.missing_rows(branch, year, NEW_YEAR))


def months(branch, kind: str) -> list[int]:
    return [row.month for row in planning.missing_rows(branch, 2025, NEW_YEAR) if row.kind == kind]


def test_asks_for_the_rows_that_the_rules_ask_for(cast):
    full = {
        "ASSEMBLY": 4,
        "COMMITTEE": 12,
        "GROUP": 24,
        "LECTURE": 4,
        "THEME_DAY": 12,
        "LIFE": 1,
        "APPRAISAL": 1,
    }
    assert missing(cast.branch) == full
    assert months(cast.branch, "ASSEMBLY") == [3, 6, 9, 12]
    # Too few members for a committee, no groups.
    assert missing(cast.other_branch) == {
        "ASSEMBLY": 4,
        "LECTURE": 4,
        "THEME_DAY": 12,
        "LIFE": 1,
        "APPRAISAL": 1,
    }
    # Before its founding nothing is asked, and a group's rows begin with the month after its own.
    assert missing(cast.branch, 2019) == {}
    cast.second_group.founded_on = date(2025, 4, 15)
    cast.second_group.save()
    assert missing(cast.branch)["GROUP"] == 12 + 8
    for number, expected in ((0, []), (1, [12]), (6, [2, 4, 6, 8, 10, 12]), (5, [3, 5, 8, 10, 12])):
        cast.branch.lectures_per_year = number
        assert months(cast.branch, "LECTURE") == expected, number


def test_puts_rows_where_meetings_are_and_leaves_what_is_planned(cast):
    hold(cast.branch, "2025-02-07", "ASSEMBLY")
    hold(cast.branch, "2025-03-01", "LIFE", year=2024)
    row(cast, 4, "ASSEMBLY")
    row(cast, 9, "APPRAISAL")
    assert months(cast.branch, "ASSEMBLY") == [2, 9, 12]
    assert months(cast.branch, "LIFE") == [3]
    assert months(cast.branch, "APPRAISAL") == []


def test_fills_the_year_once(cast):
    made = fill_year(branch=cast.branch, year=2025, today=NEW_YEAR, by=cast.secretary)
    assert len(made) == 58
    assert {item.theme for item in made} == {""}
    assert fill_year(branch=cast.branch, year=2025, today=NEW_YEAR, by=cast.secretary) == []
    assert planning.figures_of(planning.lines_of(cast.branch, 2025, TODAY)) == planning.PlanFigures(
        58, 0, 24, 34
    )


def test_copies_last_year_without_overwriting(cast):
    refused = pytest.raises(Refused, match="2024 年没有会议计划可以沿用")
    with refused:
        copy_year(branch=cast.branch, year=2025, by=cast.secretary)
    gone = cast.second_group
    row(cast, 3, "THEME_DAY", theme="学雷锋", work_link="照明改善", year=2024)
    row(cast, 4, "THEME_DAY", theme="清明祭扫", year=2024)
    row(cast, 5, "LECTURE", theme="守纪律", year=2024)
    row(cast, 5, "LECTURE", theme="第二课", year=2024)
    row(cast, 2, "GROUP", gone, theme="一", year=2024)
    row(cast, 3, "GROUP", gone, theme="二", year=2024)
    gone.dissolved_on = date(2025, 2, 20)
    gone.save()
    row(cast, 4, "THEME_DAY", theme="植树")
    row(cast, 5, "LECTURE")
    assert copy_year(branch=cast.branch, year=2025, by=cast.secretary) == (3, 1)
    themes = sorted((item.month, item.kind, item.theme) for item in MeetingPlanItem.objects.filter(year=2025))
    assert themes == [
        (2, "GROUP", "一"),
        (3, "THEME_DAY", "学雷锋"),
        (4, "THEME_DAY", "植树"),
        (5, "LECTURE", "守纪律"),
        (5, "LECTURE", "第二课"),
    ]
    assert MeetingPlanItem.objects.get(year=2025, month=3).work_link == "照明改善"
    assert copy_year(branch=cast.branch, year=2025, by=cast.secretary) == (0, 0)


def test_nothing_is_planned_for_months_that_are_over(cast):
    hold(cast.branch, "2025-02-10 09:00", "COMMITTEE")
    rows = planning.missing_rows(cast.branch, 2025, TODAY)
    first = TODAY.month
    assert {row.month for row in rows if row.month < first} == {2}
    assert sorted(row.month for row in rows if row.kind == "COMMITTEE") == [2, *range(first, 13)]
    assert {row.month for row in planning.missing_rows(cast.branch, 2026, TODAY)} == set(range(1, 13))
