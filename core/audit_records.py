"""Records that are not as the audit log says: changed, brought back or taken away beside the program."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from . import audit
from .enums import AuditAction
from .models import AuditEntry

BEGINS = {AuditAction.CREATE, AuditAction.RESTORE, AuditAction.IMPORT}
# Why a record is deleted stands as the reason of the entry.
NOT_COMPARED = {"deletion_reason"}


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
        yield from _altered(model, object_type, renamed)


def _altered(model: type[models.Model], object_type: str, renamed: dict[str, str]) -> Iterator[str]:
    told: dict[str, dict[str, str]] = defaultdict(dict)
    created, is_deleted = set(), {}
    entries = AuditEntry.objects.filter(object_type=object_type).order_by("number")
    for object_id, action, changes in entries.values_list("object_id", "action", "changes").iterator():
        told[object_id] |= {key: change["new"] for key, change in changes.items()}
        if action == AuditAction.CREATE:
            created.add(object_id)
        # Rows that come and go with another record have no such entries.
        if action in {*BEGINS, AuditAction.DELETE}:
            is_deleted[object_id] = action == AuditAction.DELETE
    name, is_kept = model._meta.verbose_name, any(one.name == "deleted_at" for one in model._meta.fields)
    own = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}
    there = {str(row.pk): row for row in model._base_manager.filter(pk__in=told)}
    for pk, values in told.items():
        if pk not in there:
            if is_kept:
                yield f"{name} {pk}：记录不见了"
            continue
        row = there[pk]
        in_bin = is_kept and row.deleted_at is not None  # type: ignore[attr-defined]  # as is_kept says
        if is_kept and in_bin != is_deleted.get(pk, in_bin):
            yield f"{name} {pk}：{'没有删除的记录却在回收站' if in_bin else '没有恢复的记录却不在回收站'}"
        try:
            now = audit.snapshot(row)
        except ObjectDoesNotExist:
            yield f"{name} {pk}：指向的记录不见了"
            continue
        labels = [
            label
            for key, (label, value) in now.items()
            # What belongs to a deleted record may go to another one.
            if (key in own or not in_bin)
            and key not in NOT_COMPARED
            and not _is_told(model, key, value, values.get(key), pk in created, renamed)
        ]
        if labels:
            yield f"{name} {pk}：{'、'.join(labels)}"


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
    field = next((one for one in model._meta.concrete_fields if one.name == key), None)
    if field is None or not field.has_default():
        return []
    default = field.get_default()
    shown = [label for value, label in field.flatchoices if value == default]
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
