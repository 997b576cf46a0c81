"""Headers and cookies: a content policy without inline code, and what a browser must keep to itself."""

import importlib

import pytest
from django.test import Client
from django.urls import reverse

from config.settings import base

DIRECTIVES = {
    "default-src",
    "script-src",
    "style-src",
    "object-src",
    "base-uri",
    "form-action",
    "frame-ancestors",
}


def policy_of(response) -> dict[str, str]:
    """The policy as {directive: sources}."""
    parts = [
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip()
    ]
    return {part[0]: part[1] if len(part) > 1 else "" for part in parts}


@pytest.mark.parametrize(
    "name",
    [
        "overview:home",
        "branch:member_list",
        "branch:member_create",
        "meetings:meeting_list",
        "core:trash_list",
    ],
)
def test_pages_forbid_inline_code_and_other_sites(name, cast, client_of):
    policy = policy_of(client_of(cast.secretary).get(reverse(name)))
    assert set(policy) >= DIRECTIVES
    assert not any(word in sources for sources in policy.values() for word in ("unsafe", "*", "http"))
    assert policy["object-src"] == "'none'"


@pytest.mark.usefixtures("cast")
@pytest.mark.django_db
def test_pages_for_everyone_forbid_it_as_well():
    for address in (reverse("branch:sign_in"), "/no/such/page/"):
        assert "unsafe" not in Client().get(address).get("Content-Security-Policy", "unsafe")


def test_every_page_carries_the_secure_headers(cast, client_of):
    response = client_of(cast.secretary).get(reverse("overview:home"))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.usefixtures("cast")
def test_cookies_stay_out_of_reach_of_scripts_and_other_sites():
    client = Client()
    client.get(reverse("branch:sign_in"))
    client.post(reverse("branch:sign_in"), {"username": "secretary", "password": "zhibu-test-pass"})
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.usefixtures("cast")
def test_a_form_without_its_token_is_refused_in_chinese():
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        reverse("branch:sign_in"), {"username": "secretary", "password": "zhibu-test-pass"}
    )
    assert response.status_code == 403
    assert "页面" in response.content.decode()


def test_https_makes_cookies_secure_and_forces_itself(monkeypatch):
    from config.settings import prod

    monkeypatch.setenv("SITE_URL", "https://zhibu.example.org")
    try:
        importlib.reload(base)
        reloaded = importlib.reload(prod)
        assert reloaded.SESSION_COOKIE_SECURE
        assert reloaded.CSRF_COOKIE_SECURE
        assert reloaded.SECURE_SSL_REDIRECT
        # Modest until somebody asks for more: a browser does not forget before the time is over.
        assert reloaded.SECURE_HSTS_SECONDS == 86400
        assert not reloaded.SECURE_HSTS_INCLUDE_SUBDOMAINS
        assert not hasattr(reloaded, "SECURE_HSTS_PRELOAD")
        monkeypatch.setenv("HSTS_SECONDS", "31536000")
        monkeypatch.setenv("HSTS_SUBDOMAINS", "1")
        reloaded = importlib.reload(prod)
        assert (reloaded.SECURE_HSTS_SECONDS, reloaded.SECURE_HSTS_INCLUDE_SUBDOMAINS) == (31536000, True)
        assert "zhibu.example.org" in reloaded.ALLOWED_HOSTS
    finally:
        monkeypatch.undo()
        importlib.reload(base)
        importlib.reload(prod)
    assert not base.SESSION_COOKIE_SECURE
    assert base.DEBUG is False


def test_pages_of_somebody_signed_in_are_never_stored(cast, client_of):
    """Whatever the answer: a page, a file, a redirect, a refusal, a page that is not there."""
    client = client_of(cast.secretary)
    answers = [
        client.get(reverse("overview:home")),
        client.get(reverse("meetings:calendar_file")),
        client.post(reverse("branch:workspace_switch")),
        client.get(reverse("branch:account_list")),
        client.get("/no/such/page/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 302, 403, 404]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert client.post(reverse("branch:sign_out"))["Clear-Site-Data"] == '"cache"'
    assert "no-store" not in client.get("/no/such/page/").get("Cache-Control", "")
