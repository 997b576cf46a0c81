"""A form that comes again makes no second record: hundreds of posts to create pages of the whole site.

RESENT=3000 script/test config/tests/test_resent_forms.py sends as many as were promised.
"""

import os
from copy import deepcopy

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from core.forms import BaseModelForm
from core.models import Record, UsedFormToken

from .site import whole_matrix
from .typed import filled

RESENT = int(os.environ.get("RESENT", "300"))
THROUGH_THE_PAGE = 5
# Pages whose plain fields alone make a whole record; the others' rows and choices have tests in their apps.
PAGES = (
    "rectification:cause_create",
    "rectification:measure_create",
    "rectification:item_create",
    "rectification:opinion_create",
    "rectification:round_create",
    "branch:group_create",
    "study:material_create",
)


def counts() -> dict[str, int]:
    """How many records of each kind there are."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if issubclass(model, Record) or model is UsedFormToken
    }


def resend(opened: BaseModelForm, data: dict[str, object]):
    """The form as the server reads it when it comes again: without the page around it."""
    form = deepcopy(opened)
    form.data, form.is_bound, form._errors = data, True, None
    assert form.is_valid(), form.errors
    return form.save()


@pytest.mark.no_cover
@pytest.mark.django_db
def test_resent_posts_make_one_record_each(cast, client_of):
    from rectification.tests import factory

    factory.make_problem(cast)
    client = client_of(cast.secretary, year=2025)
    assert set(PAGES) <= set(whole_matrix())
    sent = 0
    for page in PAGES:
        url = reverse(page)
        opened = client.get(url).context["form"]
        data = filled(opened)
        assert client.post(url, data).status_code == 302, page
        after = counts()
        for _ in range(THROUGH_THE_PAGE):
            assert client.post(url, data).status_code == 302, page
        again = RESENT // len(PAGES) + 1 - THROUGH_THE_PAGE
        made = {resend(opened, data).pk for _ in range(again)}
        sent += again + THROUGH_THE_PAGE
        assert len(made) == 1, page
        assert counts() == after, page
    assert sent >= RESENT


@pytest.mark.django_db
def test_without_its_token_a_form_makes_a_second_record(cast, client_of):
    """Negative control: it is the token that keeps resent forms from making records."""
    client, url = client_of(cast.secretary, year=2025), reverse("rectification:cause_create")
    data = filled(client.get(url).context["form"]) | {"form_token": ""}
    before = counts()["rectification.Cause"]
    with transaction.atomic():
        for _ in range(2):
            assert client.post(url, data).status_code == 302
    assert counts()["rectification.Cause"] == before + 2
