"""A problem's life across years, and the figures of the items."""

from datetime import date
from itertools import pairwise

import pytest
from django.urls import reverse

from core.testing import assert_flat_queries
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from rectification.items.services import close_item, submit_item
from rectification.items.timeline import by_framework, by_state, overdue_by_month
from rectification.problems.life import chain_of, life_of
from rectification.problems.services import confirm_repeat

from . import factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast):
    """One matter found in 2023, 2024 and 2025."""
    problems = [factory.make_problem(cast, f"{year}年的问题", year=year) for year in (2023, 2024, 2025)]
    for old, new in pairwise(problems):
        confirm_repeat(problem=new, previous=old, by=cast.secretary)
    return problems


@pytest.mark.parametrize("place", [0, 1, 2])
def test_life_is_the_same_from_whichever_year_it_is_opened(place, chain, cast):
    factory.make_problem(cast, "另一件事", year=2024)
    assert chain_of(chain[place]) == chain


def test_life_tells_each_year_what_happened_in_it(chain, cast, client_of):
    item = factory.make_item(cast, problem=chain[0], content="建考勤", state=ItemState.ACTIVE)
    submit_item(
        item=item, result="好", by=cast.secretary, on=date(2024, 5, 1), evidence=[factory.make_meeting(cast)]
    )
    close_item(item=item, by=cast.committee, on=date(2024, 6, 1))
    life = {entry.year: [event.title for event in entry.events] for entry in life_of(chain)}
    assert "查摆出问题：2023年的问题" in life[2023]
    assert {"结转到 2024 年度继续整改", "再次出现：2024年的问题", "提交复核", "同意销号"} <= set(life[2024])
    assert "再次出现：2025年的问题" in life[2025]
    url = reverse("rectification:problem_life", args=[chain[2].pk])
    page = client_of(cast.secretary).get(url).content.decode()
    assert page.index("year-2023") < page.index("year-2024") < page.index("year-2025")
    assert "3 个年度出现过" in page


def test_life_costs_the_same_with_more_rows(chain, cast, client_of):
    client, url = client_of(cast.secretary), reverse("rectification:problem_life", args=[chain[0].pk])
    factory.make_item(cast, problem=chain[0])
    assert_flat_queries(
        lambda: client.get(url), lambda: [factory.make_item(cast, problem=row) for row in chain * 3]
    )


def test_figures_count_the_rows(cast, client_of):
    problem = factory.make_problem(cast, framework_item=factory.make_framework(cast))
    today = date(2026, 7, 15)
    for state, due in (
        (ItemState.ACTIVE, date(2026, 5, 1)),
        (ItemState.PENDING, date(2026, 5, 31)),
        (ItemState.RETURNED, date(2026, 6, 30)),
        (ItemState.REVIEW, date(2026, 5, 1)),
        (ItemState.ACTIVE, date(2026, 7, 15)),
    ):
        factory.make_item(cast, problem=problem, state=state, due_on=due)
    factory.make_item(cast)
    items = list(RectificationItem.objects.for_list())
    assert {bar.label: bar.count for bar in by_state(items)} == {
        "待整改": 2,
        "整改中": 2,
        "待复核": 1,
        "退回": 1,
        "已销号": 0,
        "长期坚持": 0,
    }
    assert [(bar.label, bar.count) for bar in by_framework(items)] == [
        ("对照试验要求方面", 5),
        ("不按对照方面", 1),
    ]
    found = [(bar.label, bar.count) for bar in overdue_by_month(items, today)]
    assert found == [("2026年5月", 2), ("2026年6月", 2)]
    client = client_of(cast.secretary, year=2025)
    assert "共 6 项" in client.get(reverse("rectification:item_figures")).content.decode()


def test_list_and_board_are_filtered_by_recurrence(chain, cast, client_of):
    factory.make_item(cast, problem=chain[2], content="反复的事")
    factory.make_item(cast, problem=factory.make_problem(cast, "头一回"), content="头一回的事")
    client, url = client_of(cast.secretary, year=2025), reverse("rectification:item_list")
    for view in ("", "&view=board"):
        page = client.get(f"{url}?recurring=yes{view}").content.decode()
        assert ("反复的事" in page, "头一回的事" in page) == (True, False)
