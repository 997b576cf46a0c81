"""The year's plan: its lines, the task made from one in a click, and what of it is done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core.refusals import Refused
from core.testing import assert_flat_queries, page
from study.enums import PERIOD_SPANS, PlanState, StudyPeriod
from study.plan.models import PlanItem
from study.plan.services import give_plan_item, overview
from study.tasks.models import StudyTask
from study.tasks.services import complete_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast, today):
    """`plan(period=…, topic=…)`: a stored line of this year's plan."""

    def make(**fields) -> PlanItem:
        values = {
            "branch": cast.branch,
            "year": today.year,
            "period": "12Q",
            "topic": "学党章",
            "hours": Decimal(4),
        }
        return PlanItem.objects.create(**{**values, **fields})

    return make


def line(item) -> PlanItem:
    return PlanItem.objects.for_list().get(pk=item.pk)


def test_periods_cover_each_month_and_quarter_and_sort_by_time():
    assert list(StudyPeriod.values) == sorted(StudyPeriod.values)
    assert PERIOD_SPANS["02"](2024) == (date(2024, 2, 1), date(2024, 2, 29))
    assert PERIOD_SPANS["03Q"](2025) == (date(2025, 1, 1), date(2025, 3, 31))
    assert PERIOD_SPANS["12Q"](2025) == (date(2025, 10, 1), date(2025, 12, 31))


def test_one_click_makes_the_task(cast, client_of, plan, material, today):
    item = plan(
        material=material, form="DISCUSSION", needs_reflection=True, is_training=True, hours_basis="半天 × 1"
    )
    answer = client_of(cast.secretary).post(reverse("study:plan_give", args=[item.pk]))
    task = StudyTask.objects.get()
    assert answer.url == reverse("study:task_detail", args=[task.pk])
    copied = (task.title, task.form, task.hours, task.material, task.plan_item, task.year, task.hours_basis)
    assert copied == ("学党章", "DISCUSSION", 4, material, item, today.year, "半天 × 1")
    assert (task.starts_on, task.due_on) == (item.starts_on, item.ends_on)
    assert task.needs_reflection
    assert task.is_training
    assert task.assignments.count() == 10
    assert "已布置" in client_of(cast.member).get(reverse("study:plan_list")).content.decode()


def test_a_second_click_makes_no_second_task(cast, client_of, plan):
    item = plan()
    for _ in range(2):
        client_of(cast.secretary).post(reverse("study:plan_give", args=[item.pk]))
    assert StudyTask.objects.count() == 1


def test_a_period_that_is_over_leads_to_the_form(cast, client_of, plan, today):
    item = plan(period="01", year=today.year - 1, audience="GROUP", group=cast.group)
    with pytest.raises(Refused, match="已经过了"):
        give_plan_item(item=item, on=today, by=cast.secretary)
    form = client_of(cast.secretary).get(reverse("study:task_create"), {"plan_item": item.pk}).context["form"]
    assert (form["title"].value(), form["hours"].value(), form["audience"].value()) == ("学党章", 4, "GROUP")
    assert form["plan_item"].value() in (item, item.pk)
    for strange in ("x", "9" * 30, "0"):
        page = client_of(cast.secretary).get(reverse("study:task_create"), {"plan_item": strange})
        assert page.status_code == 200


def test_the_form_of_a_task_names_its_line(cast, client_of, plan, today):
    item = plan()
    data = {
        "title": "补学党章", "form": "SELF", "hours": "2", "audience": "ALL", "starts_on": f"{today}",
        "due_on": f"{today}", "year": today.year, "plan_item": item.pk,
    }  # fmt: skip
    assert client_of(cast.secretary).post(reverse("study:task_create"), data).status_code == 302
    assert line(item).state_on(today) == PlanState.GIVEN


def test_states_and_figures_follow_the_tasks(cast, plan, today):
    year_end = date(today.year, 12, 31)
    planned, given, done = plan(), plan(), plan(audience="COMMITTEE", is_training=True)
    missed = plan(period="01")
    for item in (given, done):
        give_plan_item(item=item, on=today, by=cast.secretary)
    for share in done.tasks.get().assignments.select_related("task", "member"):
        complete_task(assignment=share, on=max(today, done.starts_on), by=None)
    on = max(today, date(today.year, 2, 1))
    states = [line(item).state_on(on) for item in (planned, given, done, missed)]
    assert states == [PlanState.PLANNED, PlanState.GIVEN, PlanState.DONE, PlanState.MISSED]
    figures = overview(PlanItem.objects.for_list(), on)
    assert (figures.planned, figures.given, figures.done, figures.missed) == (4, 2, 1, 1)
    assert (figures.hours_for_all, figures.hours_for_committee, figures.has_training) == (12, 16, True)
    assert line(planned).state_on(year_end + timedelta(days=1)) == PlanState.MISSED


def test_last_years_plan_is_taken_over_once(cast, client_of, plan, today, material):
    plan(year=today.year - 1, topic="学条例", period="03", material=material, form="LED")
    url, client = reverse("study:plan_copy"), client_of(cast.secretary)
    for _ in range(2):
        client.post(url)
    copy = PlanItem.objects.get(year=today.year)
    assert (copy.topic, copy.period, copy.form, copy.material) == ("学条例", "03", "LED", None)


def test_a_line_with_a_task_stays(cast, client_of, plan, today):
    item = plan()
    give_plan_item(item=item, on=today, by=cast.secretary)
    url = reverse("core:record_delete", args=["study.planitem", item.pk])
    assert "已经布置成学习任务" in client_of(cast.secretary).post(url, {"reason": "x"}).content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"topic": ""}, "请填写学习主题"),
        ({"period": "13"}, "13"),
        ({"year": "1800"}, "1921"),
        ({"hours": ""}, "请填写学时"),
        ({"hours": "999"}, "200"),
        ({"audience": "CHOSEN"}, "CHOSEN"),
        ({"audience": "GROUP"}, "请选择是哪个党小组"),
        ({"material": "999999"}, "学习材料"),
    ],
)
def test_bad_lines_are_answered_and_not_saved(cast, client_of, today, changes, says):
    data = {
        "year": today.year,
        "period": "06",
        "topic": "学党史",
        "form": "LED",
        "hours": "4",
        "audience": "ALL",
    }
    answer = client_of(cast.secretary).post(reverse("study:plan_create"), {**data, **changes})
    assert answer.status_code == 200
    assert says in page(answer).errors
    assert not PlanItem.objects.exists()


def test_plan_is_filtered_exported_and_costs_the_same_with_many(cast, client_of, plan):
    plan(), plan(period="01", form="SELF")
    client, url = client_of(cast.secretary), reverse("study:plan_list")
    assert [item.period for item, _, _ in client.get(url).context["rows"]] == ["01", "12Q"]
    assert len(client.get(url, {"period": "1"}).context["rows"]) == 1
    assert len(client.get(url, {"form": "LED", "state": "DONE"}).context["rows"]) == 0
    assert client.get(url, {"format": "xlsx"})["Content-Type"].endswith("sheet")
    assert_flat_queries(lambda: client.get(url), lambda: [plan(topic=f"主题{n}") for n in range(20)])
