"""Numbers and days that no record can have: said plainly where a person typed them, never a 500."""

import pytest
from django.urls import reverse

from .forms import create_url, posted

pytestmark = pytest.mark.django_db
# Python itself refuses to read a number as long as this.
ENDLESS = "9" * 5000


def test_answers_endless_numbers_in_addresses_and_posts(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    addresses = [
        *((create_url(), name) for name in ("copy", "plan", "template", "group")),
        (reverse("meetings:template_create"), "meeting"),
        (reverse("meetings:roll_partial"), "meeting"),
    ]
    for address, name in addresses:
        assert client.get(address, {name: ENDLESS}).status_code == 200, (address, name)
    assert client.post(create_url(), {"template": ENDLESS}).status_code == 404


def test_says_how_many_items_an_agenda_takes(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    items = [{"title": f"第 {number} 件事"} for number in range(1, 42)]
    page = client.post(create_url(), posted(state="PLANNED", agenda=items)).content.decode()
    assert "议题最多 40 项，请合并一些，或分几次会议登记。" in page
    assert "第 41 件事" in page


def test_says_which_year_cannot_be_and_keeps_what_was_typed(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    for day, year in (("0001-01-01", "0001"), ("0205-03-07", "0205"), ("9999-12-31", "9999")):
        assert client.get(create_url(f"?on={day}&kind=COMMITTEE")).status_code == 200, day
        for state in ("PLANNED", "HELD"):
            page = client.post(create_url(), posted(state=state, starts_at=f"{day}T14:30"))
            assert page.status_code == 200, day
            text = page.content.decode()
            assert f"年份是 {year}，应在 1921 到 2100 之间" in text
            assert f"{day}T14:30" in text
