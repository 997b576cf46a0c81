"""The pages on which writers give tasks and watch them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core import audit
from core.testing import assert_flat_queries, make_member
from study.reading.models import StudyMaterial
from study.tasks import services
from study.tasks.models import StudyTask

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(today, material):
    return {
        "title": "读一遍条例",
        "material": material.pk,
        "form": "SELF",
        "hours": "2",
        "audience": "ALL",
        "starts_on": today.isoformat(),
        "due_on": (today + timedelta(days=7)).isoformat(),
        "year": today.year,
        "form_token": "token-1",
    }


def stored(task) -> dict:
    """What an edit form posts back unchanged."""
    names = ("title", "form", "hours", "audience", "year", "lock_version", "requirement")
    return {name: getattr(task, name) for name in names} | {
        "starts_on": task.starts_on.isoformat(),
        "due_on": task.due_on.isoformat(),
    }


def sheet_rows(response) -> list[tuple]:
    return list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))


def test_gives_a_task_to_all_and_notes_who_got_it(cast, client_of, posted):
    response = client_of(cast.secretary).post(reverse("study:task_create"), posted)
    task = StudyTask.objects.get()
    assert response.url == reverse("study:task_detail", args=[task.pk])
    assert task.assignments.count() == 10
    assert task.created_by == cast.secretary
    entry = audit.entries_of(task).get()
    assert "周试五" in entry.changes["members"]["new"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"title": ""}, "任务名称"),
        ({"title": "  "}, "任务名称"),
        ({"title": "长" * 201}, "200"),
        ({"due_on": ""}, "截止日期"),
        ({"due_on": "2001-01-01"}, "早于开始日期"),
        ({"due_on": "明天"}, "日期"),
        ({"starts_on": "2025-02-30"}, "日期"),
        ({"hours": "-1"}, "学时"),
        ({"hours": "1000"}, "学时"),
        ({"hours": "二"}, "学时"),
        ({"hours": "NaN"}, "学时"),
        ({"year": "1800"}, "所属年度"),
        ({"year": "1999"}, "对不上"),
        ({"year": "x"}, "所属年度"),
        ({"audience": "NOBODY"}, "学习对象"),
        ({"audience": "GROUP"}, "请选择是哪个党小组"),
        ({"audience": "GROUP", "group": "999999"}, "党小组"),
        ({"audience": "CHOSEN"}, "至少勾选一名党员"),
        ({"audience": "CHOSEN", "chosen": ["999999"]}, "指定党员"),
        ({"audience": "CHOSEN", "chosen": ["x"]}, "指定党员"),
        ({"material": "999999"}, "学习材料"),
        ({"meeting": "999999"}, "关联会议"),
        ({"form": "SLEEP"}, "学习形式"),
    ],
)
def test_says_what_is_wrong_and_saves_nothing(cast, client_of, posted, bad, says):
    response = client_of(cast.secretary).post(reverse("study:task_create"), posted | bad)
    assert response.status_code == 200
    page = response.content.decode()
    assert "还没有保存" in page
    errors = " ".join(f"{name}{text}" for name, text in response.context["form"].errors.items())
    labels = " ".join(
        response.context["form"][n].label for n in response.context["form"].errors if n != "__all__"
    )
    assert says in errors + labels
    assert not StudyTask.objects.exists()
    if "title" not in bad:
        assert "读一遍条例" in page


def test_refuses_members_and_materials_of_another_branch(cast, client_of, posted):
    foreign = StudyMaterial.objects.create(branch=cast.other_branch, title="外面的", category="OTHER")
    bad = {"material": foreign.pk, "audience": "CHOSEN", "chosen": [cast.people.outsider.pk]}
    response = client_of(cast.secretary).post(reverse("study:task_create"), posted | bad)
    assert set(response.context["form"].errors) == {"material", "chosen"}


def test_editing_words_leaves_the_list_alone(cast, client_of, give):
    task = give()
    make_member(cast.branch, "何新来")
    client_of(cast.secretary).post(
        reverse("study:task_update", args=[task.pk]), stored(task) | {"title": "改了名字"}
    )
    task.refresh_from_db()
    assert task.title == "改了名字"
    assert task.assignments.alive().count() == 10


def test_changing_the_audience_changes_the_list_but_keeps_completed_ones(
    cast, client_of, give, share_of, today
):
    task = give()
    services.complete_task(assignment=share_of(task, cast.people.member), on=today, by=cast.member)
    client_of(cast.secretary).post(
        reverse("study:task_update", args=[task.pk]),
        stored(task) | {"audience": "CHOSEN", "chosen": [cast.people.extra1.pk]},
    )
    assert {a.member.name for a in task.assignments.alive()} == {"周试五", "郑试1"}


def test_corrected_hours_count_for_those_who_completed(cast, client_of, give, share_of, today):
    task = give()
    share = share_of(task, cast.people.member)
    services.complete_task(assignment=share, on=today, by=cast.member)
    client_of(cast.secretary).post(
        reverse("study:task_update", args=[task.pk]), stored(task) | {"hours": "6"}
    )
    share.refresh_from_db()
    assert share.hours_done == 6
    assert share_of(task, cast.people.extra1).hours_done == 0


def test_filters_and_exports_what_is_filtered(cast, client_of, give, today):
    give(title="条例学习", form="LED")
    give(title="讲话学习", due_on=today - timedelta(days=1))
    client = client_of(cast.secretary)
    url = reverse("study:task_list")

    def titles(**query):
        return {task.title for task in client.get(url, query).context["page"]}

    assert titles() == {"条例学习", "讲话学习"}
    assert titles(q="条例") == {"条例学习"}
    assert titles(form="LED") == {"条例学习"}
    assert titles(state="overdue") == {"讲话学习"}
    assert titles(state="open") == {"条例学习"}
    assert titles(state="done") == set()
    assert titles(audience="GROUP") == set()
    assert titles(period=(today.month - 1) // 3 + 1, q="条例") <= {"条例学习"}
    rows = sheet_rows(client.get(url, {"q": "条例", "format": "xlsx"}))
    assert [row[1] for row in rows[2:]] == ["条例学习"]


@pytest.mark.parametrize(
    "query",
    ["?sort=nonsense", "?sort=-hours", "?page=99", "?page=x", "?state=bad", "?period=9", "?q=" + "长" * 99],
)
def test_odd_addresses_are_harmless(cast, client_of, give, query):
    give()
    for name in ("task_list", "material_list", "reflection_list", "overdue_list", "progress"):
        assert client_of(cast.secretary).get(reverse(f"study:{name}") + query).status_code == 200


def test_exports_hours_members_by_tasks(cast, client_of, give, share_of, today):
    task = give(title="=读条例")
    services.complete_task(assignment=share_of(task, cast.people.member), on=today, by=cast.member)
    rows = sheet_rows(client_of(cast.secretary).get(reverse("study:progress"), {"format": "xlsx"}))
    assert rows[1][12] == "=读条例（2 学时）"
    (mine,) = [row for row in rows if row[1] == "周试五"]
    assert (mine[3:7], mine[9:11], mine[12]) == ((2, 2, 0, 32), (1, 1), "已完成")


def test_lists_who_is_overdue(cast, client_of, give, share_of, today):
    task = give(due_on=today - timedelta(days=3))
    services.complete_task(assignment=share_of(task, cast.people.member), on=today, by=cast.member)
    give(title="还没到期")
    url = reverse("study:overdue_list")
    page = client_of(cast.secretary).get(url)
    assert len(page.context["page"]) == 9
    assert page.content.decode().count("逾 3 天") == 9
    assert len(client_of(cast.group_leader).get(url).context["page"]) == 3
    assert len(client_of(cast.secretary).get(url, {"q": "郑试1"}).context["page"]) == 1
    exported = sheet_rows(client_of(cast.secretary).get(url, {"format": "xlsx"}))
    assert len(exported) == 2 + 9


@pytest.mark.parametrize("name", ["task_list", "progress", "overdue_list"])
def test_pages_cost_the_same_with_more_rows(cast, client_of, give, today, name):
    give(due_on=today - timedelta(days=1))
    client = client_of(cast.secretary)

    def add_rows():
        for number in range(6):
            make_member(cast.branch, f"何新{number}", group=cast.group)
            give(title=f"任务{number}", due_on=today - timedelta(days=1))

    assert_flat_queries(lambda: client.get(reverse(f"study:{name}")), add_rows)


def test_a_task_page_costs_the_same_with_more_members(cast, client_of, give, today):
    task = give()
    client = client_of(cast.secretary)

    def add_rows():
        for number in range(6):
            make_member(cast.branch, f"何新{number}", group=cast.group)
        services.refresh_list(task=task, on=today, by=cast.secretary)

    assert_flat_queries(lambda: client.get(reverse("study:task_detail", args=[task.pk])), add_rows)


def test_the_button_says_who_came_and_went(cast, client_of, give):
    task = give()
    make_member(cast.branch, "何新来")
    url = reverse("study:task_refresh", args=[task.pk])
    page = client_of(cast.secretary).post(url, follow=True).content.decode()
    assert "新增 1 人（何新来）" in page
    assert "名单和名册一致" in client_of(cast.secretary).post(url, follow=True).content.decode()
