"""Foreign keys point down: no model of a lower app knows one of a higher app."""

from django.apps import apps
from django.conf import settings
from django.db import models

# The lower an app, the smaller its number; study and activities stand side by side.
LEVELS = {
    "core": 0,
    "documents": 1,
    "branch": 2,
    "meetings": 3,
    "study": 4,
    "activities": 4,
    "rectification": 5,
    "reports": 6,
    "overview": 7,
}


def points_down(source: str, target: str) -> bool:
    """Whether a model of app `source` may hold a foreign key to one of app `target`."""
    if target not in LEVELS or source == target:
        return True
    return LEVELS[target] < LEVELS[source]


def wrong_links(all_models) -> list[str]:
    """Foreign keys, one-to-one links and many-to-many tables that point up or sideways."""
    wrong = []
    for model in all_models:
        source = model._meta.app_label
        if source not in LEVELS:
            continue
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            if field.is_relation and field.related_model is not None:
                target = field.related_model._meta.app_label
                if not points_down(source, target):
                    wrong.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    return wrong


def test_every_app_has_its_level():
    assert set(LEVELS) == set(settings.FIRST_PARTY_APPS)


def test_all_point_down():
    assert wrong_links(apps.get_models(include_auto_created=True)) == []


def test_sees_one_that_points_up():
    class Upward(models.Model):
        report = models.ForeignKey("reports.AnnualReport", verbose_name="报告", on_delete=models.PROTECT)

        class Meta:
            app_label = "core"
            managed = False

        def __str__(self):
            return ""

    try:
        assert wrong_links([Upward]) == ["core.Upward.report → reports.AnnualReport"]
    finally:
        del apps.all_models["core"]["upward"]
        apps.clear_cache()
