"""The permission matrix of the whole site: every address, every role, including another branch's objects.

Each app states its part in `<app>/tests/matrix.py`: MATRIX (URL name → role → status), POST_ONLY (sent by POST
without data, everything else by GET) and `make_objects(cast)` (URL name → arguments of the address).
"""

from copy import deepcopy
from functools import cache
from importlib import import_module

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.testing import ROLE_NAMES, HouseClient

ROLES = (*ROLE_NAMES, "anonymous")
# Roles whose pages ask the database for different rows; PostgreSQL answers these.
ASKING_APART = {"secretary", "group_leader", "member", "superior", "outsider"}
# Addresses whose arguments are a year, an audience or a file format, of whichever branch the person works in, and
# the link of 征求意见, which is for everybody who was given it.
NOT_OBJECTS_OF_A_BRANCH = {
    "rectification:framework_update",
    "rectification:framework_copy",
    "rectification:opinion_give",
    "reports:item_ledger",
    "reports:meeting_book",
    "reports:meeting_statistics",
    "reports:problem_ledger",
    "reports:talk_overview",
    "reports:yearbook",
}


def named_addresses(resolver: URLResolver, namespace: str = "") -> set[str]:
    """Every URL name of the site with its namespace; an address without a name would stay untested."""
    names: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            names |= named_addresses(entry, inner)
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name, f"{entry.pattern} has no name"
            names.add(f"{namespace}:{entry.name}" if namespace else entry.name)
    return names


@cache
def app_matrices() -> dict[str, object]:
    """The matrix module of every app."""
    return {app: import_module(f"{app}.tests.matrix") for app in settings.FIRST_PARTY_APPS}


def whole_matrix() -> dict[str, dict[str, int]]:
    """The matrices of all apps as one."""
    return {name: row for module in app_matrices().values() for name, row in module.MATRIX.items()}


def post_only() -> set[str]:
    """Addresses that take POST alone."""
    return set().union(*(getattr(module, "POST_ONLY", set()) for module in app_matrices().values()))


@pytest.fixture
def objects(cast) -> dict[str, dict]:
    """The address arguments of every app's objects, all in the cast's branch."""
    return {
        name: kwargs
        for module in app_matrices().values()
        for name, kwargs in module.make_objects(cast).items()
    }


def answer(client: HouseClient, name: str, kwargs: dict | None) -> int:
    """The status of one address, with everything the request wrote taken back."""
    fresh = HouseClient()
    fresh.cookies = deepcopy(client.cookies)
    send = fresh.post if name in post_only() else fresh.get
    with transaction.atomic():
        response = send(reverse(name, kwargs=kwargs or None))
        if response.streaming:
            # Read to its end, a file closes itself; closing it early would drop PostgreSQL's connection.
            list(response)
        transaction.set_rollback(True)
    return response.status_code


def test_knows_every_address():
    assert set(whole_matrix()) == named_addresses(get_resolver())


def test_states_every_role_for_every_address():
    wrong = {name: set(ROLES) ^ set(row) for name, row in whole_matrix().items() if set(row) != set(ROLES)}
    assert wrong == {}


def test_names_only_addresses_that_exist_as_post_only():
    assert post_only() <= set(whole_matrix())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=pytest.mark.postgres if role in ASKING_APART else ()) for role in ROLES],
)
def test_answers_as_the_matrix_says(role, cast, objects, client_of):
    client = client_of(getattr(cast, role, None), year=2025)
    found = {name: answer(client, name, objects.get(name)) for name in whole_matrix()}
    expected = {name: row[role] for name, row in whole_matrix().items()}
    assert {
        name: (status, expected[name]) for name, status in found.items() if status != expected[name]
    } == {}


@pytest.mark.postgres
@pytest.mark.django_db
def test_hides_every_object_from_another_branch(cast, objects):
    """Administrators' pages apart, whatever has an object in its address is 404 for the outsider."""
    rows = whole_matrix()
    open_to_outsiders = {
        name
        for name, kwargs in objects.items()
        if kwargs and rows[name]["outsider"] != 404 and rows[name]["secretary"] != 403
    }
    assert open_to_outsiders <= NOT_OBJECTS_OF_A_BRANCH


@pytest.mark.postgres
@pytest.mark.django_db
def test_sees_a_page_that_lets_an_outsider_in(cast, objects, client_of, monkeypatch):
    """The negative control: with the access check taken out, the outsider's answer is no longer the stated one."""
    from branch.models import MemberQuerySet

    monkeypatch.setattr(MemberQuerySet, "visible_to", lambda self, user: self.all())
    name = "branch:member_detail"
    assert answer(client_of(cast.outsider), name, objects[name]) != whole_matrix()[name]["outsider"]
