"""What the checks find missing."""

from django.urls import reverse

from core.testing import assert_flat_queries
from rectification.problems.gaps import gaps_of

from . import factory


def _found(cast) -> dict[str, list[str]]:
    return {gap.code: [str(row) for row in gap.rows] for gap in gaps_of(cast.branch, 2025)}


def test_a_whole_chain_has_no_gap(cast):
    problem = factory.make_problem(cast, is_main=True)
    factory.make_cause(cast, problem)
    factory.make_measure(cast, problem)
    factory.make_item(cast, problem=problem)
    assert not any(_found(cast).values())


def test_names_each_missing_link(cast):
    factory.make_problem(cast, "孤零零的问题", is_main=True)
    factory.make_cause(cast, title="没有问题的原因")
    factory.make_measure(cast, title="没有问题的措施")
    assert _found(cast) == {
        "problem_cause": ["孤零零的问题"],
        "problem_measure": ["孤零零的问题"],
        "problem_named": [],
        "problem_item": ["孤零零的问题"],
        "cause_problem": ["没有问题的原因"],
        "measure_problem": ["没有问题的措施"],
    }


def test_parts_problems_that_a_measure_names_from_those_that_none_does(cast):
    factory.make_problem(cast, "党员教育管理有待加强", is_main=True)
    factory.make_problem(cast, "理论学习不系统", is_main=True)
    factory.make_measure(cast, title="抓好党员教育管理，形成制度")
    found = _found(cast)
    assert found["problem_measure"] == ["理论学习不系统"]
    assert found["problem_named"] == ["党员教育管理有待加强"]


def test_a_finding_that_is_no_main_problem_needs_only_an_item(cast):
    factory.make_problem(cast, "只是查摆")
    found = _found(cast)
    assert found["problem_item"] == ["只是查摆"]
    assert not found["problem_cause"]
    assert not found["problem_measure"]


def test_links_to_deleted_records_do_not_count(cast):
    from core import records

    problem = factory.make_problem(cast, is_main=True)
    cause, item = factory.make_cause(cast, problem), factory.make_item(cast, problem=problem)
    factory.make_measure(cast, problem)
    records.soft_delete(cause, by=cast.secretary, reason="试验")
    records.soft_delete(item, by=cast.secretary, reason="试验")
    found = _found(cast)
    assert found["problem_cause"]
    assert found["problem_item"]
    records.soft_delete(problem, by=cast.secretary, reason="试验")
    assert _found(cast)["measure_problem"]


def test_page_costs_the_same_for_many(cast, client_of):
    client = client_of(cast.secretary, year=2025)

    def add():
        for number in range(8):
            factory.make_problem(cast, f"问题{number}", is_main=True)
            factory.make_problem(cast, f"往年问题{number}", year=2024)
            factory.make_cause(cast, title=f"原因{number}")

    add()
    assert_flat_queries(lambda: client.get(reverse("rectification:checks")), add)
