"""Rows of the year's plan among the to-dos: this month's, to those who enter them, and no meeting asked for twice."""

from datetime import date

import pytest

from core.testing import count_queries
from meetings.plan.models import MeetingPlanItem
from meetings.plan.reminders import plan_reminders
from meetings.tests.helpers import hold
from overview.compliance import lines_of
from overview.todo import todos_for

pytestmark = pytest.mark.django_db
TODAY = date(2025, 8, 20)


def plan(cast, month: int, kind: str, group=None, **fields) -> MeetingPlanItem:
    return MeetingPlanItem.objects.create(
        branch=cast.branch, year=2025, month=month, kind=kind, group=group, **fields
    )


def titles(user, cast, today: date = TODAY, year: int = 2025) -> list[str]:
    rows = todos_for(user, cast.branch, today, lines_of(cast.branch, year, today))
    return [row.title for row in rows if (not row.tone and "8月" in row.title) or "第三季度" in row.title]


def test_a_planned_row_takes_the_place_of_the_rules_reminder(cast):
    before = titles(cast.secretary, cast)
    assert before == [
        "8月支委会",
        "8月第一党小组会",
        "8月第二党小组会",
        "8月主题党日",
        "第三季度党员大会",
        "第三季度党课",
    ]
    item = plan(cast, 8, "COMMITTEE", theme="研究安全")
    plan(cast, 8, "ASSEMBLY")
    plan(cast, 8, "GROUP", cast.group)
    plan(cast, 9, "LECTURE")
    plan(cast, 7, "THEME_DAY")
    found = todos_for(cast.secretary, cast.branch, TODAY, lines_of(cast.branch, 2025, TODAY))
    (row,) = [todo for todo in found if todo.title == "8月支委会"]
    assert (row.detail, row.due_on, row.url) == (
        "年度计划　主题：研究安全",
        date(2025, 8, 31),
        f"/meetings/new/?plan={item.pk}",
    )
    # The row of the quarter replaces its rule too; rows of other months leave theirs.
    assert sorted(titles(cast.secretary, cast)) == sorted(
        ["8月支部党员大会" if title == "第三季度党员大会" else title for title in before]
    )
    assert titles(cast.group_leader, cast) == ["8月第一党小组会"]
    assert titles(cast.member, cast) == []
    hold(cast.branch, "2025-08-12", "COMMITTEE")
    assert "8月支委会" not in titles(cast.secretary, cast)


def test_the_yearly_meeting_of_january_is_asked_for_once(cast):
    today = date(2026, 1, 5)
    plan(cast, 1, "LIFE", theme="")
    MeetingPlanItem.objects.update(year=2026)
    for year in (2025, 2026):
        found = todos_for(cast.secretary, cast.branch, today, lines_of(cast.branch, year, today))
        asked = [todo.title for todo in found if "组织生活会" in todo.title]
        assert asked == ["1月组织生活会"], year


def test_reminders_cost_the_same_with_more_rows(cast):
    def cost() -> int:
        with count_queries() as counted:
            plan_reminders(cast.secretary, cast.branch, TODAY)
        return len(counted)

    hold(cast.branch, "2025-08-12", "COMMITTEE")
    plan(cast, 8, "COMMITTEE")
    cost()
    few = cost()
    for month in range(1, 13):
        plan(cast, month, "GROUP", cast.group)
        plan(cast, month, "THEME_DAY")
    assert cost() == few
