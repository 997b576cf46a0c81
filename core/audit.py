"""The audit log: every write of every app, hash-chained, in the same transaction as the write itself."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from .enums import AuditAction
from .models import AuditEntry, AuditHead
from .refusals import Refused

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


def snapshot(obj: models.Model, *, without: frozenset[str] = frozenset()) -> Values:
    """The readable values of a record now: {field: (label, value)}; fields `without` are not even read.

    A model adds what its columns do not show (child rows, JSON parts) by `audit_values() -> {key: (label, value)}`.
    """
    values: Values = {}
    untold = TECHNICAL_FIELDS | getattr(obj, "derived_fields", frozenset()) | without
    for field in obj._meta.concrete_fields:
        if field.name in untold or field.primary_key or isinstance(field, models.JSONField):
            continue
        shown = getattr(obj, f"get_{field.name}_display")() if field.choices else getattr(obj, field.name)
        values[field.name] = (str(field.verbose_name), display_value(shown))
    if obj.pk:
        for many in obj._meta.many_to_many:
            names = [str(item) for item in getattr(obj, many.name).all()]
            values[many.name] = (str(many.verbose_name), display_value(names))
        if hasattr(obj, "audit_values"):
            values |= obj.audit_values()
    return {name: value for name, value in values.items() if name not in without}


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


def signature_of(entry_hash: str) -> str | None:
    """The hash signed with the key that lies outside the data; None where no key is set."""
    key: str = settings.AUDIT_KEY
    return hmac.new(key.encode(), entry_hash.encode(), hashlib.sha256).hexdigest() if key else None


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
    entry.signature = signature_of(entry.entry_hash)
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


@dataclass(frozen=True)
class Anchor:
    """A place in the chain, noted outside the database: number and hash of the entry that was the newest."""

    number: int
    entry_hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.entry_hash}"


def anchor() -> Anchor:
    """The newest entry now; number 0 for an empty chain."""
    head = AuditHead.objects.filter(pk=1).first()
    return Anchor(head.number, head.entry_hash) if head else Anchor(0, GENESIS)


def read_anchor(text: str) -> Anchor:
    """An anchor as it was noted, `number:hash`. Raises Refused for anything else."""
    match = re.fullmatch(r"\s*(\d{1,18}):([0-9a-f]{64})\s*", text)
    if not match:
        raise Refused(f"“{text[:80]}”不是审计链的记号，应写成“序号:摘要”，例如 1859:3f2a……（64 位）。")
    return Anchor(int(match[1]), match[2])


def first_broken(
    entries: Iterator[AuditEntry] | None = None, *, since: Anchor | None = None
) -> BrokenEntry | None:
    """Walk the whole chain and name the first entry that was changed, removed or put in; None when it holds.

    `since` is an anchor noted earlier: a chain that was made anew, however well, does not pass it.
    """
    previous, expected, is_signed = GENESIS, 1, False
    walk = entries if entries is not None else AuditEntry.objects.order_by("number").iterator(chunk_size=2000)
    for entry in walk:
        if entry.number != expected:
            return BrokenEntry(expected, f"第 {expected} 条缺失，其后是第 {entry.number} 条")
        if fault := _fault(entry, previous, since) or _signature_fault(entry, is_signed):
            return BrokenEntry(entry.number, fault)
        is_signed = is_signed or entry.signature is not None
        previous, expected = entry.entry_hash, expected + 1
    if since and since.number >= expected:
        return BrokenEntry(expected, f"以前记到第 {since.number} 条，现在只有 {expected - 1} 条")
    return _head_fault(expected - 1, previous)


def _fault(entry: AuditEntry, previous: str, since: Anchor | None) -> str:
    """What is wrong with an entry beside the one before it, and beside what was noted of it."""
    if entry.previous_hash != previous:
        return "与上一条的摘要不连续"
    if entry_digest(entry) != entry.entry_hash:
        return "内容与摘要不符，已被改动"
    if since and entry.number == since.number and entry.entry_hash != since.entry_hash:
        return "与以前记下的摘要不符，这一条或它以前的记录被改写过"
    return ""


def _signature_fault(entry: AuditEntry, is_signed: bool) -> str:
    """What is wrong with a signature. Entries from before the key was set have none; later ones must."""
    if not settings.AUDIT_KEY:
        return ""
    if entry.signature is None:
        return "没有签名，而它以前的记录有签名" if is_signed else ""
    right = hmac.compare_digest(entry.signature, signature_of(entry.entry_hash) or "")
    return "" if right else "签名不符，不是本系统用现在的钥匙写下的"


def _head_fault(count: int, newest_hash: str) -> BrokenEntry | None:
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        return BrokenEntry(count, f"链头缺失：现有 {count} 条，无法证明链尾没有被截去") if count else None
    if (head.number, head.entry_hash) != (count, newest_hash):
        return BrokenEntry(count + 1, f"链尾缺失：应有 {head.number} 条，实有 {count} 条")
    return None
