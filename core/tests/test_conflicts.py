"""A rule of the database that a form cannot see becomes a message beside the form, never a crash."""

from datetime import date

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction

from branch.organisations.models import PartyGroup
from core import records
from core.editing import CLASH, refusals_in, refusals_told
from core.form_tokens import is_token, new_token, used_token
from core.forms import BaseModelForm
from core.search import search
from core.testing import assert_flat_queries, page

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


class GroupForm(BaseModelForm):
    class Meta:
        model = PartyGroup
        fields = ["name", "founded_on"]


def deleted_group(cast, name="施工党小组") -> PartyGroup:
    group = PartyGroup(branch=cast.branch, name=name, founded_on=date(2024, 1, 1))
    records.create(group, by=cast.secretary)
    records.soft_delete(group, by=cast.secretary, reason="重复登记")
    return group


def test_a_name_taken_by_another_record_is_refused_in_words(cast):
    form = GroupForm(
        {"name": cast.group.name, "founded_on": "2024-01-01"}, user=cast.secretary, branch=cast.branch
    )
    assert form.is_valid()
    with pytest.raises(records.ValidationError) as refusal:
        form.save()
    assert all(not message.isascii() for message in refusal.value.messages)
    assert PartyGroup.objects.filter(branch=cast.branch, name=cast.group.name).count() == 1


def test_a_service_that_the_database_refuses_keeps_what_was_typed(cast, rf):
    form = GroupForm({"name": "新组", "founded_on": "2024-01-01"}, user=cast.secretary, branch=cast.branch)
    assert form.is_valid()
    with refusals_in(form), transaction.atomic():
        PartyGroup.objects.create(branch=cast.branch, name=cast.group.name, founded_on=date(2024, 1, 1))
    assert form.non_field_errors() == [CLASH]
    assert form["name"].value() == "新组"
    request = rf.post("/")
    request._messages = CookieStorage(request)
    with refusals_told(request, "没有导入。{}"), transaction.atomic():
        PartyGroup.objects.create(branch=cast.branch, name=cast.group.name, founded_on=date(2024, 1, 1))
    assert [str(message) for message in request._messages] == [f"没有导入。{CLASH}"]


def test_restoring_into_a_taken_name_is_refused_in_words(cast, client_of):
    gone = deleted_group(cast)
    records.create(
        PartyGroup(branch=cast.branch, name=gone.name, founded_on=date(2025, 1, 1)), by=cast.secretary
    )
    answer = client_of(cast.secretary).post(f"/records/branch.partygroup/{gone.pk}/restore/", follow=True)
    assert answer.status_code == 200
    assert "没有恢复" in page(answer).messages
    gone.refresh_from_db()
    assert gone.is_deleted


def test_recycle_bin_costs_the_same_with_many_rows_and_shows_the_chosen_branch(cast, client_of):
    deleted_group(cast, "甲组")
    other = PartyGroup(branch=cast.other_branch, name="外单位小组", founded_on=date(2024, 1, 1))
    records.create(other, by=cast.outsider)
    records.soft_delete(other, by=cast.outsider, reason="撤销")
    client = client_of(cast.secretary)

    def page():
        return client.get("/records/trash/").content.decode()

    assert "甲组" in page()
    assert "外单位小组" not in page()
    assert_flat_queries(page, lambda: [deleted_group(cast, f"第{n}组") for n in range(8)])


@pytest.mark.parametrize("text", ["", "x" * 37, "a\0b", "令牌", "a b"])
def test_what_cannot_be_a_token_counts_as_none(text):
    assert not is_token(text)
    assert used_token(text) is None
    assert is_token(new_token())


def test_search_takes_a_null_character_for_a_space(cast):
    words = f"{cast.people.member.name}\0"
    assert [type_.rows for type_ in search(words, cast.secretary, cast.branch)]
