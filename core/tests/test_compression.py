"""Pages are compressed for browsers that ask for it, each time to another length; files are sent as they are."""

import gzip
from io import BytesIO

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
ASKED = {"HTTP_ACCEPT_ENCODING": "gzip, deflate"}


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def address(cast):
    return reverse("branch:member_detail", args=[cast.people.member.pk])


def test_says_the_same_in_a_fraction_of_the_length(client, address):
    plain, packed = client.get(address), client.get(address, **ASKED)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["Cache-Control"] == plain["Cache-Control"] == "private, no-store"
    assert len(packed.content) * 3 < len(plain.content)
    told = gzip.decompress(packed.content).decode()
    assert "周试五" in told
    assert len(told) == len(plain.content.decode())


def test_the_length_tells_nothing(client, address):
    assert len({len(client.get(address, **ASKED).content) for _ in range(12)}) > 3


def test_whoever_does_not_ask_gets_it_plain(client, address):
    assert "Content-Encoding" not in client.get(address)


def test_files_are_left_alone(client):
    sheet = client.get(reverse("branch:member_list"), {"format": "xlsx"}, **ASKED)
    assert "Content-Encoding" not in sheet
    assert BytesIO(b"".join(sheet) if sheet.streaming else sheet.content).read(2) == b"PK"
