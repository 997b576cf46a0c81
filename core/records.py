"""Record types and the audited writes that every app uses: a block, create, save, soft delete, restore."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from . import audit
from .addresses import numbered_address
from .enums import AuditAction, Retention
from .kept import note_change
from .models import Record
from .refusals import Refused

RecordT = TypeVar("RecordT", bound=Record)
Predicate = Callable[[Any, RecordT], bool]


def _nobody(_user: AbstractBaseUser, _obj: Record) -> bool:
    return False


@dataclass(frozen=True)
class RecordType(Generic[RecordT]):
    """What shared pages need to know of a kind of record: words, addresses, and who may do what.

    `pages` begins the names of its addresses: `study:task` for `study:task_list`, `study:task_detail` and so on;
    `list_url` is said where the list is called otherwise, `is_edited` is false where no page edits it.
    The model's queryset has `visible_to(user)`; `sees_restricted` says who reads its `restricted_fields`;
    `can_attach` who adds and removes files, where that is not everyone who may change the record;
    `most_photos` how many pictures a record takes; `search_fields` the columns that the search looks through,
    never a restricted one; `parts` records of their own type whose changes its history tells too, deleted ones
    among them: whoever sees the record may see them all; `list_title` heads the list, where that is not the label;
    `retention` is the 保管期限 of a record, where there is one; `follow_trash` sets right what hangs on a record that went
    to the recycle bin or came back.
    """

    model: type[RecordT]
    label: str
    icon: str
    pages: str
    list_url: str = ""
    is_edited: bool = True
    can_change: Predicate[RecordT] = _nobody
    can_attach: Predicate[RecordT] | None = None
    can_delete: Predicate[RecordT] = _nobody
    can_restore: Predicate[RecordT] | None = None
    sees_restricted: Predicate[RecordT] = _nobody
    date_field: str = ""
    takes_attachments: bool = True
    most_photos: int | None = None
    search_fields: tuple[str, ...] = ()
    parts: Callable[[RecordT], Iterable[Record]] | None = None
    list_title: str = ""
    retention: Callable[[RecordT], Retention] | None = None
    follow_trash: Callable[[RecordT], None] | None = None

    @property
    def key(self) -> str:
        """The name used in addresses and in pointers, such as `meetings.meeting`."""
        return self.model._meta.label_lower

    def __post_init__(self) -> None:
        object.__setattr__(self, "list_url", self.list_url or f"{self.pages}_list")

    @property
    def detail_url(self) -> str:
        """The name of the address of one record."""
        return f"{self.pages}_detail"

    @property
    def create_url(self) -> str:
        """The name of the address where a new one is entered."""
        return f"{self.pages}_create"

    @property
    def update_url(self) -> str:
        """The name of the address where one is edited; empty where no page does."""
        return f"{self.pages}_update" if self.is_edited else ""

    @property
    def name(self) -> str:
        """What its pages' templates call a record, such as `task`."""
        return self.pages.partition(":")[2]

    @property
    def heading(self) -> str:
        """What the list is called."""
        return self.list_title or self.label

    def takes_files_from(self, user: AbstractBaseUser, obj: RecordT) -> bool:
        """Whether this person may add files to a record and take them off."""
        return self.takes_attachments and (self.can_attach or self.can_change)(user, obj)


_types: dict[str, RecordType[Any]] = {}


# Asked before every write of a record; each raises Refused where it may not be written any more.
_checks: list[Callable[[Any], None]] = []


def check_writes(check: Callable[[Any], None]) -> None:
    """Ask this before every write of a record; called in `AppConfig.ready()`."""
    _checks.append(check)


def _check_write(obj: models.Model) -> None:
    for check in _checks:
        check(obj)


class StaleRecord(Refused):
    """Someone else saved the record after it was read: pages show what differs, not only the words."""

    def __init__(self) -> None:
        super().__init__("这条记录刚刚被别人修改过，请核对后再保存。")


def register(record_type: RecordType[Any]) -> None:
    """Make a record type known; called in `AppConfig.ready()`."""
    _types[record_type.key] = record_type


def all_types() -> list[RecordType[Any]]:
    """Every registered record type."""
    return list(_types.values())


def by_label(key: str) -> RecordType[Any]:
    """The record type of a key such as `meetings.meeting`. Raises KeyError when there is none."""
    return _types[key]


def type_of(obj: models.Model) -> RecordType[Any]:
    """The record type of an object. Raises KeyError when its model is not registered."""
    return _types[obj._meta.label_lower]


def url_of(obj: models.Model) -> str:
    """The address of a record's page, or an empty string when its model has none."""
    record_type = _types.get(obj._meta.label_lower)
    return numbered_address(record_type.detail_url, obj.pk) if record_type else ""


def is_seen_by(user: AbstractBaseUser | None, obj: models.Model) -> bool:
    """Whether a person sees a record on a page of its own."""
    return user is not None and obj._meta.label_lower in _types and _seen_by(user, obj)


def _seen_by(user: AbstractBaseUser, obj: models.Model) -> bool:
    visible: models.QuerySet[models.Model] = type(obj)._default_manager.visible_to(user)  # type: ignore[attr-defined]
    return visible.filter(pk=obj.pk).exists()


def change_url_of(user: AbstractBaseUser, obj: models.Model) -> str:
    """The address where a person edits a record, or an empty string where no page does or the type forbids it."""
    record_type = _types.get(obj._meta.label_lower)
    if record_type is None or not record_type.update_url or not record_type.can_change(user, obj):
        return ""
    return reverse(record_type.update_url, args=[obj.pk])


def name_conflict(obj: models.Model) -> None:
    """Raise ValidationError in Chinese when a constraint of its model refuses the record as it is."""
    obj.validate_constraints(exclude={"id"} if obj.pk is None else None)


@contextmanager
def audited(
    obj: RecordT,
    *,
    by: AbstractBaseUser | None,
    before: audit.Values | None = None,
    action: AuditAction = AuditAction.UPDATE,
    reason: str = "",
) -> Iterator[RecordT]:
    """Write a record with what belongs to it: the block, the record and one audit entry stand or fall together.

    A new record, and one whose values were set before (`before` is the snapshot taken ahead of that, as a form
    does), is saved first, so that the block can write child rows and links on it. Without `before` the block sets
    the values and the record is saved after it. Nothing changed and no reason: no entry.
    Raises StaleRecord when another save came first.
    """
    _check_write(obj)
    is_new, is_set = obj._state.adding, before is not None
    with transaction.atomic():
        if is_new:
            before, action = {}, AuditAction.CREATE
            obj.save(force_insert=True)
        else:
            before = audit.snapshot(obj) if before is None else before
            rows = type(obj)._base_manager.filter(pk=obj.pk, lock_version=obj.lock_version)
            if not rows.update(lock_version=F("lock_version") + 1):
                raise StaleRecord
            obj.lock_version += 1
            if is_set:
                obj.save()
        yield obj
        if not is_new and not is_set:
            obj.save()
        changes = audit.diff(before, audit.snapshot(obj), restricted=obj.restricted_fields)
        if is_new or changes or reason:
            audit.record(actor=by, action=action, obj=obj, changes=changes, reason=reason)
        else:
            note_change(getattr(obj, "audit_branch_path", ""))


def create(obj: RecordT, *, by: AbstractBaseUser | None, reason: str = "") -> RecordT:
    """Save a new record and its audit entry."""
    with audited(obj, by=by, reason=reason):
        return obj


def save(
    obj: RecordT,
    *,
    by: AbstractBaseUser | None,
    before: audit.Values,
    action: AuditAction = AuditAction.UPDATE,
    reason: str = "",
) -> RecordT:
    """Save a record that was changed since `before = audit.snapshot(obj)`, with an entry of old and new values."""
    with audited(obj, by=by, before=before, action=action, reason=reason):
        return obj


# What goes into the recycle bin with a record of a model, and comes back with it.
_companions: dict[str, list[Callable[[Any], Iterable[Record]]]] = {}


def register_companions(model: type[Record], of: Callable[[Any], Iterable[Record]]) -> None:
    """Let records of a topic above go with a record, deleted ones among them; called in `AppConfig.ready()`."""
    _companions.setdefault(model._meta.label_lower, []).append(of)


def _companions_of(obj: Record) -> list[Record]:
    return [one for of in _companions.get(obj._meta.label_lower, ()) for one in of(obj)]


@transaction.atomic
def soft_delete(obj: Record, *, by: AbstractBaseUser | None, reason: str) -> None:
    """Move a record to the recycle bin with a reason, and its companions with it.

    A model refuses by `check_deletable()` raising Refused, for example a confirmed meeting.
    """
    _check_write(obj)
    if not reason.strip():
        raise Refused("请填写删除原因，例如“重复登记”。")
    if hasattr(obj, "check_deletable"):
        obj.check_deletable()
    obj.deleted_at, obj.deletion_reason = timezone.now(), reason.strip()[:200]
    obj.save(update_fields=["deleted_at", "deletion_reason", "updated_at"])
    _follow_trash(obj)
    audit.record(actor=by, action=AuditAction.DELETE, obj=obj, reason=reason.strip())
    for one in _companions_of(obj):
        if not one.is_deleted:
            soft_delete(one, by=by, reason=f"随“{obj}”删除：{reason.strip()}")
            type(one)._base_manager.filter(pk=one.pk).update(deleted_at=obj.deleted_at)


def _follow_trash(obj: Record) -> None:
    kind = _types.get(obj._meta.label_lower)
    if kind and kind.follow_trash:
        kind.follow_trash(obj)


@transaction.atomic
def restore(obj: Record, *, by: AbstractBaseUser | None) -> None:
    """Bring a record back from the recycle bin, with the companions that went with it.

    Raises Refused when another record has taken its place since, such as the same name in the branch.
    """
    gone_with_it = [one for one in _companions_of(obj) if one.deleted_at == obj.deleted_at]
    _check_write(obj)
    obj.deleted_at, obj.deletion_reason = None, ""
    try:
        with transaction.atomic():
            obj.save(update_fields=["deleted_at", "deletion_reason", "updated_at"])
    except IntegrityError as error:
        try:
            name_conflict(obj)
        except ValidationError as conflict:
            raise Refused("".join(conflict.messages)) from error
        raise
    _follow_trash(obj)
    audit.record(actor=by, action=AuditAction.RESTORE, obj=obj)
    for one in gone_with_it:
        restore(one, by=by)
