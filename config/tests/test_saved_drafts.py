"""The browser is told which form was stored, and only then."""

import pytest
from django.urls import reverse

from core.saved_drafts import COOKIE, FIELD

from .typed import filled

pytestmark = pytest.mark.django_db

DRAFT = "0123456789abcdef01234567"


def sent(client, url: str, data: dict, draft: str = DRAFT) -> str:
    answer = client.post(url, data | {FIELD: draft})
    return answer.cookies[COOKIE].value if COOKIE in answer.cookies else ""


@pytest.fixture
def writer(cast, client_of):
    return client_of(cast.secretary, year=2025)


def test_names_the_draft_of_a_form_that_was_stored(writer):
    url = reverse("branch:group_create")
    data = filled(writer.get(url).context["form"])
    assert sent(writer, url, data) == DRAFT


def test_says_nothing_of_a_form_that_was_refused(writer):
    assert sent(writer, reverse("branch:group_create"), {"name": ""}) == ""


@pytest.mark.parametrize("draft", ["", "x", DRAFT + "0", "0123456789abcdef0123456;"])
def test_says_nothing_without_a_proper_number(writer, draft):
    url = reverse("branch:group_create")
    assert sent(writer, url, filled(writer.get(url).context["form"]), draft) == ""


def test_says_nothing_of_a_button_that_was_refused(cast, client_of):
    """A redirect with an error: `refusals_told` leads back to the page that the button stood on."""
    client = client_of(cast.administrator)
    role = cast.administrator.roles.get()
    assert client.post(reverse("branch:role_end", args=[role.pk])).status_code == 302
    assert sent(client, reverse("branch:role_end", args=[role.pk]), {}) == ""


@pytest.mark.usefixtures("cast")
def test_says_nothing_when_the_sign_in_comes_first(client):
    assert sent(client, reverse("branch:group_create"), {"name": "第一党小组"}) == ""
