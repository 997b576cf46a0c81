"""A problem's life across years."""

from datetime import date

import pytest
from django.urls import reverse

from core.refusals import Refused
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from rectification.problems.services import confirm_repeat

from . import factory

# (year of the item, state, closed on) → carried into 2026?
CARRIED = [
    (2025, ItemState.PENDING, None, True),
    (2025, ItemState.CLOSED, date(2025, 12, 30), True),
    (2025, ItemState.CLOSED, None, True),
    (2024, ItemState.ACTIVE, None, True),
    (2023, ItemState.LONG_TERM, None, True),
    (2024, ItemState.CLOSED, date(2026, 3, 1), True),
    (2024, ItemState.CLOSED, date(2026, 1, 1), True),
    (2024, ItemState.CLOSED, date(2025, 12, 31), False),
    (2024, ItemState.CLOSED, None, False),
    (2026, ItemState.PENDING, None, False),
]


@pytest.mark.parametrize(("year", "state", "closed_on", "carried"), CARRIED)
def test_items_and_problems_are_carried_with_the_same_ids(year, state, closed_on, carried, cast):
    problem = factory.make_problem(cast, year=year)
    item = factory.make_item(cast, problem=problem, state=state, closed_on=closed_on)
    items = RectificationItem.objects.of_branch(cast.branch).carried_into(2026)
    problems = Problem.objects.of_branch(cast.branch).carried_into(2026)
    assert list(items) == ([item] if carried else [])
    assert list(problems) == ([problem] if carried else [])


def test_deleted_items_carry_nothing(cast):
    problem = factory.make_problem(cast, year=2023)
    item = factory.make_item(cast, problem=problem)
    item.deleted_at = "2025-01-01T00:00:00+08:00"
    item.save()
    assert not RectificationItem.objects.of_branch(cast.branch).carried_into(2026)
    assert not Problem.objects.of_branch(cast.branch).carried_into(2026)


def test_list_shows_the_year_and_what_it_took_over(cast, client_of):
    old, new = factory.make_problem(cast, year=2024), factory.make_problem(cast, year=2025)
    factory.make_item(cast, problem=old, content="去年的事")
    factory.make_item(cast, problem=new, content="今年的事")
    client = client_of(cast.secretary, year=2025)
    url = reverse("rectification:item_list")

    def shown(query=""):
        page = client.get(url + query).content.decode()
        return "去年的事" in page, "今年的事" in page

    assert shown() == (True, True)
    assert shown("?scope=own") == (False, True)
    assert shown("?scope=carried") == (True, False)


def test_problem_shows_the_one_it_repeats_and_the_next_ones_result(cast, client_of):
    old, new = factory.make_problem(cast, "学习抓得不紧", year=2024), factory.make_problem(cast, "学习仍不深")
    factory.make_item(cast, problem=old, content="去年的措施", result="去年改了一半", state=ItemState.CLOSED)
    factory.make_item(cast, problem=new, content="今年的措施")
    confirm_repeat(problem=new, previous=old, by=cast.secretary)
    client = client_of(cast.secretary, year=2025)
    page = client.get(reverse("rectification:problem_detail", args=[new.pk])).content.decode()
    assert "反复出现" in page
    assert "去年改了一半" in page
    page = client.get(reverse("rectification:problem_detail", args=[old.pk])).content.decode()
    assert "2025 年度再次出现" in page
    assert "今年的措施" in page


@pytest.mark.parametrize("year", [2025, 2026])
def test_repeat_needs_an_earlier_problem(year, cast):
    problem, other = factory.make_problem(cast, year=2025), factory.make_problem(cast, year=year)
    with pytest.raises(Refused):
        confirm_repeat(problem=problem, previous=other, by=cast.secretary)


def test_repeat_stays_within_the_branch(cast):
    problem = factory.make_problem(cast)
    foreign = factory.make_problem(cast, year=2024, branch=cast.other_branch)
    with pytest.raises(Refused):
        confirm_repeat(problem=problem, previous=foreign, by=cast.secretary)
