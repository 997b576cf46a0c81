"""What writers enter: a completion done elsewhere, a 心得 handed in elsewhere; and members' own 心得."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import audit
from core.testing import assert_flat_queries
from study.reading.models import Reflection, StudyMaterial

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(cast, today):
    return {
        "member": cast.people.member.pk,
        "channel": "WECHAT_GROUP",
        "written_on": (today - timedelta(days=10)).isoformat(),
        "body": "群里写的心得。",
        "form_token": "token-1",
    }


def test_enters_a_completion_with_its_text(cast, client_of, give, share_of, today):
    share = share_of(give(needs_reflection=True), cast.people.member)
    client_of(cast.committee).post(
        reverse("study:assignment_complete", args=[share.pk]),
        {"completed_on": today.isoformat(), "channel": "ONSITE", "body": "现场写的。"},
    )
    share.refresh_from_db()
    assert (share.completed_on, share.hours_done) == (today, 2)
    reflection = Reflection.objects.get()
    assert (reflection.channel, reflection.member) == ("ONSITE", cast.people.member)
    assert reflection.is_entered_for_member
    assert audit.entries_of(share).first().actor_name == "钱试二"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"completed_on": ""}, "请填写完成日期"),
        ({"completed_on": "2999-01-01"}, "还没有到"),
        ({"completed_on": "2001-01-01"}, "不能早于"),
        ({"completed_on": "昨天"}, "日期"),
        ({"channel": "SYSTEM"}, "channel"),
        ({"channel": ""}, "从哪里交的"),
        ({"body": ""}, "粘贴心得正文"),
        ({"channel": "", "body": ""}, "要求写心得"),
    ],
)
def test_a_bad_entry_is_answered_and_changes_nothing(cast, client_of, give, share_of, today, bad, says):
    share = share_of(give(needs_reflection=True), cast.people.member)
    posted = {"completed_on": today.isoformat(), "channel": "ONSITE", "body": "现场写的。"} | bad
    response = client_of(cast.secretary).post(reverse("study:assignment_complete", args=[share.pk]), posted)
    assert response.status_code == 200
    assert says in str(response.context["form"].errors)
    share.refresh_from_db()
    assert not share.is_completed
    assert not Reflection.objects.exists()


def test_enters_a_text_of_a_member_once(cast, client_of, posted):
    client = client_of(cast.secretary)
    for _ in range(2):
        response = client.post(reverse("study:reflection_create"), posted)
    reflection = Reflection.objects.get()
    assert response.url == reverse("study:reflection_detail", args=[reflection.pk])
    page = client.get(response.url).content.decode()
    assert "赵试一代录" in page
    assert "补录 10 天" in page


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"member": ""}, "member"),
        ({"member": "999999"}, "member"),
        ({"channel": "SYSTEM"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"written_on": ""}, "written_on"),
        ({"written_on": "2999-01-01"}, "还没有到"),
        ({"body": " "}, "请写下心得正文"),
        ({"task": "999999"}, "task"),
        ({"material": "x"}, "material"),
    ],
)
def test_a_bad_text_entry_is_answered_and_saves_nothing(cast, client_of, posted, bad, says):
    response = client_of(cast.secretary).post(reverse("study:reflection_create"), posted | bad)
    assert response.status_code == 200
    assert says in str(response.context["form"].errors)
    assert not Reflection.objects.exists()


def test_refuses_a_task_that_the_author_does_not_have(cast, client_of, give, posted):
    task = give(audience="COMMITTEE")
    response = client_of(cast.secretary).post(reverse("study:reflection_create"), posted | {"task": task.pk})
    assert "不在" in str(response.context["form"].errors["task"])


def test_refuses_an_author_of_another_branch(cast, client_of, posted):
    bad = {"member": cast.people.outsider.pk}
    response = client_of(cast.secretary).post(reverse("study:reflection_create"), posted | bad)
    assert "member" in response.context["form"].errors


def test_a_member_writes_and_changes_the_own_text_only(cast, client_of, material, today):
    client = client_of(cast.member)
    smuggled = {"member": cast.people.extra1.pk, "channel": "ONSITE", "written_on": "2020-01-01"}
    client.post(reverse("study:reflection_create"), {"material": material.pk, "body": "我的话"} | smuggled)
    reflection = Reflection.objects.get()
    assert (reflection.member, reflection.channel) == (cast.people.member, "SYSTEM")
    assert reflection.written_on == today
    url = reverse("study:reflection_update", args=[reflection.pk])
    client.post(url, {"material": material.pk, "body": "我的新话", "lock_version": reflection.lock_version})
    reflection.refresh_from_db()
    assert reflection.body == "我的新话"


def test_a_writer_writes_the_own_text(cast, client_of):
    client_of(cast.secretary).post(reverse("study:reflection_create") + "?own=1", {"body": "书记自己的话"})
    assert Reflection.objects.get().member == cast.people.secretary


def test_a_writer_changes_what_was_entered(cast, client_of, posted):
    client = client_of(cast.secretary)
    client.post(reverse("study:reflection_create"), posted)
    reflection = Reflection.objects.get()
    url = reverse("study:reflection_update", args=[reflection.pk])
    client.post(url, posted | {"form_token": "", "lock_version": 1, "body": "补全的心得。"})
    reflection.refresh_from_db()
    assert reflection.body == "补全的心得。"


def test_a_material_is_saved_and_bad_ones_are_answered(cast, client_of):
    client, url = client_of(cast.secretary), reverse("study:material_create")
    good = {"title": "条例", "category": "REGULATION", "link": "https://example.com/a", "body": "正文"}
    for bad, field in [
        ({"title": ""}, "title"),
        ({"category": "X"}, "category"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "example"}, "link"),
        ({"link": "ftp://example.com/a"}, "link"),
    ]:
        response = client.post(url, good | bad)
        assert field in response.context["form"].errors
    assert not StudyMaterial.objects.exists()
    client.post(url, good)
    assert StudyMaterial.objects.get().category == "REGULATION"


@pytest.mark.parametrize("name", ["reflection_list", "material_list"])
def test_lists_cost_the_same_with_more_rows(cast, client_of, today, name):
    client = client_of(cast.secretary)

    def add_rows():
        for number in range(6):
            material = StudyMaterial.objects.create(
                branch=cast.branch, title=f"材料{number}", category="OTHER"
            )
            Reflection.objects.create(
                branch=cast.branch,
                member=cast.people.extra1,
                material=material,
                created_by=cast.secretary,
                written_on=today,
                body="话",
            )

    add_rows()
    assert_flat_queries(lambda: client.get(reverse(f"study:{name}")), add_rows)


def test_markup_stays_text(cast, client_of, today):
    evil = "<script>alert(1)</script>"
    material = StudyMaterial.objects.create(branch=cast.branch, title=evil, category="OTHER", body=evil)
    reflection = Reflection.objects.create(
        branch=cast.branch, member=cast.people.member, material=material, written_on=today, body=evil
    )
    for name, obj in [("material_detail", material), ("reflection_detail", reflection)]:
        page = client_of(cast.secretary).get(reverse(f"study:{name}", args=[obj.pk])).content.decode()
        assert evil not in page
        assert "&lt;script&gt;" in page
