"""第二验证: switched on with a phone's code, asked for at each sign-in, recovery codes good for once, and the way out."""

import hashlib
import hmac
import re
import struct
import time
from base64 import b32decode
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from branch.accounts import second_factor
from branch.accounts.models import User
from core import audit
from core.models import AuditEntry
from core.testing import page, signed_in

PASSWORD = "zhibu-test-pass"  # as core.testing.make_user sets it
SIGN_IN, CODE, SECOND = (
    reverse("branch:sign_in"),
    reverse("branch:sign_in_code"),
    reverse("branch:second_factor"),
)
HOME, CHANGE = reverse("overview:home"), reverse("branch:password_change")


def code_of(shown: str, ahead: int = 0) -> str:
    """What a phone with the shown key displays now, or so many steps of 30 seconds ahead (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(b32decode(shown.replace(" ", "")), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def switch_on(client) -> tuple[str, list[str]]:
    """The key and the recovery codes of a client's account, switched on through the page."""
    key = client.get(SECOND).context["key"]
    # The code of the step before is taken only until this step of 30 seconds ends.
    if (left := 30 - time.time() % 30) < 3:
        time.sleep(left)
    answer = client.post(SECOND, {"code": code_of(key, -1), "password": PASSWORD})
    codes = re.findall(r"<li><code>([a-z0-9]{4}-[a-z0-9]{4})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    return key, codes


@pytest.fixture
def phone(cast):
    """The member's phone: its key and the recovery codes."""
    return switch_on(signed_in(cast.member))


def first_step(username="member", password=PASSWORD, client=None, **extra) -> Client:
    client = client or Client()
    assert client.post(SIGN_IN, {"username": username, "password": password}, **extra).url == CODE
    return client


def is_signed_in(client) -> bool:
    return client.get(CHANGE).status_code == 200


def test_the_page_draws_the_code_itself(cast, client_of):
    client = client_of(cast.member)
    first, again = client.get(SECOND), client.get(SECOND)
    assert first.context["key"] == again.context["key"]
    assert first.context["picture"].startswith("data:image/svg+xml")
    assert not TOTPDevice.objects.exists()


def test_switching_on_ends_the_other_sessions_and_is_noted(cast, client_of):
    here, there = client_of(cast.member), client_of(cast.member)
    switch_on(here)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    entry = AuditEntry.objects.get(action="SECOND")
    assert (entry.object_id, entry.reason) == (str(cast.member.pk), "开启")


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"code": "000000"}, "验证码不对"), ({"password": "x"}, "密码不对"), ({"code": ""}, "请填写")],
)
def test_refuses_a_wrong_code_or_password_and_stays_off(change, reason, cast, client_of):
    client = client_of(cast.member)
    key = client.get(SECOND).context["key"]
    answer = client.post(SECOND, {"code": code_of(key), "password": PASSWORD} | change)
    assert reason in page(answer).errors
    assert answer.context["key"] == key
    assert User.objects.get(pk=cast.member.pk).second_factor_since is None
    assert not TOTPDevice.objects.exists()


def test_signing_in_takes_both_steps(phone):
    client = first_step()
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": code_of(phone[0])}).url == HOME
    assert is_signed_in(client)


def test_the_code_is_not_asked_for_without_the_password(phone):
    assert Client().get(CODE).url == SIGN_IN
    assert Client().post(CODE, {"code": code_of(phone[0])}).url == SIGN_IN
    wrong = Client()
    wrong.post(SIGN_IN, {"username": "member", "password": "wrong"})
    assert wrong.post(CODE, {"code": code_of(phone[0])}).url == SIGN_IN


def test_leads_back_to_the_page_that_was_asked_for(phone):
    client = Client()
    to = reverse("study:home")
    client.post(SIGN_IN, {"username": "member", "password": PASSWORD, "next": to})
    assert client.post(CODE, {"code": code_of(phone[0])}).url == to


def test_a_code_of_the_phone_counts_once(phone):
    code = code_of(phone[0])
    assert first_step().post(CODE, {"code": code}).url == HOME
    assert "已经用过" in first_step().post(CODE, {"code": code}).content.decode()


@pytest.mark.postgres
def test_a_recovery_code_counts_once(phone):
    code = phone[1][3]
    client = first_step()
    answer = client.post(CODE, {"code": f" {code.upper()} "}, follow=True)
    assert "还剩 9 个" in page(answer).messages
    assert AuditEntry.objects.filter(action="SIGN_IN", reason="恢复码").count() == 1
    again = first_step().post(CODE, {"code": code})
    assert again.status_code == 200
    assert first_step().post(CODE, {"code": phone[1][4]}).status_code == 302


def test_recovery_codes_lie_in_the_database_as_digests(phone):
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10
    assert not stored & {code.replace("-", "") for code in phone[1]}


def test_guessing_at_the_code_has_to_wait_and_the_password_does_not_help(phone):
    client = first_step()
    for number in range(4):
        assert client.post(CODE, {"code": f"00000{number}"}).status_code == 200
    assert client.post(CODE, {"code": code_of(phone[0])}).status_code == 429
    again = Client().post(SIGN_IN, {"username": "member", "password": PASSWORD})
    assert again.status_code == 429
    assert (
        first_step(REMOTE_ADDR="10.9.9.9").post(CODE, {"code": code_of(phone[0])}, REMOTE_ADDR="10.9.9.9").url
        == HOME
    )


@pytest.mark.usefixtures("phone")
def test_the_right_password_forgives_no_wrong_code():
    for number in range(3):
        first_step().post(CODE, {"code": f"00000{number}"})
    assert first_step().post(CODE, {"code": "000009"}).status_code == 200
    assert Client().post(SIGN_IN, {"username": "member", "password": PASSWORD}).status_code == 429


@pytest.mark.usefixtures("phone")
def test_the_first_step_is_over_after_ten_minutes(monkeypatch):
    client = first_step()
    later = time.time() + 601
    monkeypatch.setattr("branch.accounts.second_factor_views.time.time", lambda: later)
    assert client.get(CODE).url == SIGN_IN


def test_the_first_step_is_over_with_a_new_password(cast, phone):
    client = first_step()
    member = User.objects.get(pk=cast.member.pk)
    member.set_password("yusan-cidai-gangqin")
    member.save(update_fields=["password"])
    assert client.post(CODE, {"code": code_of(phone[0])}).url == SIGN_IN


def act(cast, what: str, password=PASSWORD):
    client = signed_in(User.objects.get(pk=cast.member.pk))
    return client.post(SECOND, {"act": what, "password": password})


def test_new_codes_take_the_place_of_the_old_ones(cast, phone):
    assert "不再有效" in act(cast, "codes").content.decode()
    assert first_step().post(CODE, {"code": phone[1][0]}).status_code == 200


@pytest.mark.usefixtures("phone")
def test_switching_off_takes_the_password(cast):
    assert "密码不对" in page(act(cast, "off", "wrong")).errors
    assert act(cast, "off").url == reverse("branch:own_account")
    assert Client().post(SIGN_IN, {"username": "member", "password": PASSWORD}).url == HOME
    assert not StaticToken.objects.exists()
    assert [entry.reason for entry in audit.entries_of(cast.member).filter(action="SECOND")] == [
        "关闭",
        "开启",
    ]


@pytest.mark.usefixtures("phone")
def test_the_administrator_switches_it_off_for_someone_who_lost_the_phone(cast, client_of):
    administrator = client_of(cast.administrator)
    detail = reverse("branch:account_detail", args=[cast.member.pk])
    assert "关闭第二验证" in administrator.get(detail).content.decode()
    answer = administrator.post(reverse("branch:account_second_off", args=[cast.member.pk]), follow=True)
    assert "只用密码登录" in page(answer).messages
    assert Client().post(SIGN_IN, {"username": "member", "password": PASSWORD}).url == HOME
    assert AuditEntry.objects.filter(action="SECOND").first().reason == "由管理员关闭"


def test_it_lets_a_shorter_password_be(cast):
    """Asked for a longer password, a secretary may switch it on instead; switched off, the password is too short again."""
    short = "lvcha7bing"
    cast.secretary.set_password(short)
    cast.secretary.save(update_fields=["password"])
    client = Client()
    client.post(SIGN_IN, {"username": "secretary", "password": short})
    assert client.get(HOME).url == CHANGE
    key = client.get(SECOND).context["key"]
    client.post(SECOND, {"code": code_of(key), "password": short})
    assert client.get(HOME).status_code == 200
    client.post(SECOND, {"act": "off", "password": short})
    assert client.get(HOME).url == CHANGE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_counts_once_at_the_same_moment_too(cast, phone):
    def one(_number) -> bool:
        try:
            return second_factor.accepts(cast.member, phone[1][0])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1
