"""Records that are not as the audit log says: changed, brought back or taken away beside the program."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from . import audit
from .enums import AuditAction
from .models import AuditEntry

BEGINS = {AuditAction.CREATE, AuditAction.RESTORE, AuditAction.IMPORT}
# Why a record is deleted stands as the reason of the entry. What else no entry's values tell, a model says itself by
# `untold_fields`.
NOT_COMPARED = {"deletion_reason"}
# Records looked at together; engines bind a limited number of values.
BATCH = 500


def altered() -> Iterator[str]:
    """One sentence for each record of which a field, or whether it is deleted, differs from its newest entries.

    Values are compared as the history shows them; a name that was changed by an entry of its own is no difference.
    Named by kind and number: the content is the branch's.
    """
    renamed = _renamed()
    types = AuditEntry.objects.order_by().values_list("object_type", flat=True).distinct()
    for object_type in sorted(types):
        try:
            model = apps.get_model(object_type)
        except LookupError:
            continue
        yield from _altered(model, _told_of(object_type), renamed)


@dataclass
class _Told:
    """What the entries say of the records of one type, by their keys as text."""

    values: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    created: set[str] = field(default_factory=set)
    is_deleted: dict[str, bool] = field(default_factory=dict)


def _told_of(object_type: str) -> _Told:
    told = _Told()
    entries = AuditEntry.objects.filter(object_type=object_type).order_by("number")
    for pk, action, changes in entries.values_list("object_id", "action", "changes").iterator():
        told.values[pk] |= {key: change["new"] for key, change in changes.items()}
        if action == AuditAction.CREATE:
            told.created.add(pk)
        # Rows that come and go with another record have no such entries.
        if action in {*BEGINS, AuditAction.DELETE}:
            told.is_deleted[pk] = action == AuditAction.DELETE
    return told


def _altered(model: type[models.Model], told: _Told, renamed: dict[str, str]) -> Iterator[str]:
    name, is_kept = model._meta.verbose_name, any(one.name == "deleted_at" for one in model._meta.fields)
    keys = list(told.values)
    for begin in range(0, len(keys), BATCH):
        batch = keys[begin : begin + BATCH]
        there = {str(row.pk): row for row in model._base_manager.filter(pk__in=batch)}
        for pk in batch:
            if row := there.get(pk):
                yield from (f"{name} {pk}：{fault}" for fault in _faults(row, told, renamed, is_kept=is_kept))
            elif is_kept:
                yield f"{name} {pk}：记录不见了"


def _faults(row: Any, told: _Told, renamed: dict[str, str], *, is_kept: bool) -> Iterator[str]:
    """What of a record is not as told: whether it is deleted, and the labels of its fields."""
    pk, in_bin = str(row.pk), is_kept and row.deleted_at is not None
    if in_bin != told.is_deleted.get(pk, in_bin):
        yield "没有删除的记录却在回收站" if in_bin else "没有恢复的记录却不在回收站"
    try:
        now = audit.snapshot(row)
    except ObjectDoesNotExist:
        yield "指向的记录不见了"
        return
    untold = NOT_COMPARED | getattr(row, "untold_fields", set())
    own = {one.name for one in [*row._meta.concrete_fields, *row._meta.many_to_many]}
    labels = [
        label
        for key, (label, value) in now.items()
        # What belongs to a deleted record may go to another one.
        if (key in own or not in_bin)
        and key not in untold
        and not _is_told(type(row), key, value, told.values[pk].get(key), pk in told.created, renamed)
    ]
    if labels:
        yield "、".join(labels)


def _is_told(
    model: type[models.Model],
    key: str,
    value: str,
    told: str | None,
    is_created: bool,
    renamed: dict[str, str],
) -> bool:
    """Whether a value is what the entries say; one that no entry names was empty, or as new records have it."""
    if told is None:
        return not is_created or value in {"", audit.display_value(False), *_default(model, key)}
    if value == told or _as_number(value) == _as_number(told) is not None:
        return True
    for old, new in renamed.items():
        told = told.replace(old, new)
    return value == told


def _default(model: type[models.Model], key: str) -> list[str]:
    column = next((one for one in model._meta.concrete_fields if one.name == key), None)
    if column is None or not column.has_default():
        return []
    default = column.get_default()
    shown = [label for value, label in column.flatchoices if value == default]
    return [audit.display_value(shown[0] if shown else default)]


def _as_number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _renamed() -> dict[str, str]:
    """Labels that records had, to the ones they have now; the longest first, so that no part of one is taken for it."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = AuditEntry.objects.order_by("number").values_list("object_type", "object_id", "object_label")
    for object_type, object_id, label in rows.iterator():
        seen = labels[object_type, object_id]
        if label not in seen[-1:]:
            seen.append(label)
    pairs = {old: seen[-1] for seen in labels.values() if len(seen) > 1 for old in seen[:-1] if old}
    return dict(sorted(pairs.items(), key=lambda pair: -len(pair[0])))
