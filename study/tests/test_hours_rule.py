"""Rule P4: 32 and 56 hours, one 集中培训, and a naive recount on random data."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.enums import RuleState
from core.testing import count_queries
from study.hours import reckoning
from study.hours.rules import FAMILY
from study.tasks import services
from study.tasks.models import StudyAssignment

pytestmark = pytest.mark.django_db


def line(branch, year, today, explained=frozenset()):
    (only,) = FAMILY.evaluate(FAMILY.situation(branch, year, today, explained))
    (result,) = only.results
    return result


def complete_all(task, today):
    for share in task.assignments.select_related("task", "member"):
        services.complete_task(assignment=share, on=today, by=None)


@pytest.mark.parametrize(
    ("member_hours", "committee_hours", "training", "reached"),
    [
        ("31.5", "24.5", True, 3),
        ("32", "23.5", True, 7),
        ("32", "24", False, 7),
        ("32", "24", True, 10),
    ],
)
def test_counts_who_reached_it(cast, give, today, member_hours, committee_hours, training, reached):
    complete_all(give(hours=Decimal(member_hours)), today)
    complete_all(give(hours=Decimal(committee_hours), audience="COMMITTEE", is_training=training), today)
    result = line(cast.branch, today.year, today)
    assert (result.count, result.needed) == (reached, 10)
    assert result.state == (RuleState.MET if reached == 10 else RuleState.PENDING)


def test_is_overdue_after_the_year_and_answered_by_a_reason(cast, give, today):
    give()
    later = date(today.year + 1, 1, 1)
    assert line(cast.branch, today.year, later).state == RuleState.OVERDUE
    explained = frozenset({("P4", str(today.year), "")})
    assert line(cast.branch, today.year, later, explained).state == RuleState.EXPLAINED


def test_does_not_apply_without_members(cast, today):
    from core.testing import make_organisation

    empty = make_organisation("gamma", parent=cast.committee_org)
    assert line(empty, today.year, today).state == RuleState.NOT_APPLICABLE


def test_loads_in_a_constant_number_of_queries(cast, give, today):
    give()
    with count_queries() as few:
        FAMILY.load(cast.branch, today.year, today)
    for number in range(6):
        complete_all(give(title=f"任务{number}"), today)
    with count_queries() as many:
        FAMILY.load(cast.branch, today.year, today)
    assert len(few) == len(many) == 6


def test_equals_a_naive_recount_on_random_data(cast, give, today):
    draw = random.Random(20)
    for number in range(12):
        task = give(
            title=f"任务{number}",
            hours=Decimal(draw.randint(1, 40)) / 2,
            year=today.year - (number % 5 == 0),
            due_on=today + timedelta(days=draw.randint(0, 9)),
        )
        for share in task.assignments.select_related("task", "member"):
            if draw.random() < 0.6:
                services.complete_task(assignment=share, on=today, by=None)
    for standing in reckoning.standings(cast.branch, today.year, today):
        naive = Decimal(0)
        for share in StudyAssignment.objects.all():
            if share.member == standing.member and share.completed_on and share.task.year == today.year:
                naive += share.task.hours
        assert standing.hours == naive
