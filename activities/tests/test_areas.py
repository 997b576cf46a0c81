"""Work areas: order, copying, default kinds, and the activities that none of them claims."""

import pytest
from django.urls import reverse

from activities import services
from activities.kinds import registry
from activities.models import Activity, WorkArea
from activities.tests.helpers import make_activity, make_area
from core.testing import page

LIST = reverse("activities:area_list")


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def names(cast, year=2025):
    return list(
        WorkArea.objects.of_branch(cast.branch).in_year(year).in_order().values_list("name", flat=True)
    )


def test_creates_an_area_at_the_end(cast, secretary):
    make_area(cast, order=3)
    form = secretary.get(reverse("activities:area_create")).context["form"]
    assert form["order"].value() == 4
    posted = {"name": "关心群众", "order": 4, "kinds": ["visit", "service"], "meeting_kinds": ["LECTURE"]}
    answer = secretary.post(reverse("activities:area_create"), posted)
    area = WorkArea.objects.get(name="关心群众")
    assert (area.year, area.kinds, area.meeting_kinds) == (2025, ["visit", "service"], ["LECTURE"])
    page = secretary.get(answer.url).content.decode()
    assert "走访慰问帮扶" in page
    assert "党课 0 次" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "请填写名称。"),
        ({"name": "长" * 41}, "最多 40 字，现有 41 字"),
        ({"name": "学习教育"}, "2025年度已有名为“学习教育”的工作领域"),
        ({"order": "-1"}, ""),
        ({"order": "x"}, ""),
        ({"order": "99999999999"}, "顺序请填 1 到 99 的整数。"),
        ({"summary": "长" * 3001}, "最多 3000 字，现有 3001 字"),
        ({"kinds": ["visit"]}, "“走访慰问帮扶”已默认收入“学习教育”"),
        ({"kinds": ["nonsense"]}, "nonsense"),
        ({"meeting_kinds": ["nonsense"]}, "nonsense"),
    ],
)
def test_refuses_bad_input_with_a_reason(wrong, words, cast, secretary):
    make_area(cast, kinds=["visit"])
    answer = secretary.post(reverse("activities:area_create"), {"name": "新领域", "order": 2} | wrong)
    assert answer.status_code == 200
    assert words in page(answer).errors
    assert names(cast) == ["学习教育"]


def test_edits_an_area_and_keeps_its_history(cast, secretary):
    area = make_area(cast, kinds=["visit"])
    address = reverse("activities:area_update", args=[area.pk])
    posted = {"name": "联系群众", "order": 1, "kinds": ["visit", "service"], "lock_version": 1}
    assert secretary.post(address, posted).status_code == 302
    page = secretary.get(reverse("activities:area_detail", args=[area.pk])).content.decode()
    assert "联系群众" in page
    assert "走访慰问帮扶" in page
    assert secretary.post(address, posted | {"name": "又改"}).status_code == 200
    assert names(cast) == ["联系群众"]


def test_copies_last_years_areas_without_their_text(cast, secretary):
    make_area(cast, "甲", year=2024, order=1, kinds=["visit"], summary="去年的话", meeting_kinds=["LECTURE"])
    make_area(cast, "乙", year=2024, order=2)
    assert "沿用上一年的领域" in secretary.get(LIST).content.decode()
    secretary.post(reverse("activities:area_copy"), {"source": "last_year"})
    assert names(cast) == ["甲", "乙"]
    first = WorkArea.objects.get(year=2025, name="甲")
    assert (first.kinds, first.meeting_kinds, first.summary) == (["visit"], ["LECTURE"], "")


def test_begins_with_the_usual_areas(cast, secretary):
    secretary.post(reverse("activities:area_copy"), {"source": "usual"})
    areas = WorkArea.objects.of_branch(cast.branch).in_order()
    assert {area.name: area.kinds for area in areas} == registry.codes_by_area()
    assert services.default_area(cast.branch, 2025, "visit").name == registry.get("visit").area


@pytest.mark.parametrize("source", ["last_year", "usual"])
def test_never_begins_a_year_twice(source, cast, secretary):
    make_area(cast, "甲", year=2024)
    make_area(cast, "乙")
    answer = secretary.post(reverse("activities:area_copy"), {"source": source}, follow=True)
    assert "2025年度已经有工作领域" in page(answer).messages
    assert names(cast) == ["乙"]


@pytest.mark.usefixtures("cast")
def test_nothing_to_copy_is_said(secretary):
    answer = secretary.post(reverse("activities:area_copy"), {"source": "last_year"}, follow=True)
    assert "2024年度没有工作领域可以沿用" in page(answer).messages


def test_moves_an_area(cast, secretary):
    areas = [make_area(cast, name, order=order) for order, name in enumerate("甲乙丙", start=1)]
    move = reverse("activities:area_move", args=[areas[2].pk])
    secretary.post(move, {"direction": "up"})
    assert names(cast) == ["甲", "丙", "乙"]
    secretary.post(move, {"direction": "down"})
    secretary.post(move, {"direction": "down"})
    assert names(cast) == ["甲", "乙", "丙"]


def test_lists_what_belongs_to_no_area_and_assigns_it(cast, secretary):
    area = make_area(cast, kinds=["visit"])
    claimed = make_activity(cast, "visit", work_area=area)
    lost, other = make_activity(cast, "visit", title="无主走访"), make_activity(cast, "mood")
    response = secretary.get(LIST)
    assert set(response.context["unclaimed"]) == {lost, other}
    assert claimed.title not in response.content.decode().split("未归入领域的活动")[1].split("无主走访")[0]
    secretary.post(reverse("activities:area_assign"))
    assert list(Activity.objects.without_area()) == [other]
    answer = secretary.post(reverse("activities:area_assign"), follow=True)
    assert "没有可以自动归入的活动" in page(answer).messages


def test_an_area_with_activities_is_not_deleted(cast, secretary):
    area = make_area(cast)
    activity = make_activity(cast, work_area=area)
    address = reverse("core:record_delete", args=["activities.workarea", area.pk])
    answer = secretary.post(address, {"reason": "重复"})
    assert "还有 1 次活动归在“学习教育”" in answer.content.decode()
    activity_address = reverse("core:record_delete", args=["activities.activity", activity.pk])
    assert secretary.post(activity_address, {"reason": "重复登记"}).status_code == 302
    assert secretary.post(address, {"reason": "重复"}).status_code == 302
    assert names(cast) == []


def test_exports_the_areas(cast, secretary):
    make_area(cast, kinds=["visit"])
    answer = secretary.get(LIST + "?format=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
