"""A post proposes its role and a role its post, on the branch's pages and on the account's, each by one click."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.accounts.models import RoleAssignment
from branch.accounts.post_roles import give_role_of, proposals
from branch.members.models import Post
from branch.members.services import appoint, end_post
from core.refusals import Refused
from core.testing import make_user, page

TODAY = timezone.localdate()
BEGAN, ENDS = TODAY - timedelta(days=10), TODAY + timedelta(days=700)


@pytest.fixture
def post(cast):
    """A new 副书记 with an account that has the role of a member."""
    cast.deputy = make_user("deputy", ("MEMBER", cast.branch), member=cast.people.extra1)
    made = Post(branch=cast.branch, member=cast.people.extra1, title="DEPUTY_SECRETARY", starts_on=BEGAN)
    made.ends_on = ENDS
    return appoint(made, by=cast.secretary)


def roles_of(user, role: str):
    return list(user.roles.filter(role=role).values_list("starts_on", "ends_on", "confirmed_on"))


def words(cast) -> list[str]:
    return [one.words for one in proposals(cast.branch, TODAY)]


def test_a_new_post_proposes_its_role_for_the_same_term(cast, post, client_of):
    secretary, address = client_of(cast.secretary), reverse("branch:post_role", args=[post.pk])
    for shown in (reverse("branch:post_detail", args=[post.pk]), reverse("branch:role_list")):
        assert address in secretary.get(shown).content.decode()
    answer = secretary.post(address, follow=True)
    assert "“甲项目党支部 副书记”已授予。" in page(answer).messages
    assert roles_of(cast.deputy, "DEPUTY_SECRETARY") == [(BEGAN, ENDS, TODAY)]
    assert address not in answer.content.decode()
    assert "已有这个角色" in page(secretary.post(address, follow=True)).messages


def test_the_administrator_gives_it_from_the_account_and_it_waits(cast, post, client_of):
    administrator, address = client_of(cast.administrator), reverse("branch:post_role", args=[post.pk])
    account = reverse("branch:account_detail", args=[cast.deputy.pk])
    assert address in administrator.get(account).content.decode()
    answer = administrator.post(address)
    assert answer.url == account
    assert roles_of(cast.deputy, "DEPUTY_SECRETARY") == [(BEGAN, ENDS, None)]


def test_nobody_takes_the_role_of_the_own_post(cast, client_of):
    cast.secretary.roles.filter(role="SECRETARY").update(role="DEPUTY_SECRETARY")
    post = cast.people.secretary.posts.get()
    with pytest.raises(Refused, match="不能给自己的账号授予角色"):
        give_role_of(post=post, by=cast.secretary, on=TODAY)
    shown = client_of(cast.secretary).get(reverse("branch:post_detail", args=[post.pk])).content.decode()
    assert "自己的角色由另一人授予" in shown
    assert reverse("branch:post_role", args=[post.pk]) not in shown


def test_an_ended_post_proposes_to_end_the_role(cast, client_of):
    post = cast.people.discipline.posts.get()
    end_post(post=post, on=TODAY - timedelta(days=1), by=cast.secretary)
    secretary, address = client_of(cast.secretary), reverse("branch:post_role_end", args=[post.pk])
    account = reverse("branch:account_detail", args=[cast.discipline.pk])
    for client, shown in (
        (secretary, reverse("branch:post_detail", args=[post.pk])),
        (secretary, reverse("branch:role_list")),
        (client_of(cast.administrator), account),
    ):
        assert address in client.get(shown).content.decode()
    secretary.post(address)
    assert roles_of(cast.discipline, "COMMITTEE_MEMBER")[0][1] == TODAY - timedelta(days=1)
    assert not any("孙试三" in line for line in words(cast))


def test_a_second_post_keeps_the_role(cast):
    end_post(post=cast.people.discipline.posts.get(), on=TODAY - timedelta(days=9), by=cast.secretary)
    appoint(
        Post(branch=cast.branch, member=cast.people.discipline, title="YOUTH", starts_on=BEGAN),
        by=cast.secretary,
    )
    assert not any("孙试三" in line for line in words(cast))


def test_a_role_without_a_post_proposes_to_register_it(cast, client_of):
    """The group leader of the cast has the role alone; the form begins with person, post, group and term."""
    secretary = client_of(cast.secretary)
    row = next(one for one in proposals(cast.branch, TODAY) if "李试四" in one.words)
    assert row.post_url in secretary.get(reverse("branch:role_list")).content.decode().replace("&amp;", "&")
    form = secretary.get(row.post_url).context["form"]
    assert form["title"].value() == "GROUP_LEADER"
    assert str(form["member"].value()) == str(cast.people.group_leader.pk)
    assert str(form["group"].value()) == str(cast.group.pk)
    assert str(form["starts_on"].value()) == "2020-01-01"
    data = {name: form[name].value() or "" for name in ("title", "member", "group", "duties", "starts_on")}
    assert secretary.post(row.post_url, data).status_code == 302
    assert not any("李试四" in line for line in words(cast))


def test_an_ended_role_proposes_to_end_the_post(cast, client_of):
    day = TODAY - timedelta(days=3)
    cast.discipline.roles.filter(role="COMMITTEE_MEMBER").update(ends_on=day)
    row = next(one for one in proposals(cast.branch, TODAY) if "孙试三" in one.words)
    assert f"ends_on={day}" in row.post_url
    form = client_of(cast.secretary).get(row.post_url).context["form"]
    assert str(form["ends_on"].value()) == str(day)


def test_what_fits_proposes_nothing(cast):
    """The negative control: posts with their roles, people without accounts, a secretary's second post."""
    for title, member in (("PUBLICITY", cast.people.extra2), ("YOUTH", cast.people.secretary)):
        appoint(
            Post(branch=cast.branch, member=member, title=title, starts_on=date(2024, 1, 1)),
            by=cast.secretary,
        )
    cast.group_leader.roles.filter(role="GROUP_LEADER").delete()
    assert words(cast) == []


def test_only_who_may_give_roles_presses_the_buttons(cast, post, client_of):
    address = reverse("branch:post_role", args=[post.pk])
    shown = client_of(cast.committee).get(reverse("branch:post_detail", args=[post.pk])).content.decode()
    assert "账号还没有角色“副书记”" in shown
    assert address not in shown
    assert client_of(cast.committee).post(address).status_code == 403
    assert client_of(cast.outsider).post(address).status_code == 404
    assert not RoleAssignment.objects.filter(role="DEPUTY_SECRETARY").exists()
