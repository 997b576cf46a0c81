"""Sessions: they end with the password or the account, and sign-in is throttled and local for demo accounts."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from django.urls import reverse

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


def test_a_reset_by_the_administrator_ends_every_session_and_asks_for_a_new_password(cast, client_of):
    theirs = sign_in("member")[0]
    address = reverse("branch:account_password", args=[cast.member.pk])
    data = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    assert client_of(cast.administrator).post(address, data).status_code == 302
    assert not is_signed_in(theirs)
    again = sign_in("member", NEW_PASSWORD)[0]
    assert again.get(HOME).url == reverse("branch:password_change")


def test_disabling_an_account_ends_its_sessions(cast):
    theirs = sign_in("member")[0]
    before = audit.snapshot(cast.member)
    cast.member.is_active = False
    services.save_account(cast.member, before=before, by=cast.administrator)
    assert not is_signed_in(theirs)
    answer = sign_in("member")[1]
    assert answer.status_code == 200
    assert "登录" in page(answer).messages


def test_the_other_sessions_stay_when_nothing_of_the_account_changes(cast):
    """The negative control: only a changed password or a disabled account ends a session."""
    theirs = sign_in("member")[0]
    before = audit.snapshot(cast.member)
    cast.member.email = "zhou@example.org"
    services.save_account(cast.member, before=before, by=cast.administrator)
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
