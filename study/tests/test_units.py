"""The conversion table: the branch's own, used wherever hours are entered."""

from decimal import Decimal

import pytest
from django.urls import reverse

from study.hours.models import HourUnit
from study.hours.reckoning import converted, units_of
from study.plan.models import PlanItem
from study.tasks.models import StudyTask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "count", "hours"),
    [("小时", "1.5", "1.5"), ("半天", "3", "12"), ("天", "0.5", "4"), ("天", "2", "16")],
)
def test_the_usual_table(cast, name, count, hours):
    unit = next(unit for unit in units_of(cast.branch) if unit.name == name)
    assert converted(unit, Decimal(count))[0] == Decimal(hours)


def test_is_adopted_once_by_the_secretary_and_changed_from_there(cast, client_of):
    client = client_of(cast.secretary)
    for _ in range(2):
        client.post(reverse("study:unit_adopt"))
    half = HourUnit.objects.get(name="半天")
    assert HourUnit.objects.count() == 3
    data = {
        "name": "半天",
        "hours": "3.5",
        "source": "公司党委〔2025〕3 号",
        "lock_version": half.lock_version,
    }
    client.post(reverse("study:unit_update", args=[half.pk]), data)
    half.refresh_from_db()
    assert converted(half, Decimal(3)) == (
        Decimal("10.5"),
        "半天 × 3，半天 = 3.5 学时（公司党委〔2025〕3 号）",
    )
    page = client_of(cast.member).get(reverse("study:unit_list")).content.decode()
    assert "公司党委〔2025〕3 号" in page
    assert HourUnit.objects.filter(branch=cast.other_branch).count() == 0


def test_a_changed_table_leaves_what_was_reckoned(cast, client_of, today):
    HourUnit.objects.create(branch=cast.branch, name="课时", hours=Decimal("0.5"), source="党校")
    data = {"year": today.year, "period": "06", "topic": "学", "form": "LED", "audience": "ALL"}
    data |= {"unit": "课时", "unit_count": "6"}
    client = client_of(cast.secretary)
    assert client.post(reverse("study:plan_create"), data).status_code == 302
    item = PlanItem.objects.get()
    assert (item.hours, item.hours_basis) == (3, "课时 × 6，课时 = 0.5 学时（党校）")
    HourUnit.objects.update(hours=2)
    edit = reverse("study:plan_update", args=[item.pk])
    form = {
        **data,
        "hours": "3",
        "unit": "",
        "unit_count": "",
        "topic": "学习",
        "lock_version": item.lock_version,
    }
    client.post(edit, form)
    item.refresh_from_db()
    assert (item.topic, item.hours, item.hours_basis) == ("学习", 3, "课时 × 6，课时 = 0.5 学时（党校）")
    client.post(edit, {**form, "hours": "5", "lock_version": item.lock_version})
    item.refresh_from_db()
    assert (item.hours, item.hours_basis) == (5, "")


def test_a_tasks_hours_follow_the_table_and_correct_those_who_finished(
    cast, client_of, give, share_of, today
):
    from study.tasks import services

    task = give(hours=Decimal(2))
    share = share_of(task, cast.people.member)
    services.complete_task(assignment=share, on=today, by=cast.member)
    data = {
        "title": task.title, "form": "SELF", "audience": "ALL", "starts_on": f"{task.starts_on}",
        "due_on": f"{task.due_on}", "year": task.year, "hours": "2", "unit": "天", "unit_count": "1",
        "lock_version": task.lock_version,
    }  # fmt: skip
    assert (
        client_of(cast.secretary).post(reverse("study:task_update", args=[task.pk]), data).status_code == 302
    )
    share.refresh_from_db()
    assert (StudyTask.objects.get().hours, share.hours_done) == (8, 8)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "请填写单位"),
        ({"name": " 半 天"}, "已有换算"),
        ({"hours": "0"}, "0.1"),
        ({"hours": "25"}, "24"),
        ({"hours": "x"}, "数"),
        ({"source": ""}, "请填写依据"),
    ],
)
def test_bad_lines_are_answered(cast, client_of, changes, says):
    HourUnit.objects.create(branch=cast.branch, name="半天", hours=Decimal(4), source="惯例")
    data = {"name": "课时", "hours": "1", "source": "党校", **changes}
    answer = client_of(cast.secretary).post(reverse("study:unit_create"), data)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert HourUnit.objects.count() == 1
