"""Entering and editing problems with their 具体表现, sources and merged opinions."""

import pytest
from django.urls import reverse

from core import audit
from core.models import AuditEntry
from rectification.opinions.models import Opinion
from rectification.problems.models import Problem

from . import factory

CREATE = "rectification:problem_create"


def problem_data(*points, prefix="points", **fields):
    """A problem's form as the browser posts it."""
    data = {
        "title": "学习计划执行不紧",
        "owner": "BRANCH",
        "is_finding": "on",
        "order": "1",
        f"{prefix}-TOTAL_FORMS": str(len(points)),
        f"{prefix}-INITIAL_FORMS": "0",
        f"{prefix}-MIN_NUM_FORMS": "0",
        f"{prefix}-MAX_NUM_FORMS": "20",
    }
    for number, text in enumerate(points):
        data[f"{prefix}-{number}-text"] = text
    return data | fields


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def test_saves_points_in_order_without_the_empty_rows(cast, secretary):
    response = secretary.post(reverse(CREATE), problem_data("有的学习没有讨论", "  ", "体会照抄材料"))
    problem = Problem.objects.get()
    assert response.url == reverse("rectification:problem_detail", args=[problem.pk])
    assert [(p.order, p.text) for p in problem.points.all()] == [(1, "有的学习没有讨论"), (2, "体会照抄材料")]
    assert (problem.branch, problem.year, problem.created_by) == (cast.branch, 2025, cast.secretary)


def test_history_shows_points_and_sources_old_and_new(cast, secretary):
    problem = factory.make_problem(cast, points=("甲", "乙"))
    url = reverse("rectification:problem_update", args=[problem.pk])
    data = problem_data("甲", "丙", lock_version="1", sources=["MASSES"], title=problem.title)
    assert secretary.post(url, data).status_code == 302
    changes = audit.entries_of(problem).first().changes
    assert changes["points"] == {
        "label": "具体表现",
        "old": "1. 甲\n2. 乙",
        "new": "1. 甲\n2. 丙",
        "restricted": False,
    }
    assert changes["sources"]["new"] == "群众提"


def test_merged_opinions_are_kept_counted_and_give_their_source(cast, secretary):
    first, second = (
        factory.make_opinion(cast),
        factory.make_opinion(cast, "定了的事没人跟", source="SUPERIOR"),
    )
    page = secretary.get(f"{reverse(CREATE)}?opinion={first.pk}&opinion={second.pk}").content.decode()
    assert page.count("checked") >= 3
    secretary.post(reverse(CREATE), problem_data(opinions=[first.pk, second.pk]))
    problem = Problem.objects.get()
    assert problem.sources == ["MASSES", "SUPERIOR"]
    assert problem.opinions.count() == 2
    assert audit.entries_of(first).first().changes["problem"]["new"] == problem.title
    assert audit.entries_of(problem).first().changes["opinions"]["new"] == "2 条"


def test_unticked_opinion_is_free_again(cast, secretary):
    opinion = factory.make_opinion(cast)
    secretary.post(reverse(CREATE), problem_data(opinions=[opinion.pk]))
    problem = Problem.objects.get()
    url = reverse("rectification:problem_update", args=[problem.pk])
    secretary.post(url, problem_data(lock_version="1"))
    opinion.refresh_from_db()
    assert opinion.problem is None


def test_opinion_of_a_deleted_problem_can_be_merged_again(cast, secretary):
    opinion = factory.make_opinion(cast)
    secretary.post(reverse(CREATE), problem_data(opinions=[opinion.pk]))
    url = reverse("core:record_delete", args=["rectification.problem", Problem.objects.get().pk])
    secretary.post(url, {"reason": "重复"})
    assert "共 1 条" in secretary.get(reverse("rectification:opinion_list") + "?merged=no").content.decode()
    secretary.post(reverse(CREATE), problem_data(opinions=[opinion.pk], title="另一个问题"))
    opinion.refresh_from_db()
    assert opinion.answered_by.title == "另一个问题"


def test_number_follows_the_last_one(cast, secretary):
    factory.make_problem(cast)
    factory.make_problem(cast)
    assert 'value="3"' in secretary.get(reverse(CREATE)).content.decode()
    assert factory.make_problem(cast).order == 3


def test_stale_edit_is_refused_with_both_texts_and_points(cast, secretary, client_of):
    problem = factory.make_problem(cast, points=("甲",))
    url = reverse("rectification:problem_update", args=[problem.pk])
    client_of(cast.committee).post(url, problem_data("乙", lock_version="1", title="别人改的"))
    response = secretary.post(url, problem_data("丙", lock_version="1", title="我改的"))
    page = response.content.decode()
    assert response.status_code == 200
    for text in ("别人改的", "我改的", "乙", "丙"):
        assert text in page
    problem.refresh_from_db()
    assert problem.title == "别人改的"
    assert [point.text for point in problem.points.all()] == ["乙"]
    # The page that came back carries the present version: pressing 保存 again is a decision.
    again = problem_data("丙", lock_version=str(problem.lock_version), title="我改的")
    assert secretary.post(url, again).status_code == 302


BAD_INPUTS = {
    "no wording": ({"title": " "}, "请填写问题表述"),
    "wording too long": ({"title": "长" * 301}, "300"),
    "in no section of the report": ({"is_finding": ""}, "请至少选一项"),
    "member without a name": ({"owner": "MEMBER"}, "请选择是哪一名党员"),
    "unknown owner": ({"owner": "NOBODY"}, "NOBODY"),
    "unknown source": ({"sources": ["GOSSIP"]}, "GOSSIP"),
    "number is no number": ({"order": "十"}, "整数"),
    "number too large": ({"order": "9" * 30}, "小于或等于"),
    "framework item that is none": ({"framework_item": "987654"}, "选择"),
    "framework item that is no number": ({"framework_item": "x"}, "选择"),
    "opinion that is none": ({"opinions": ["987654"]}, "987654"),
    "opinion number too large": ({"opinions": ["9" * 30]}, "9"),
    "point too long": ({"points-0-text": "长" * 1001}, "1000"),
    "rows without their count": ({"points-TOTAL_FORMS": ""}, "ManagementForm"),
    "more rows than there may be": ({"points-TOTAL_FORMS": "5000"}, ""),
    "zero bytes": ({"title": "问题\x00"}, "空字符"),
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_says_what_is_wrong_and_saves_nothing(case, cast, secretary):
    factory.make_opinion(cast)
    changed, words = BAD_INPUTS[case]
    entries = AuditEntry.objects.count()
    response = secretary.post(reverse(CREATE), problem_data("甲", description="已经写好的内容") | changed)
    if case == "more rows than there may be":
        assert response.status_code in (200, 302)
        return
    assert response.status_code == 200
    page = response.content.decode()
    assert words in page
    assert "已经写好的内容" in page
    assert not Problem.objects.exists()
    assert AuditEntry.objects.count() == entries


def test_refuses_another_branchs_framework_item(cast, secretary):
    foreign = factory.make_framework(cast)
    foreign.branch = cast.other_branch
    foreign.save()
    response = secretary.post(reverse(CREATE), problem_data(framework_item=foreign.pk))
    assert response.status_code == 200
    assert not Problem.objects.exists()


def test_problem_with_items_is_not_deleted(cast, secretary):
    problem = factory.make_problem(cast)
    item = factory.make_item(cast, problem=problem)
    url = reverse("core:record_delete", args=["rectification.problem", problem.pk])
    assert "还有 1 项整改事项" in secretary.post(url, {"reason": "重复"}).content.decode()
    secretary.post(
        reverse("core:record_delete", args=["rectification.rectificationitem", item.pk]), {"reason": "重复"}
    )
    assert secretary.post(url, {"reason": "重复"}).status_code == 302
    assert not Problem.objects.alive().exists()
    restore = reverse("core:record_restore", args=["rectification.problem", problem.pk])
    assert secretary.post(restore).status_code == 302
    assert Problem.objects.alive().exists()


def test_opinion_holds_nothing_about_who_said_it(cast, client_of):
    names = {field.name for field in Opinion._meta.get_fields()}
    assert not names & {"author", "member", "name", "contact", "ip", "session", "user"}
    client = client_of(cast.secretary, year=2025)
    client.post(
        reverse("rectification:opinion_create"),
        {"collected_on": "2025-12-01", "source": "MASSES", "about": "BRANCH", "text": "会开得太长"},
    )
    opinion = Opinion.objects.get()
    changes = audit.entries_of(opinion).first().changes
    assert set(changes) <= {"branch", "created_by", "year", "source", "collected_on", "about", "text"}


def test_opinion_form_goes_on_to_the_next_one(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    url = reverse("rectification:opinion_create")
    data = {
        "collected_on": "2025-12-01",
        "source": "SUPERIOR",
        "about": "BRANCH",
        "text": "检查少",
        "again": "1",
    }
    assert client.post(url, data).url == f"{url}?source=SUPERIOR"


def test_opinion_of_tomorrow_is_refused(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    data = {"collected_on": "2999-12-01", "source": "MASSES", "about": "BRANCH", "text": "检查少"}
    page = client.post(reverse("rectification:opinion_create"), data).content.decode()
    assert "2999-12-01 还没有到" in page
    assert not Opinion.objects.exists()
