"""Party groups and posts: entering, dissolving, ending, and the figures of the branch's structure."""

from datetime import date

import pytest
from django.urls import reverse

from branch.members.models import Member, Post
from branch.members.structure import structure_of
from branch.organisations.models import PartyGroup
from core import audit
from core.testing import assert_flat_queries, make_member


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary)


def errors_of(response) -> str:
    return " ".join(text for texts in response.context["form"].errors.values() for text in texts)


@pytest.mark.usefixtures("cast")
def test_enters_a_group_once_by_name(secretary):
    address = reverse("branch:group_create")
    assert secretary.post(address, {"name": "第三党小组", "founded_on": "2025-01-01"}).status_code == 302
    refused = secretary.post(address, {"name": "第三党小组", "founded_on": "2025-01-01"})
    assert "已有“第三党小组”" in errors_of(refused)
    assert PartyGroup.objects.filter(name="第三党小组").count() == 1


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    "data",
    [{"name": "", "founded_on": "2025-01-01"}, {"name": "组", "founded_on": "2025-02-30"}, {"name": " "}],
)
def test_refuses_bad_groups(data, secretary):
    before = PartyGroup.objects.count()
    response = secretary.post(reverse("branch:group_create"), data)
    assert response.status_code == 200
    assert errors_of(response)
    assert PartyGroup.objects.count() == before


def test_puts_members_into_a_group_by_ticking(cast, secretary):
    address = reverse("branch:group_members", args=[cast.second_group.pk])
    form = secretary.get(address).context["form"]
    roll = dict(form.fields["members"].choices)
    came, left = cast.people.member, Member.objects.filter(group=cast.second_group).first()
    assert roll[came.pk] == f"{came.name}（现在{cast.group.name}）"
    stay = set(Member.objects.filter(group=cast.second_group).values_list("pk", flat=True)) - {left.pk}
    late = make_member(cast.branch, "后来的", group=cast.second_group)
    shown = form["shown"].value()
    page = secretary.post(
        address, {"members": [came.pk, *stay], "shown": shown}, follow=True
    ).content.decode()
    assert "2 名党员的小组有变动" in page
    inside = set(Member.objects.filter(group=cast.second_group).values_list("pk", flat=True))
    assert inside == {came.pk, late.pk, *stay}
    left.refresh_from_db()
    assert left.group is None
    assert audit.entries_of(came).order_by("number").last().changes["group"]["new"] == str(cast.second_group)
    again = secretary.post(address, {"members": [came.pk, *stay], "shown": shown}, follow=True)
    assert "没有改动" in again.content.decode()


def test_ticks_nobody_of_another_branch_and_no_ended_group(cast, secretary):
    address = reverse("branch:group_members", args=[cast.group.pk])
    stranger = Member.objects.filter(branch=cast.other_branch).first()
    assert errors_of(secretary.post(address, {"members": [stranger.pk]}))
    stranger.refresh_from_db()
    assert stranger.group is None
    PartyGroup.objects.filter(pk=cast.group.pk).update(dissolved_on="2025-06-30")
    assert "撤销" in errors_of(secretary.post(address, {"members": [cast.people.member.pk]}))


def test_dissolves_a_group_and_moves_its_members(cast, secretary):
    address = reverse("branch:group_dissolve", args=[cast.group.pk])
    data = {"dissolved_on": "2025-06-30", "move_to": cast.second_group.pk}
    page = secretary.post(address, data, follow=True).content.decode()
    assert "4 名党员已转出" in page
    cast.group.refresh_from_db()
    assert cast.group.dissolved_on == date(2025, 6, 30)
    assert not Member.objects.filter(group=cast.group).exists()
    again = secretary.post(address, data)
    assert "已于 2025-06-30 撤销" in errors_of(again)


def test_refuses_to_dissolve_before_the_founding(cast, secretary):
    response = secretary.post(
        reverse("branch:group_dissolve", args=[cast.group.pk]), {"dissolved_on": "2019-01-01"}
    )
    assert "须晚于成立日期" in errors_of(response)
    assert Member.objects.filter(group=cast.group).count() == 4


def test_a_group_with_members_is_not_deleted(cast, secretary):
    address = reverse("core:record_delete", args=["branch.partygroup", cast.group.pk])
    assert "撤销小组" in secretary.post(address, {"reason": "不用了"}).content.decode()
    cast.group.refresh_from_db()
    assert not cast.group.is_deleted


POST = {"title": "PUBLICITY", "starts_on": "2024-01-01", "duties": "宣传工作"}


def test_enters_and_ends_a_post(cast, secretary):
    create = reverse("branch:post_create")
    assert secretary.post(create, POST | {"member": cast.people.extra1.pk}).status_code == 302
    post = Post.objects.get(title="PUBLICITY")
    end = reverse("branch:post_end", args=[post.pk])
    assert "早于开始" in errors_of(secretary.post(end, {"ends_on": "2023-01-01"}))
    assert secretary.post(end, {"ends_on": "2025-03-31"}).status_code == 302
    following = POST | {"member": cast.people.extra2.pk, "starts_on": "2025-04-01"}
    assert secretary.post(create, following).status_code == 302
    rows = secretary.get(reverse("branch:post_list") + "?title=PUBLICITY").context["page"]
    assert [post.member.name for post in rows] == ["郑试2"]
    ended = secretary.get(reverse("branch:post_list") + "?term=ended").context["page"]
    assert [post.member.name for post in ended] == ["郑试1"]


def test_one_person_at_a_time_holds_a_post_but_two_may_be_deputies(cast, secretary):
    create = reverse("branch:post_create")
    refused = secretary.post(create, POST | {"title": "SECRETARY", "member": cast.people.extra1.pk})
    assert "赵试一自 2023-01-01 担任书记" in errors_of(refused)
    for person in (cast.people.extra1, cast.people.extra2):
        deputy = POST | {"title": "DEPUTY_SECRETARY", "member": person.pk}
        assert secretary.post(create, deputy).status_code == 302
    assert secretary.post(create, deputy).status_code == 200


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": "GROUP_LEADER"}, "须选择所在党小组"),
        ({"title": ""}, "请选择职务"),
        ({"title": "KING"}, "KING"),
        ({"starts_on": ""}, "请填写任期自"),
        ({"ends_on": "2023-12-31"}, "早于开始"),
        ({"duties": "长" * 201}, "200"),
        ({"member": "999999"}, ""),
    ],
)
def test_refuses_bad_posts(change, reason, cast, secretary):
    before = Post.objects.count()
    data = POST | {"member": cast.people.extra1.pk} | change
    response = secretary.post(reverse("branch:post_create"), data)
    assert response.status_code == 200
    assert reason in errors_of(response)
    assert errors_of(response)
    assert Post.objects.count() == before


def test_a_member_of_another_branch_is_no_choice(cast, secretary):
    response = secretary.post(reverse("branch:post_create"), POST | {"member": cast.people.outsider.pk})
    assert "member" in response.context["form"].errors


@pytest.mark.parametrize("name", ["branch:group_list", "branch:post_list", "branch:structure"])
def test_lists_cost_the_same_with_more_rows(name, cast, secretary):
    def add_rows():
        for number in range(12):
            group = PartyGroup.objects.create(
                branch=cast.branch, name=f"组{number}", founded_on=date(2020, 1, 1)
            )
            member = make_member(cast.branch, f"新{number}", group=group, birth_date=date(1980, 1, 1))
            Post.objects.create(
                branch=cast.branch,
                member=member,
                group=group,
                title="GROUP_LEADER",
                starts_on=date(2023, 1, 1),
            )

    assert_flat_queries(lambda: secretary.get(reverse(name)), add_rows)


TODAY = date(2025, 6, 30)


def test_counts_the_structure(cast):
    people = cast.people
    for person, born in ((people.extra1, 1989), (people.extra2, 1990), (people.extra3, 1970)):
        Member.objects.filter(pk=person.pk).update(birth_date=date(born, 6, 30))
    Member.objects.filter(pk=people.extra1.pk).update(expected_retirement_on=date(2030, 6, 29))
    Member.objects.filter(pk=people.extra2.pk).update(expected_retirement_on=date(2030, 6, 30))
    figures = structure_of(cast.branch, TODAY, sees_health=True)
    assert figures.total == 10
    ages = {share.label: share.count for share in figures.ages}
    assert ages == {"35 岁及以下": 1, "36—45 岁": 1, "46—55 岁": 1, "56 岁及以上": 0, "未填出生日期": 7}
    assert [member.name for member in figures.retiring] == ["郑试1"]
    assert {share.label: share.count for share in figures.statuses} == {"正式党员": 9, "预备党员": 1}
    assert sum(share.count for share in figures.titles) == 10


@pytest.mark.parametrize(("ill", "shown"), [(1, None), (2, None), (3, 3), (4, 4)])
def test_health_is_counted_from_three_people_on(ill, shown, cast):
    pks = list(Member.objects.of_branch(cast.branch).values_list("pk", flat=True))
    Member.objects.filter(pk__in=pks).update(health_class="GOOD")
    Member.objects.filter(pk__in=pks[:ill]).update(health_class="SERIOUS")
    for sees_health, expected in ((False, shown), (True, ill)):
        health = structure_of(cast.branch, TODAY, sees_health=sees_health).health
        assert {line.label: line.count for line in health}["重大疾病"] == expected


@pytest.mark.parametrize(
    ("role", "is_hidden"), [("secretary", False), ("committee", True), ("superior", True)]
)
def test_the_page_hides_small_counts_of_illness(role, is_hidden, cast, client_of):
    page = client_of(getattr(cast, role)).get(reverse("branch:structure")).content.decode()
    assert ("少于 3 人，不显示" in page) is is_hidden
