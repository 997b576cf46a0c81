"""A guess costs the guesser, not the owner: waits, pauses by address and device, what the audit log says, 解除暂停."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from branch.accounts import signing_in
from core import audit, throttle
from core.models import AuditEntry, FailureCount
from core.testing import page
from core.throttle import Counted, Limit, TooManyTries

SIGN_IN = reverse("branch:sign_in")
PASSWORD = "zhibu-test-pass"  # as core.testing.make_user sets it
GUESSER, OTHER = "10.1.2.3", "10.9.9.9"


class Clock:
    """The time that the pages see; `later` moves it."""

    def __init__(self):
        self.now = datetime(2031, 5, 6, 2, 0, tzinfo=timezone.get_current_timezone())

    def __call__(self):
        return self.now

    def later(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def sign_in(username="member", password=PASSWORD, address=GUESSER, client=None):
    return (client or Client()).post(
        SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address
    )


def known(username="member", address=GUESSER) -> Client:
    """A device from which an account was signed in to; the session has ended."""
    client = Client()
    assert sign_in(username, address=address, client=client).status_code == 302
    del client.cookies["sessionid"]
    return client


def guess(clock, times, username="member", address=GUESSER, client=None):
    """So many wrong passwords, each as soon as it is looked at."""
    for _ in range(times):
        answer = sign_in(username, "wrong-password", address, client)
        if answer.status_code == 429 and int(answer["Retry-After"]) <= 60:
            clock.later(seconds=int(answer["Retry-After"]))
            answer = sign_in(username, "wrong-password", address, client)
    return answer


def actions(account) -> list[str]:
    entries = audit.entries_of(account).order_by("number")
    return list(entries.values_list("action", flat=True))


@pytest.mark.usefixtures("cast")
def test_the_first_tries_cost_nothing_then_each_costs_double(clock):
    assert [sign_in(password="x").status_code for _ in range(4)] == [200] * 4
    waits = []
    for _ in range(4):
        refused = sign_in()
        assert refused.status_code == 429
        waits.append(int(refused["Retry-After"]))
        clock.later(seconds=waits[-1])
        assert sign_in(password="x").status_code == 200
    assert waits == [2, 4, 8, 16]
    assert int(sign_in()["Retry-After"]) == 15 * 60


@pytest.mark.usefixtures("cast")
def test_says_when_to_try_again_and_keeps_the_name(clock):
    guess(clock, 8)
    answer = sign_in()
    assert answer.status_code == 429
    assert "请在 02:16 以后再试" in page(answer).messages
    assert "解除暂停" in page(answer).messages
    assert 'value="member"' in answer.content.decode()


@pytest.mark.usefixtures("cast")
def test_opens_again_after_the_pause(clock):
    guess(clock, 8)
    clock.later(minutes=14, seconds=59)
    assert sign_in().status_code == 429
    clock.later(seconds=2)
    assert sign_in().status_code == 302


@pytest.mark.usefixtures("cast")
def test_a_right_password_begins_the_count_anew(clock):
    guess(clock, 7)
    clock.later(seconds=16)
    assert sign_in().status_code == 302
    assert [sign_in(password="x").status_code for _ in range(4)] == [200] * 4


@pytest.mark.usefixtures("cast")
def test_eight_guesses_from_elsewhere_do_not_keep_the_owner_out(clock):
    owner = known(address=OTHER)
    guess(clock, 8)
    assert sign_in().status_code == 429
    assert sign_in(address=OTHER, client=owner).status_code == 302
    assert sign_in(address=OTHER).status_code == 302


@pytest.mark.usefixtures("cast")
def test_a_known_device_is_let_in_even_behind_the_guessers_address(clock):
    """In an office everyone asks from one address."""
    owner = known()
    guess(clock, 8)
    assert sign_in().status_code == 429
    assert sign_in(client=owner).status_code == 302


@pytest.mark.usefixtures("cast")
def test_without_its_cookie_the_device_is_a_stranger(clock):
    """The negative control: it is the cookie that lets in."""
    owner = known()
    guess(clock, 8)
    del owner.cookies[signing_in.DEVICE_COOKIE]
    assert sign_in(client=owner).status_code == 429


@pytest.mark.parametrize("spoil", [lambda text: text[:-1], lambda text: "x", lambda text: text.swapcase()])
@pytest.mark.usefixtures("cast")
def test_a_forged_device_is_a_stranger(spoil, clock):
    owner = known()
    guess(clock, 8)
    owner.cookies[signing_in.DEVICE_COOKIE] = spoil(owner.cookies[signing_in.DEVICE_COOKIE].value)
    assert sign_in(client=owner).status_code == 429


@pytest.mark.usefixtures("cast")
def test_a_device_is_known_to_the_accounts_that_signed_in_from_it_alone(clock):
    colleague = known("secretary")
    guess(clock, 8)
    assert sign_in("member", client=colleague).status_code == 429
    assert sign_in("secretary", client=colleague).status_code == 302


@pytest.mark.usefixtures("cast")
def test_guessing_on_a_known_device_pauses_that_device(clock):
    shared = known()
    guess(clock, 8, client=shared)
    assert sign_in(client=shared).status_code == 429
    assert sign_in(address=OTHER).status_code == 302


@pytest.mark.usefixtures("cast")
def test_leaves_others_behind_the_same_address_alone(clock):
    guess(clock, 8)
    assert sign_in("secretary").status_code == 302


@pytest.mark.usefixtures("cast")
def test_an_address_that_tries_many_accounts_is_paused(clock):
    names = [f"nobody{number}" for number in range(30)]
    assert {sign_in(name, "x").status_code for name in names * 2} == {200}
    assert sign_in().status_code == 429
    assert sign_in(address=OTHER).status_code == 302
    clock.later(hours=1, seconds=1)
    assert sign_in().status_code == 302


@pytest.mark.usefixtures("cast", "clock")
def test_an_ipv6_subscriber_is_one_guesser():
    for number in range(4):
        sign_in(password="x", address=f"2001:db8:1:2::{number}")
    assert sign_in(address="2001:db8:1:2::99").status_code == 429
    assert sign_in(address="2001:db8:1:3::99").status_code == 302


@pytest.mark.usefixtures("cast")
def test_many_guessers_only_slow_each_other(clock):
    """From 24 failures a day on a new address gets one try for nothing, not three; it is never refused from the start."""
    for number in range(8):
        guess(clock, 3, address=f"10.2.0.{number}")
    assert sign_in(password="x", address="10.3.0.1").status_code == 200
    assert sign_in(password="x", address="10.3.0.1").status_code == 200
    assert sign_in(address="10.3.0.1")["Retry-After"] == "2"
    assert sign_in(address="10.3.0.2").status_code == 302


@pytest.mark.usefixtures("cast", "clock")
def test_an_account_that_does_not_exist_costs_and_says_the_same():
    def seen(username):
        answers = [sign_in(username, "x", OTHER) for _ in range(5)]
        return [(answer.status_code, list(page(answer).messages)) for answer in answers]

    assert seen("member") == seen("nobody")


@pytest.mark.usefixtures("cast", "clock")
def test_keeps_nothing_of_what_was_typed():
    sign_in("my-secret-typed-as-name", "x")
    stored = [[str(value) for value in row] for row in FailureCount.objects.values_list()]
    assert "my-secret" not in str(stored)


@pytest.mark.usefixtures("cast")
def test_counts_in_the_database_for_every_worker(clock):
    guess(clock, 3)
    assert FailureCount.objects.get(scope="pair").failures == 3


def test_old_counts_go(cast, clock):
    guess(clock, 3)
    clock.later(days=1, seconds=1)
    sign_in("secretary", "x")
    assert not FailureCount.objects.filter(account_id=cast.member.pk).exists()


def at_once(number, answer) -> list[bool]:
    """Which of so many tries of one guesser at the same moment are looked at; `answer` ends each."""
    counted = [Counted(Limit("pair", free=3, most=8, pause=timedelta(minutes=15)), ("a", "b"))]
    now = timezone.now()

    def one(_number):
        try:
            throttle.count_try(counted, now)
            together.wait(0.2)
            answer(counted, now)
        except TooManyTries:
            return False
        finally:
            connection.close()
        return True

    together = Event()  # never set: a moment in which the others begin
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
def test_guesses_at_the_same_moment_make_the_wait_longer():
    tried = sum(at_once(40, throttle.keep_failed))
    assert tried <= 8 + throttle.AT_ONCE
    row = FailureCount.objects.get()
    assert row.failures == tried
    assert row.blocked_until - row.last_at == throttle.LONGEST_PAUSE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
def test_right_passwords_at_the_same_moment_are_all_looked_at():
    assert all(at_once(16, lambda counted, now: throttle.forgive(counted, anew=("pair",))))
    assert not FailureCount.objects.exists()


def test_the_audit_log_tells_failures_pauses_and_their_end(cast, clock, client_of):
    guess(clock, 8)
    assert actions(cast.member) == ["SIGN_FAILED"] * 6 + ["PAUSE"]
    entry = AuditEntry.objects.get(action="PAUSE")
    assert (entry.actor_name, entry.reason) == ("系统", "地址 10.1.2.3连续输错 8 次")
    administrator = client_of(cast.administrator)
    detail = administrator.get(reverse("branch:account_detail", args=[cast.member.pk]))
    assert "10.1.2.3 | 8 | 2031年5月6日 02:00 | 2031年5月6日 02:15" in page(detail).rows
    answer = administrator.post(reverse("branch:account_unpause", args=[cast.member.pk]), follow=True)
    assert "已解除“周试五”的登录暂停" in page(answer).messages
    assert actions(cast.member)[-1] == "UNPAUSE"
    assert sign_in().status_code == 302


@pytest.mark.usefixtures("clock")
def test_an_address_is_opened_from_the_list_of_accounts(cast, client_of):
    for number in range(60):
        sign_in(f"nobody{number}", "x")
    assert sign_in().status_code == 429
    administrator = client_of(cast.administrator)
    listing = administrator.get(reverse("branch:account_list"))
    assert "地址 10.1.2.3 输错密码太多" in " ".join(listing.content.decode().split())
    key = listing.context["paused"][0].key
    address = reverse("branch:address_unpause")
    answer = administrator.post(address, {"key": key}, follow=True)
    assert "已解除地址 10.1.2.3 的登录暂停。" in page(answer).messages
    assert administrator.post(address, {"key": key}).status_code == 302
    assert AuditEntry.objects.filter(action="UNPAUSE").count() == 1
    assert sign_in().status_code == 302


def test_unpausing_opens_the_address_too(cast, clock, client_of):
    guess(clock, 8)
    for number in range(60):
        sign_in(f"nobody{number}", "x")
    address = reverse("branch:account_unpause", args=[cast.member.pk])
    client_of(cast.administrator).post(address)
    assert sign_in().status_code == 302
    again = client_of(cast.administrator).post(address, follow=True)
    assert "没有被暂停登录" in page(again).messages


@pytest.mark.usefixtures("cast")
def test_nobody_fills_the_audit_log_by_guessing(clock):
    """Five entries, then one each time the number doubles, whatever is tried."""
    for number in range(20):
        guess(clock, 3 if number > 2 else 8, address=f"10.4.0.{number}")
    assert FailureCount.objects.get(scope="account").failures == 75
    told = Counter(AuditEntry.objects.exclude(action="CREATE").values_list("action", flat=True))
    assert told == {"SIGN_FAILED": 5 + 4, "PAUSE": 5 + 2}
    for number in range(61):
        sign_in(f"nobody{number}", "x", "10.5.0.1")
    assert AuditEntry.objects.filter(action="PAUSE").count() == told["PAUSE"] + 1
    assert audit.first_broken() is None


def test_the_administrator_is_told_of_an_uncounted_proxy(cast, client_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    administrator = client_of(cast.administrator)
    address = reverse("branch:account_list")
    assert "PROXY_COUNT" not in administrator.get(address).content.decode()
    Client().get(SIGN_IN, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert "PROXY_COUNT 没有设置" in administrator.get(address).content.decode()


@pytest.mark.usefixtures("cast", "clock")
def test_guesses_through_a_proxy_are_the_guessers(settings):
    settings.PROXY_COUNT = 1

    def ask(forwarded_for, password):
        data = {"username": "member", "password": password}
        return Client().post(SIGN_IN, data, HTTP_X_FORWARDED_FOR=forwarded_for).status_code

    assert [ask(f"10.0.0.{number}, {GUESSER}", "x") for number in range(4)] == [200] * 4
    assert ask(f"10.0.0.9, {GUESSER}", PASSWORD) == 429
    assert ask(OTHER, PASSWORD) == 302


@pytest.mark.parametrize(
    ("headers", "proxies", "is_let_in"),
    [
        ({}, 0, True),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 0, False),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 1, False),
        ({}, 1, False),
    ],
)
def test_demo_accounts_never_sign_in_through_a_proxy(headers, proxies, is_let_in, cast, settings):
    settings.PROXY_COUNT = proxies
    cast.member.is_demo = True
    cast.member.save(update_fields=["is_demo"])
    answer = Client().post(SIGN_IN, {"username": "member", "password": PASSWORD}, **headers)
    assert (answer.status_code == 302) is is_let_in
    assert is_let_in or "不能从别处或经过代理登录" in page(answer).messages
