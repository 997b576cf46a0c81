"""Accounts for the members of a branch at once: what is proposed, what is refused, and how their roles come to count."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.accounts import opening
from branch.accounts.models import RoleAssignment, User
from branch.accounts.opening import open_accounts, open_forms, username_proposed
from branch.members.models import Post
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import make_member, make_user, page

TODAY = timezone.localdate()
ADDRESS = reverse("branch:accounts_open")


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("孙新一", (), "sunxinyi"),
        ("孙新一", ("sunxinyi",), "sunxinyi2"),
        ("孙新一", ("sunxinyi", "sunxinyi2"), "sunxinyi3"),
        ("买买提·新", (), "maimaitixin"),
        ("Anna Wang", (), "annawang"),
        # No letter can be made of it: a person writes one.
        ("□□", (), ""),
        ("孙" * 20, (), "sun" * 12),
    ],
)
def test_proposes_the_pinyin_of_the_name(name, taken, expected):
    assert username_proposed(name, taken) == expected


def rows(cast):
    return {row.member.name: row for row in open_forms(cast.branch, TODAY)}


def roles_of(row) -> list[str]:
    return [str(label) for _, label in row.fields["roles"].choices]


def test_lists_who_has_no_account_with_the_roles_of_the_posts(cast):
    leader = Post(
        branch=cast.branch, member=cast.people.extra2, title="GROUP_LEADER", group=cast.second_group
    )
    leader.starts_on = TODAY
    leader.save()
    for title in ("DEPUTY_SECRETARY", "PUBLICITY"):
        Post.objects.create(branch=cast.branch, member=cast.people.extra1, title=title, starts_on=TODAY)
    ended = TODAY - timedelta(days=1)
    over = {"starts_on": TODAY - timedelta(days=90), "ends_on": ended}
    Post.objects.create(branch=cast.branch, member=cast.people.extra3, title="PUBLICITY", **over)
    found = rows(cast)
    assert sorted(found) == ["郑试1", "郑试2", "郑试3", "郑试4"]
    assert roles_of(found["郑试1"]) == ["副书记", "党员"]
    assert roles_of(found["郑试2"]) == ["党小组长（第二党小组）", "党员"]
    assert roles_of(found["郑试3"]) == ["党员"]


def test_two_of_one_name_get_two_names(cast):
    make_user("zhengshi1")
    make_member(cast.branch, "郑试1")
    names = [row["username"].value() for row in open_forms(cast.branch, TODAY)]
    assert sorted(names)[:3] == ["zhengshi12", "zhengshi13", "zhengshi2"]
    assert len(set(names)) == len(names)


def sent(cast, **change) -> dict[str, object]:
    """The form as the page sends it, for the first two members."""
    one, two = cast.people.extra1.pk, cast.people.extra2.pk
    data: dict[str, object] = {"member": [one, two]}
    for pk, name in ((one, "zhengshiyi"), (two, "zhengshier")):
        data |= {f"{pk}-take": "on", f"{pk}-username": name, f"{pk}-roles": ["MEMBER:"]}
    return data | {
        key.replace("one", str(one)).replace("two", str(two)): value for key, value in change.items()
    }


def test_makes_the_accounts_and_shows_their_passwords_once(cast, client_of):
    administrator = client_of(cast.administrator)
    answer = administrator.post(f"{ADDRESS}?branch={cast.branch.pk}", sent(cast))
    slips = answer.context["slips"]
    assert [slip.account.username for slip in slips] == ["zhengshiyi", "zhengshier"]
    for slip in slips:
        account = User.objects.get(username=slip.account.username)
        assert account.check_password(slip.password)
        assert account.must_change_password
        assert account.one_time_until > timezone.now() + timedelta(days=6)
        assert slip.password in answer.content.decode()
        assert slip.password not in str(list(AuditEntry.objects.values_list("changes", "reason")))
    assert len({slip.password for slip in slips}) == 2
    assert list(cast.people.extra1.user.roles.values_list("role", "confirmed_on")) == [("MEMBER", None)]
    again = administrator.post(ADDRESS, sent(cast))
    assert again.status_code == 422
    assert "郑试1、郑试2已经有账号，这次没有再开" in page(again).messages
    assert not RoleAssignment.objects.filter(user=cast.people.extra1.user)[1:]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"one-take": "", "two-take": ""}, "没有勾选要开账号的党员"),
        ({"one-username": ""}, "请填写登录名"),
        ({"one-username": "Zheng"}, "登录名用小写字母"),
        ({"one-username": "secretary"}, "已被使用"),
        ({"two-username": "zhengshiyi"}, "和郑试1的登录名一样"),
        ({"one-roles": ["SECRETARY:"]}, "任职刚刚变了"),
    ],
)
def test_refuses_and_keeps_what_was_typed(change, reason, cast, client_of):
    before = User.objects.count()
    answer = client_of(cast.administrator).post(ADDRESS, sent(cast, **change))
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert User.objects.count() == before
    typed = {row["username"].html_name: row["username"].value() for row in answer.context["rows"]}
    assert typed | sent(cast, **change) | typed == typed | sent(cast, **change)


def test_refuses_more_than_a_page_can_answer(cast, client_of, monkeypatch):
    monkeypatch.setattr("branch.accounts.opening_views.ACCOUNTS_MOST", 1)
    answer = client_of(cast.administrator).post(ADDRESS, sent(cast))
    assert "勾选了 2 人，一次最多 1 人" in page(answer).messages
    assert opening.ACCOUNTS_MOST == 100


def test_gives_none_where_somebody_gave_one_meanwhile(cast):
    taken = open_forms(
        cast.branch, TODAY, {key: value for key, value in sent(cast).items() if key != "member"}
    )
    taken = [row for row in taken if row.is_taken and row.is_valid()]
    assert len(taken) == 2
    make_user("meanwhile", member=cast.people.extra2)
    before = User.objects.count()
    with pytest.raises(Refused, match="郑试2刚刚有了账号"):
        open_accounts(rows=taken, by=cast.administrator, at=timezone.now(), on=TODAY)
    assert User.objects.count() == before


def test_the_secretary_confirms_all_that_was_shown(cast, client_of):
    client_of(cast.administrator).post(ADDRESS, sent(cast))
    secretary, address = client_of(cast.secretary), reverse("branch:roles_confirm")
    shown = secretary.get(reverse("branch:role_list"))
    roles = [role.pk for role in shown.context["to_confirm"]]
    assert len(roles) == 2
    assert "确认全部 2 项" in shown.content.decode()
    later = RoleAssignment.objects.create(
        user=make_user("later", member=cast.people.extra3),
        organisation=cast.branch,
        role="MEMBER",
        starts_on=TODAY,
        given_by=cast.administrator,
    )
    RoleAssignment.objects.filter(pk=later.pk).update(confirmed_on=None)
    answer = secretary.post(address, {"role": roles}, follow=True)
    assert "已确认 2 项授权，现在生效。" in page(answer).messages
    confirmed = RoleAssignment.objects.filter(pk__in=roles, confirmed_on=TODAY, confirmed_by=cast.secretary)
    assert confirmed.count() == 2
    later.refresh_from_db()
    assert later.confirmed_on is None
    assert "刚刚已经有人确认" in page(secretary.post(address, {"role": roles}, follow=True)).messages


def test_a_member_confirms_nothing(cast, client_of):
    client_of(cast.administrator).post(ADDRESS, sent(cast))
    waiting = list(RoleAssignment.objects.filter(confirmed_on=None).values_list("pk", flat=True))
    assert client_of(cast.member).post(reverse("branch:roles_confirm"), {"role": waiting}).status_code == 403
    client_of(cast.committee).post(reverse("branch:roles_confirm"), {"role": waiting})
    assert RoleAssignment.objects.filter(pk__in=waiting, confirmed_on=None).count() == 2
