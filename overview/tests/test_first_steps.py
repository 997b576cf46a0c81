"""The first steps of a new branch: told on the work bench until they are taken, and to nobody else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from branch.organisations.models import PartyGroup
from meetings.plan.models import MeetingPlanItem
from meetings.tests.helpers import hold
from overview.first_steps import SHOWN_FOR, first_steps

pytestmark = pytest.mark.django_db


def begin(branch, days_ago: int = 3) -> date:
    today = localdate()
    branch.in_use_since = today - timedelta(days=days_ago)
    branch.save()
    return today


def open_steps(cast, today: date) -> list[str]:
    steps = first_steps(cast.branch, cast.secretary, today.year, today)
    return [step.title for step in steps if not step.is_done]


def test_steps_are_told_until_all_are_taken(cast, client_of):
    today = begin(cast.branch)
    assert open_steps(cast, today) == ["排全年计划", "登记第一次会议"]
    page = client_of(cast.secretary, year=today.year).get(reverse("overview:home")).content.decode()
    assert "起步" in page
    assert "登记第一次会议" in page
    MeetingPlanItem.objects.create(branch=cast.branch, year=today.year, month=12, kind="COMMITTEE")
    assert open_steps(cast, today) == ["登记第一次会议"]
    hold(cast.branch, f"{today} 09:00", "COMMITTEE")
    assert first_steps(cast.branch, cast.secretary, today.year, today) == []
    page = client_of(cast.secretary, year=today.year).get(reverse("overview:home")).content.decode()
    assert "起步" not in page


def test_a_branch_that_has_long_begun_is_told_nothing(cast):
    today = localdate()
    assert first_steps(cast.branch, cast.secretary, today.year, today) == []
    begin(cast.branch, SHOWN_FOR.days + 1)
    assert first_steps(cast.branch, cast.secretary, today.year, today) == []


def test_groups_are_seen_and_accounts_are_opened_by_administrators_only(cast):
    today = begin(cast.branch)
    PartyGroup.objects.filter(branch=cast.branch).update(dissolved_on=today)
    steps = {step.title: step for step in first_steps(cast.branch, cast.secretary, today.year, today)}
    assert not steps["分党小组"].is_done
    assert steps["开账号"].url == ""
    steps = {step.title: step for step in first_steps(cast.branch, cast.administrator, today.year, today)}
    assert steps["开账号"].url


def test_members_see_no_steps(cast, client_of):
    begin(cast.branch)
    assert "起步" not in client_of(cast.member).get(reverse("overview:home")).content.decode()
