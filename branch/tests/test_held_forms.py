"""A form sent after the session's end without script waits in the sign-in page; only its own person may send it on."""

import lxml.html
import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from branch.accounts import held_forms
from core.testing import HouseClient, page
from rectification.problems.models import Cause

pytestmark = pytest.mark.django_db

SIGN_IN = reverse("branch:sign_in")
FORM = reverse("rectification:cause_create")
PASSWORD = "zhibu-test-pass"
WORDS = "学得不深\r\n不透 <b>"


def fields(answer, action: str) -> dict[str, str]:
    """The named values of the form that goes to an address."""
    root = lxml.html.fromstring(answer.content.decode())
    form = root.xpath(f"//form[@action='{action}']")[0]
    return {one.get("name"): one.get("value", "") for one in form.xpath(".//input[@name]")}


@pytest.fixture
def client(cast, client_of):  # noqa: ARG001  # for its effect
    """The secretary's browser, with a form open when the session ends."""
    client = HouseClient()
    client.post(SIGN_IN, {"username": "secretary", "password": PASSWORD})
    assert client.get(FORM).status_code == 200
    Session.objects.all().delete()
    return client


def send_late(client, **more):
    told = {"title": WORDS, "order": "1", "form_token": "6d2c1f6e-0000-4000-8000-000000000000", **more}
    return client.post(FORM, told, headers={"referer": f"http://testserver{FORM}"})


def sign_in(client, late, username: str):
    told = fields(late, SIGN_IN) | {"username": username, "password": PASSWORD}
    told.pop("stay")
    return client.post(SIGN_IN, told)


def test_the_words_come_back_after_the_sign_in(client):
    late = send_late(client)
    assert late.status_code == 401
    assert "还没有保存" in page(late).messages
    assert Cause.objects.count() == 0
    wrong = client.post(SIGN_IN, fields(late, SIGN_IN) | {"username": "secretary", "password": "x"})
    offered = sign_in(client, wrong, "secretary")
    assert page(offered).heading == "接着保存"
    told = fields(offered, FORM)
    assert told["title"].splitlines() == WORDS.splitlines()
    stored = client.post(FORM, told)
    assert stored.status_code == 302, page(stored).errors
    assert Cause.objects.get().title.splitlines() == WORDS.splitlines()


def test_another_person_is_not_given_them(client):
    answer = sign_in(client, send_late(client), "committee")
    assert answer.url == FORM
    told = client.get(FORM)
    assert "另一个账号" in page(told).messages
    assert "学得不深" not in told.content.decode()


def test_a_button_is_not_held(client):
    late = client.post(reverse("branch:workspace_switch"), {"year": "2025", "next": "/年度/"})
    assert late.status_code == 302


def test_passwords_do_not_wait(client):
    late = send_late(client, new_password1="geheim-geheim-geheim")
    waiting = held_forms.held(fields(late, SIGN_IN)["held"])
    assert [name for name, _ in waiting.fields] == ["title", "order", "form_token"]


def test_a_text_that_we_did_not_write_is_not_offered(client):
    late = send_late(client)
    told = fields(late, SIGN_IN) | {"username": "secretary", "password": PASSWORD, "held": "x:y:z"}
    assert client.post(SIGN_IN, told).status_code == 302


def test_waits_for_an_hour_at_most(client, monkeypatch):
    late = send_late(client)
    monkeypatch.setattr(held_forms, "LASTS", -1)
    assert sign_in(client, late, "secretary").status_code == 302
