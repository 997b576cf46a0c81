"""Entering causes, measures and items."""

import pytest
from django.urls import reverse

from core import audit
from core.testing import page
from rectification.items.models import RectificationItem
from rectification.problems.models import Cause, Measure

from . import factory


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def item_data(cast, chosen, **fields):
    return {
        "problem": chosen.pk,
        "content": "每季度研讨一次",
        "mode": "IMMEDIATE",
        "leader": cast.people.committee.pk,
        "responsible": cast.people.member.pk,
        "due_on": "2026-06-30",
        "criterion": "四次研讨都有记录",
    } | fields


def test_cause_keeps_its_problems_and_tells_them_in_the_history(cast, secretary):
    first, second = factory.make_problem(cast, "甲问题"), factory.make_problem(cast, "乙问题")
    data = {"title": "办法不多", "order": "1", "problems": [first.pk, second.pk]}
    assert secretary.post(reverse("rectification:cause_create"), data).status_code == 302
    cause = Cause.objects.get()
    assert set(cause.problems.all()) == {first, second}
    url = reverse("rectification:cause_update", args=[cause.pk])
    secretary.post(url, data | {"problems": [second.pk], "lock_version": "1"})
    assert audit.entries_of(cause).first().changes["problems"]["old"] == "甲问题、乙问题"


def test_stale_measure_shows_the_differing_links(cast, secretary, client_of):
    first, second = factory.make_problem(cast, "甲问题"), factory.make_problem(cast, "乙问题")
    measure = factory.make_measure(cast, first)
    url = reverse("rectification:measure_update", args=[measure.pk])
    data = {"title": measure.title, "order": "1", "lock_version": "1"}
    client_of(cast.committee).post(url, data | {"problems": [first.pk, second.pk]})
    page = secretary.post(url, data | {"problems": []}).content.decode()
    assert "别人刚改过这条记录" in page
    assert "乙问题、甲问题" in page or "甲问题、乙问题" in page
    assert measure.problems.count() == 2


def test_measure_answers_problems_and_causes(cast, secretary):
    problem = factory.make_problem(cast)
    cause = factory.make_cause(cast, problem)
    data = {"title": "排进计划", "order": "1", "problems": [problem.pk], "causes": [cause.pk]}
    secretary.post(reverse("rectification:measure_create"), data)
    measure = Measure.objects.get()
    assert list(measure.problems.all()) == [problem]
    assert list(measure.causes.all()) == [cause]


def test_item_takes_the_year_of_its_problem(cast, client_of):
    problem = factory.make_problem(cast, year=2025)
    client = client_of(cast.secretary, year=2026)
    client.post(reverse("rectification:item_create"), item_data(cast, problem))
    item = RectificationItem.objects.get()
    assert (item.year, item.state) == (2025, "PENDING")


@pytest.mark.parametrize("name", ["problem", "content", "responsible", "due_on", "criterion"])
def test_item_needs_what_the_work_needs(name, cast, secretary):
    problem = factory.make_problem(cast)
    page = secretary.post(
        reverse("rectification:item_create"), item_data(cast, problem, **{name: ""}, goal="已写的目标")
    ).content.decode()
    assert "还没有保存" in page
    assert RectificationItem._meta.get_field(name).verbose_name in page
    assert "已写的目标" in page
    assert not RectificationItem.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"due_on": "2026-02-30"}, "有效的日期"),
        ({"mode": "LATER"}, "LATER"),
        ({"responsible": "99999999"}, "选择"),
        ({"problem": "x"}, "选择"),
        ({"content": "长" * 2001}, "2000"),
    ],
)
def test_item_with_bad_input_is_refused(changed, words, cast, secretary):
    problem = factory.make_problem(cast)
    response = secretary.post(reverse("rectification:item_create"), item_data(cast, problem, **changed))
    assert response.status_code == 200
    assert words in page(response).errors
    assert not RectificationItem.objects.exists()


def test_item_refuses_a_measure_of_another_year(cast, secretary):
    problem, measure = factory.make_problem(cast, year=2025), factory.make_measure(cast, year=2024)
    data = item_data(cast, problem, measure=measure.pk)
    assert "同一年度" in page(secretary.post(reverse("rectification:item_create"), data)).errors


def test_item_refuses_people_of_another_branch(cast, secretary):
    problem = factory.make_problem(cast)
    data = item_data(cast, problem, responsible=cast.people.outsider.pk)
    assert secretary.post(reverse("rectification:item_create"), data).status_code == 200
    assert not RectificationItem.objects.exists()


def test_closed_state_cannot_be_posted(cast, secretary):
    problem = factory.make_problem(cast)
    secretary.post(reverse("rectification:item_create"), item_data(cast, problem, state="CLOSED"))
    assert RectificationItem.objects.get().state == "PENDING"


def test_item_without_any_problem_leads_to_the_problem_form(secretary):
    page = secretary.get(reverse("rectification:item_create")).content.decode()
    assert "先登记问题" in page
