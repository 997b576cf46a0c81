"""Rights follow people: who left the branch cannot sign in, and nobody gives a role to the own account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branch import backends
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import grant_role, save_account
from branch.enums import OFF_ROLL, MembershipStatus
from branch.members.services import change_status
from core import audit
from core.refusals import Refused
from core.testing import page
from overview.reminder_mail import digests_on

SIGN_IN = reverse("branch:sign_in")
PASSWORD = "zhibu-test-pass"  # as core.testing.make_user sets it


def sign_in(username: str, password: str = PASSWORD):
    client = Client()
    return client, client.post(SIGN_IN, {"username": username, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("branch:password_change")).status_code == 200


def leave(cast, status: str, *, days_ago: int = 0):
    since = timezone.localdate() - timedelta(days=days_ago)
    return change_status(member=cast.people.member, status=status, since=since, by=cast.secretary)


@pytest.mark.parametrize("status", OFF_ROLL)
def test_who_left_can_no_longer_sign_in(status, cast):
    theirs = sign_in("member")[0]
    assert is_signed_in(theirs)
    leave(cast, status)
    assert not is_signed_in(theirs)
    client, answer = sign_in("member")
    assert MembershipStatus(status).label in page(answer).messages
    assert not is_signed_in(client)


@pytest.mark.usefixtures("cast")
def test_only_who_knows_the_password_is_told_why(cast):
    leave(cast, "DECEASED")
    answer = sign_in("member", "wrong-password")[1]
    assert "去世" not in answer.content.decode()


def test_who_stays_on_the_roll_can_sign_in(cast):
    """The negative control: another status ends nothing."""
    theirs = sign_in("member")[0]
    leave(cast, "UNDER_PROBATION")
    assert is_signed_in(theirs)
    assert sign_in("member")[1].status_code == 302


def test_without_the_check_of_the_backend_they_would_stay(cast, monkeypatch):
    """The negative control: it is the backend that ends the session."""
    theirs = sign_in("member")[0]
    leave(cast, "TRANSFERRED_OUT")
    monkeypatch.setattr(backends.AccountBackend, "get_user", backends.ModelBackend.get_user)
    assert is_signed_in(theirs)


def test_a_status_that_was_wrong_opens_the_account_again(cast):
    leave(cast, "LEFT", days_ago=2)
    change_status(
        member=cast.people.member,
        status="FULL",
        since=timezone.localdate(),
        by=cast.secretary,
        note="登记错误",
    )
    assert sign_in("member")[1].status_code == 302


def test_the_account_page_says_why_and_the_list_shows_it(cast, client_of):
    leave(cast, "TRANSFERRED_OUT")
    administrator = client_of(cast.administrator)
    answer = administrator.get(reverse("branch:account_detail", args=[cast.member.pk]))
    assert "“转出”，账号因此不能登录" in page(answer).messages
    assert "不能登录：转出" in page(administrator.get(reverse("branch:account_list"))).rows
    closed = administrator.get(reverse("branch:account_list") + "?state=disabled").context["page"]
    assert [account.username for account in closed] == ["member"]


def test_the_status_form_says_that_the_account_is_closed(cast, client_of):
    secretary = client_of(cast.secretary)
    answer = secretary.post(
        reverse("branch:member_status", args=[cast.people.member.pk]),
        {"status": "TRANSFERRED_OUT", "since": str(timezone.localdate())},
        follow=True,
    )
    assert "账号从现在起不能登录" in page(answer).messages


def test_no_mail_goes_to_who_left(cast):
    User.objects.filter(pk__in=[cast.member.pk, cast.secretary.pk]).update(email="a@example.com")

    def wishing() -> int:
        digests, quiet = digests_on(timezone.localdate())
        return len(digests) + quiet

    assert wishing() == 2
    leave(cast, "DECEASED")
    assert wishing() == 1


@pytest.mark.parametrize("role", ["ADMINISTRATOR", "SUPERIOR_OFFICER", "SECRETARY", "MEMBER"])
def test_nobody_gives_a_role_to_the_own_account(role, cast, client_of):
    place = cast.branch if role in {"SECRETARY", "MEMBER"} else cast.committee_org
    own = RoleAssignment(
        user=cast.administrator, organisation=place, role=role, starts_on=timezone.localdate()
    )
    with pytest.raises(Refused, match="不能给自己的账号授予角色"):
        grant_role(own, by=cast.administrator, on=timezone.localdate())
    administrator = client_of(cast.administrator)
    data = {"role": role, "organisation": place.pk, "starts_on": "2024-01-01"}
    address = reverse("branch:role_create", args=[cast.administrator.pk])
    assert administrator.post(address, data).status_code == 403
    shown = administrator.get(reverse("branch:account_detail", args=[cast.administrator.pk]))
    assert address not in shown.content.decode()
    assert cast.administrator.roles.count() == 1


def test_nobody_takes_another_member_for_the_own_account(cast, client_of):
    account = cast.administrator
    data = {"username": account.username, "display_name": account.display_name, "is_active": "on"}
    data |= {"member": cast.people.extra1.pk, "lock_version": account.lock_version}
    answer = client_of(account).post(reverse("branch:account_update", args=[account.pk]), data)
    assert "不能更改自己账号对应的党员" in page(answer).errors
    before = audit.snapshot(account)
    account.member = cast.people.extra1
    with pytest.raises(Refused):
        save_account(account, before=before, by=account, on=timezone.localdate())
    account.refresh_from_db()
    assert account.member is None
