"""What every model of ours keeps to: Chinese names, short database names, refusals in Chinese, a guarded manager."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from branch.base import BranchRecord
from core import records
from core.models import Record

HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_NAME = 30
# Records of a branch that no page of their own shows: they live on another record's page.
WITHOUT_PAGE: set[str] = set()


def our_models() -> list[type[models.Model]]:
    """Every model of the site's own apps, without the automatic ones."""
    return [model for model in apps.get_models() if model._meta.app_label in settings.FIRST_PARTY_APPS]


OURS = pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)


def unnamed_fields(model) -> list[str]:
    """Fields without a Chinese name; keys made by the framework have none to show."""
    return [
        field.name
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if not field.auto_created and not HAN.search(str(field.verbose_name))
    ]


def long_names(model) -> list[str]:
    """Names in the database beyond 30 characters, which some engines cut or refuse.

    Automatic link tables are left out: the framework shortens their names where an engine asks for it.
    """
    meta = model._meta
    names = [meta.db_table, *(field.column for field in meta.concrete_fields)]
    names += [constraint.name for constraint in meta.constraints] + [index.name for index in meta.indexes]
    return [name for name in names if len(name) > LONGEST_NAME]


def wordless_constraints(model) -> list[str]:
    """Constraints whose refusal is not worded by us: the framework's own text says nothing about the mistake."""
    return [
        one.name
        for one in model._meta.constraints
        if one.violation_error_message == one.default_violation_error_message
        or not HAN.search(str(one.violation_error_message))
    ]


@OURS
def test_has_chinese_names(model):
    assert HAN.search(str(model._meta.verbose_name))
    assert HAN.search(str(model._meta.verbose_name_plural))
    assert unnamed_fields(model) == []


@OURS
def test_has_short_database_names(model):
    assert long_names(model) == []


@OURS
def test_refuses_in_chinese(model):
    assert wordless_constraints(model) == []


@OURS
def test_is_soft_deleted_and_guarded_where_it_is_a_record(model):
    if issubclass(model, Record):
        assert hasattr(model.objects.all(), "alive")
    if issubclass(model, BranchRecord) and model._meta.label not in WITHOUT_PAGE:
        assert model._meta.label_lower in {kind.key for kind in records.all_types()}


@pytest.mark.parametrize("kind", records.all_types(), ids=lambda kind: kind.key)
def test_every_registered_type_says_who_may_see_it(kind):
    assert hasattr(kind.model.objects, "visible_to")
    assert HAN.search(kind.label)
    restricted = kind.model.restricted_fields
    if isinstance(restricted, frozenset):  # an activity's depend on its kind
        assert restricted <= {field.name for field in kind.model._meta.get_fields()}
        assert set(kind.search_fields) & restricted == set()


def test_sees_what_breaks_the_rules():
    class Careless(models.Model):
        a_field_with_a_name_far_too_long_for_databases = models.IntegerField()

        class Meta:
            app_label = "core"
            managed = False
            constraints = [models.CheckConstraint(name="careless", condition=models.Q(id__gt=0))]

        def __str__(self):
            return ""

    try:
        assert unnamed_fields(Careless) == ["a_field_with_a_name_far_too_long_for_databases"]
        assert long_names(Careless) == ["a_field_with_a_name_far_too_long_for_databases"]
        assert wordless_constraints(Careless) == ["careless"]
    finally:
        del apps.all_models["core"]["careless"]
        apps.clear_cache()


def test_no_index_or_constraint_is_called_like_a_table():
    """On PostgreSQL an index is a relation of its own, beside the tables."""
    models = list(apps.get_models())
    tables = {model._meta.db_table for model in models}
    names = {one.name for model in models for one in (*model._meta.constraints, *model._meta.indexes)}
    assert names & tables == set()
