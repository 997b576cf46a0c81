"""A session lasts as long as it is used, within limits; what comes after its end leads back to where it stood."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from branch.accounts import sessions
from branch.accounts.models import User
from core.models import AuditEntry
from core.testing import page

pytestmark = pytest.mark.django_db

HOME = reverse("overview:home")
SIGN_IN = reverse("branch:sign_in")
STATE = reverse("branch:session_state")
MINUTE, HOUR = 60, 3600


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` lets so much time pass for the sessions."""
    now = [1_700_000_000]
    monkeypatch.setattr(sessions.time, "time", lambda: now[0])

    def wait(seconds: int) -> None:
        now[0] += seconds

    return wait


@pytest.fixture
def client(cast, client_of, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_MAX_HOURS = 30, 8
    return client_of(cast.member)


def is_open(client) -> bool:
    return client.get(HOME).status_code == 200


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_ends_after_the_idle_time(client, clock, minutes, stays):
    assert is_open(client)
    clock(minutes * MINUTE)
    assert is_open(client) is stays
    assert Session.objects.filter(pk=client.session.session_key).exists() is stays


def test_is_prolonged_by_use_up_to_the_longest_time(client, clock):
    assert is_open(client)
    for _ in range(23):  # seven hours and forty minutes
        clock(20 * MINUTE)
        assert is_open(client)
    clock(21 * MINUTE)
    assert not is_open(client)


def test_use_is_noted_once_a_minute(client, clock):
    assert is_open(client)
    noted = client.session[sessions.SEEN_AT]
    clock(sessions.NOTED_EVERY - 1)
    is_open(client)
    assert client.session[sessions.SEEN_AT] == noted
    clock(1)
    is_open(client)
    assert client.session[sessions.SEEN_AT] == noted + sessions.NOTED_EVERY


def test_without_limits_it_would_stay(client, clock, settings):
    """The negative control: the two settings are what ends it."""
    settings.SESSION_IDLE_MINUTES = settings.SESSION_MAX_HOURS = 10**6
    assert is_open(client)
    clock(400 * HOUR)
    assert is_open(client)


def test_tells_a_page_who_is_signed_in(cast, client, clock):
    state = client.get(STATE).json()
    assert (state["person"], state["branch"]) == (cast.member.pk, cast.branch.pk)
    assert len(state["csrf"]) == 64
    clock(31 * MINUTE)
    assert client.get(STATE).json()["person"] is None


def test_asking_is_open_to_an_account_that_must_change_its_password(cast, client):
    User.objects.filter(pk=cast.member.pk).update(must_change_password=True)
    assert client.get(STATE).json()["person"] == cast.member.pk


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/meetings/?year=2025", "/meetings/?year=2025"),
        ("http://elsewhere.example/meetings/", HOME),
        ("http://testserver.elsewhere.example/", HOME),
        ("http://testserver//elsewhere.example/", HOME),
        ("javascript:alert(1)", HOME),
        ("", HOME),
    ],
)
def test_a_button_pressed_after_the_end_returns_to_its_page(client, clock, referer, back):
    button = reverse("branch:workspace_switch")
    assert is_open(client)
    clock(31 * MINUTE)
    answer = client.post(button, {"year": "2025"}, headers={"referer": referer}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == SIGN_IN
    data = {"username": "member", "password": "zhibu-test-pass", "next": answer.context["next"]}
    assert answer.context["next"] == back
    assert client.post(SIGN_IN, data).url == back


def test_a_page_asked_for_after_the_end_comes_after_the_sign_in(client, clock):
    assert is_open(client)
    clock(31 * MINUTE)
    assert client.get("/meetings/?year=2025").url == f"{SIGN_IN}?next=/meetings/%3Fyear%3D2025"


def test_a_part_of_a_page_asked_for_after_the_end_is_no_sign_in_page(client, clock):
    assert is_open(client)
    clock(31 * MINUTE)
    assert client.get("/meetings/", headers={"HX-Request": "true"}).status_code == 401


def test_an_address_for_buttons_alone_says_so(client):
    answer = client.get(reverse("branch:workspace_switch"))
    assert answer.status_code == 405
    assert page(answer).heading == "这一页不能直接打开"
    assert answer["Allow"] == "POST"


def test_ending_by_itself_is_no_signing_out(client, clock):
    """Nobody pressed 退出登录, so the audit log does not say so."""
    assert is_open(client)
    clock(31 * MINUTE)
    assert not is_open(client)
    assert not AuditEntry.objects.filter(action="SIGN_OUT").exists()
