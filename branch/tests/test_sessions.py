"""Sessions: they end with the password or the account, and sign-in is throttled and local for demo accounts."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branch.accounts import services
from branch.accounts.models import User
from config.settings import base
from core import audit
from core.models import AuditEntry
from core.testing import page

SIGN_IN = reverse("branch:sign_in")
HOME = reverse("overview:home")
PASSWORD = "zhibu-test-pass"  # as core.testing.make_user sets it
NEW_PASSWORD = "chang-jiang-2025"


def sign_in(
    username: str, password: str = PASSWORD, address: str = "127.0.0.1", client: Client | None = None
):
    client = client or Client()
    answer = client.post(SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address)
    return client, answer


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("branch:password_change")).status_code == 200


def test_signs_in_and_out_and_notes_both(cast):
    client, answer = sign_in("secretary")
    assert answer.status_code == 302
    assert answer.url == HOME
    assert is_signed_in(client)
    client.post(reverse("branch:sign_out"))
    assert not is_signed_in(client)
    actions = AuditEntry.objects.filter(object_type="branch.user", object_id=str(cast.secretary.pk))
    assert list(actions.order_by("number").values_list("action", flat=True)) == ["SIGN_IN", "SIGN_OUT"]


@pytest.mark.usefixtures("cast")
def test_never_leads_to_another_site():
    client = Client()
    data = {"username": "secretary", "password": PASSWORD, "next": "https://example.org/"}
    assert client.post(SIGN_IN, data).url == HOME


@pytest.mark.usefixtures("cast")
def test_changing_the_password_ends_the_other_sessions():
    here, there = sign_in("secretary")[0], sign_in("secretary")[0]
    data = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert here.post(reverse("branch:password_change"), data).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(sign_in("secretary", NEW_PASSWORD)[0])


def reset(cast, client_of) -> str:
    """The one-time password that the administrator is shown for the member."""
    address = reverse("branch:account_password", args=[cast.member.pk])
    administrator = client_of(cast.administrator)
    assert "一次性密码" in administrator.get(address).content.decode()
    answer = administrator.post(address)
    return re.search(r"<code>([a-z0-9-]{19})</code>", answer.content.decode())[1]


def test_a_reset_by_the_administrator_ends_every_session_and_asks_for_a_new_password(cast, client_of):
    theirs = sign_in("member")[0]
    password = reset(cast, client_of)
    assert not is_signed_in(theirs)
    assert sign_in("member")[1].status_code == 200
    again = sign_in("member", password)[0]
    assert again.get(HOME).url == reverse("branch:password_change")
    assert "一次性密码" in again.get(reverse("branch:password_change")).content.decode()
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert "一样" in page(again.post(reverse("branch:password_change"), same)).errors
    data = {"old_password": password, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert again.post(reverse("branch:password_change"), data).url == HOME
    assert again.get(HOME).status_code == 200
    assert sign_in("member", password)[1].status_code == 200
    assert password not in str(list(AuditEntry.objects.values_list("changes", "reason")))


def test_each_reset_shows_another_password_and_shows_it_once(cast, client_of):
    first = reset(cast, client_of)
    assert first != reset(cast, client_of)
    assert sign_in("member", first)[1].status_code == 200


@pytest.mark.parametrize(("used", "span"), [(False, services.ONE_TIME_LASTS), (True, services.ONE_TIME_USED)])
def test_a_one_time_password_does_not_last(used, span, cast, client_of):
    """Seven days until its first use, an hour from then on."""
    password = reset(cast, client_of)
    if used:
        assert sign_in("member", password)[1].status_code == 302
    stored = User.objects.get(pk=cast.member.pk).one_time_until
    assert abs(stored - timezone.now() - span) < timedelta(minutes=1)
    User.objects.filter(pk=cast.member.pk).update(one_time_until=timezone.now() - timedelta(seconds=1))
    answer = sign_in("member", password)[1]
    assert "已经过期" in page(answer).messages


def test_nobody_resets_the_own_password_that_way(cast, client_of):
    address = reverse("branch:account_password", args=[cast.administrator.pk])
    assert client_of(cast.administrator).post(address).url == reverse("branch:password_change")


def test_disabling_an_account_ends_its_sessions(cast):
    theirs = sign_in("member")[0]
    before = audit.snapshot(cast.member)
    cast.member.is_active = False
    services.save_account(cast.member, before=before, by=cast.administrator, on=timezone.localdate())
    assert not is_signed_in(theirs)
    answer = sign_in("member")[1]
    assert answer.status_code == 200
    assert "登录" in page(answer).messages


def test_the_other_sessions_stay_when_nothing_of_the_account_changes(cast):
    """The negative control: only a changed password or a disabled account ends a session."""
    theirs = sign_in("member")[0]
    before = audit.snapshot(cast.member)
    cast.member.email = "zhou@example.org"
    services.save_account(cast.member, before=before, by=cast.administrator, on=timezone.localdate())
    assert is_signed_in(theirs)


@pytest.mark.parametrize(
    ("address", "is_let_in"),
    [("127.0.0.1", True), ("::1", True), ("10.1.2.3", False), ("", False), ("x", False)],
)
def test_demo_accounts_sign_in_on_this_machine_alone(address, is_let_in, cast):
    User.objects.filter(pk=cast.member.pk).update(is_demo=True)
    assert (sign_in("member", PASSWORD, address)[1].status_code == 302) is is_let_in


@pytest.mark.usefixtures("cast")
def test_other_accounts_sign_in_from_anywhere():
    assert sign_in("member", PASSWORD, "10.1.2.3")[1].status_code == 302


def test_real_settings_hash_with_argon2(settings):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    hashed = make_password("任意密码")
    assert identify_hasher(hashed).algorithm == "argon2"
    assert hashed.startswith("argon2$argon2id$")
