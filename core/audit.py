"""The audit log: every write of every app, hash-chained, in the same transaction as the write itself."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from .enums import AuditAction
from .models import AuditEntry, AuditHead

GENESIS = "0" * 64
# Bookkeeping columns say nothing to a reader of the history.
TECHNICAL_FIELDS = {"id", "created_at", "updated_at", "deleted_at", "lock_version", "password", "last_login"}

Values = dict[str, tuple[str, str]]
Changes = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class BrokenEntry:
    """The first entry at which the chain no longer holds, and why."""

    number: int
    problem: str


def display_value(value: object) -> str:
    """A field's value as the history shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return (
            timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(display_value(item) for item in value)
    return str(value)


def snapshot(obj: models.Model) -> Values:
    """The readable values of a record now: {field: (label, value)}.

    A model adds what its columns do not show (child rows, JSON parts) by `audit_values() -> {key: (label, value)}`.
    """
    values: Values = {}
    for field in obj._meta.concrete_fields:
        if field.name in TECHNICAL_FIELDS or field.primary_key or isinstance(field, models.JSONField):
            continue
        shown = getattr(obj, f"get_{field.name}_display")() if field.choices else getattr(obj, field.name)
        values[field.name] = (str(field.verbose_name), display_value(shown))
    if obj.pk:
        for many in obj._meta.many_to_many:
            names = [str(item) for item in getattr(obj, many.name).all()]
            values[many.name] = (str(many.verbose_name), display_value(names))
        if hasattr(obj, "audit_values"):
            values |= obj.audit_values()
    return values


def diff(before: Values, after: Values, *, restricted: frozenset[str] = frozenset()) -> Changes:
    """What differs between two snapshots, with the label, the old and the new value of each field."""
    changes: Changes = {}
    for key in {**before, **after}:
        label, old = before.get(key, ("", ""))
        new_label, new = after.get(key, (label, ""))
        if old != new:
            changes[key] = {
                "label": new_label or label,
                "old": old,
                "new": new,
                "restricted": key in restricted,
            }
    return changes


def entry_digest(entry: AuditEntry) -> str:
    """SHA-256 over everything the entry says and the hash of the entry before it."""
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": str(entry.action),
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "branch_path": entry.branch_path,
        "changes": entry.changes,
        "reason": entry.reason,
        "previous_hash": entry.previous_hash,
    }
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def record(
    *,
    actor: AbstractBaseUser | None,
    action: AuditAction,
    obj: models.Model,
    changes: Changes | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry to the chain, inside the caller's transaction.

    Raises RuntimeError outside a transaction: an entry must stand or fall with the write it tells of.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() needs the transaction of the write it records")
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"entry_hash": GENESIS})
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "系统",
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        branch_path=getattr(obj, "audit_branch_path", "") or "",
        changes=changes or {},
        reason=reason[:500],
        previous_hash=head.entry_hash,
    )
    entry.entry_hash = entry_digest(entry)
    entry.save(force_insert=True)
    head.number, head.entry_hash = entry.number, entry.entry_hash
    head.save(update_fields=["number", "entry_hash"])
    return entry


def entries_of(*objects: models.Model) -> models.QuerySet[AuditEntry]:
    """The history of one record, or of several together, newest first."""
    keys: dict[str, list[str]] = {}
    for obj in objects:
        keys.setdefault(obj._meta.label_lower, []).append(str(obj.pk))
    wanted = models.Q(pk__in=[])
    for object_type, ids in keys.items():
        wanted |= models.Q(object_type=object_type, object_id__in=ids)
    return AuditEntry.objects.filter(wanted)


def first_broken(entries: Iterator[AuditEntry] | None = None) -> BrokenEntry | None:
    """Walk the whole chain and name the first entry that was changed, removed or put in; None when it holds."""
    previous, expected = GENESIS, 1
    walk = entries if entries is not None else AuditEntry.objects.order_by("number").iterator(chunk_size=2000)
    for entry in walk:
        if entry.number != expected:
            return BrokenEntry(expected, f"第 {expected} 条缺失，其后是第 {entry.number} 条")
        if entry.previous_hash != previous:
            return BrokenEntry(entry.number, "与上一条的摘要不连续")
        if entry_digest(entry) != entry.entry_hash:
            return BrokenEntry(entry.number, "内容与摘要不符，已被改动")
        previous, expected = entry.entry_hash, expected + 1
    head = AuditHead.objects.filter(pk=1).first()
    if head and (head.number, head.entry_hash) != (expected - 1, previous):
        return BrokenEntry(expected, f"链尾缺失：应有 {head.number} 条，实有 {expected - 1} 条")
    return None
