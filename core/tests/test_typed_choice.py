"""A record of very many is typed by its name; a select stays where a person can look it through."""

import pytest
from django.urls import reverse

from branch.accounts.forms import RoleForm
from branch.organisations.models import Organisation
from core import typed_choice
from core.testing import make_organisation
from core.typed_choice import TypedChoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast, monkeypatch):
    """The form of a role, where six organisations are too many."""
    monkeypatch.setattr(typed_choice, "MOST_TO_CHOOSE", 4)
    for number in (1, 11, 12):
        make_organisation(f"x{number}", parent=cast.committee_org, name=f"第{number}项目部党支部")
    return lambda data=None: RoleForm(data, account=cast.member, user=cast.administrator)


def said(form, words: str) -> object:
    """The organisation that words lead to, or what is said instead."""
    sent = form({"role": "SECRETARY", "organisation": words, "starts_on": "2025-01-01"})
    sent.is_valid()
    made = sent.cleaned_data.get("organisation")
    return made.code if made else sent.errors["organisation"][0]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("甲项目党支部", "alpha"),
        ("beta", "beta"),
        ("乙机关", "beta"),
        (" 第1项目部党支部 ", "x1"),
        ("第1", "“第1”不止一个：第1项目部党支部、第11项目部党支部、第12项目部党支部，请把名称写全。"),
        ("没有这个", "没有找到“没有这个”，请核对名称。"),
        ("99999999999999999999", "没有找到“99999999999999999999”，请核对名称。"),
        ("", "请填写组织。"),
    ],
)
def test_words_lead_to_one_record_or_say_what_comes_near(form, words, answer):
    assert said(form, words) == answer


def test_is_a_select_where_there_are_few(cast):
    few = RoleForm(account=cast.member, user=cast.administrator)
    assert not isinstance(few.fields["organisation"], TypedChoice)


def test_a_program_posts_the_number(form, cast):
    assert said(form, str(cast.other_branch.pk)) == "beta"


def test_shows_the_name_and_keeps_what_was_typed(form, cast):
    field = form().fields["organisation"]
    assert field.prepare_value(cast.branch.pk) == "甲项目党支部"
    assert field.prepare_value("第1") == "第1"
    assert (field.has_changed(cast.branch.pk, "甲项目党支部"), field.has_changed(None, "甲")) == (False, True)


def test_the_page_for_opening_accounts_searches_the_branch(form, cast, client_of, monkeypatch):  # noqa: ARG001  # for its branches
    monkeypatch.setattr("branch.accounts.opening_views.MOST_TO_CHOOSE", 2)
    client, url = client_of(cast.administrator), reverse("branch:accounts_open")
    assert [one.code for one in client.get(url).context["branches"]] == ["alpha", "beta"]
    response = client.get(url, {"q": "第11"})
    assert [one.code for one in response.context["branches"]] == ["x11"]
    assert response.context["branch"].code == "x11"
    assert "第11项目部党支部；登录名" in response.content.decode()
    nothing = client.get(url, {"q": "没有"})
    assert "没有找到这样的党支部" in nothing.content.decode()
    assert nothing.context["branch"] in Organisation.objects.branches()
