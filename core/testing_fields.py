"""For tests that no field of a model is forgotten: values for any field, and which fields a list or a page tells."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.db import models, transaction

from core.dates import chinese_date

# What a field that links to a record, or holds JSON, may be given: by the model linked to, or by the field's name.
Samples = Mapping[Any, Any]


def own_fields(model: type[models.Model], base: type[models.Model]) -> list[Any]:
    """The fields and links that a model declares beyond its abstract base, in their order."""
    inherited = {field.name for field in base._meta.local_fields}
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [field for field in fields if field.name not in inherited and not field.primary_key]


def value_of(field: Any, mark: str, samples: Samples, current: object = None) -> Any:
    """A value that holds for no other field, another one for each `mark` of one character, and not the current one.

    Raises NotImplementedError for a kind of field without a sample, so that a new kind is noticed.
    """
    if field.name in samples or field.related_model:
        sample = samples[field.name if field.name in samples else field.related_model]
        return None if sample == current else sample
    if field.choices:
        unwanted = field.get_default() if current is None else current
        return next(code for code, _ in field.flatchoices if code != unwanted)
    if isinstance(field, models.BooleanField):
        return not field.get_default() if current is None else not current
    if isinstance(field, models.DateField):
        return date(2027, 1, 1) + timedelta(days=7 * (field.creation_counter % 900) + ord(mark) % 7)
    if isinstance(field, models.IntegerField):
        return 30_000 + ord(mark) % 1000
    if isinstance(field, models.CharField | models.TextField):
        return f"{mark}的{field.verbose_name}"[: field.max_length]
    raise NotImplementedError(f"no sample for {field}")


def fields_told(
    record: models.Model, base: type[models.Model], samples: Samples, tell: Callable[[], str]
) -> set[str]:
    """The names of the fields that a text tells: each one is changed by itself, and its new value must be read there.

    A yes or no, JSON, and a link that is one of many or taken away count as told when the text changes at all.
    """
    told, before = set(), tell()
    for field in own_fields(type(record), base):
        value = value_of(field, "丙", samples, None if field.many_to_many else getattr(record, field.name))
        with transaction.atomic():
            if field.many_to_many:
                getattr(record, field.name).set([value])
            else:
                type(record)._base_manager.filter(pk=record.pk).update(**{field.name: value})
            after = tell()
            transaction.set_rollback(True)
        if after != before and any(words in after for words in _words(field, value)):
            told.add(field.name)
    return told


def page_text(response: Any) -> str:
    """What is read on a page, in one line: without what its markup carries, such as tokens."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def _words(field: Any, value: Any) -> list[str]:
    if field.choices:
        return [str(dict(field.flatchoices)[value])]
    if isinstance(value, date):
        return [value.isoformat(), chinese_date(value)]
    is_seen_by_change = field.many_to_many or value is None or isinstance(value, bool | list | dict)
    return [""] if is_seen_by_change else [str(value)]
