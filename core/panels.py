"""What the panels of a record's page show: its actions, its files, how late it was entered, what other topics add."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from . import dates, records
from .attachments import of_record
from .badges import Badge
from .file_types import ALLOWED
from .models import Attachment, Record


@dataclass(frozen=True)
class RecordActions:
    """Addresses of what this person may do with a record; an empty string where they may not."""

    update_url: str
    delete_url: str
    restore_url: str


@dataclass(frozen=True)
class AttachmentPanel:
    """The files on a record; `add_url` is empty for those who only read."""

    files: QuerySet[Attachment]
    add_url: str
    kinds: str
    limit_mb: int
    most_photos: int | None = None


def actions_for(obj: Record, user: AbstractBaseUser) -> RecordActions:
    """Edit and delete for a record in use, restore for one in the recycle bin."""
    kind = records.type_of(obj)
    args = [kind.key, obj.pk]
    if obj.is_deleted:
        may_restore = (kind.can_restore or kind.can_delete)(user, obj)
        return RecordActions("", "", reverse("core:record_restore", args=args) if may_restore else "")
    may_change = bool(kind.update_url) and kind.can_change(user, obj)
    return RecordActions(
        update_url=reverse(kind.update_url, args=[obj.pk]) if may_change else "",
        delete_url=reverse("core:record_delete", args=args) if kind.can_delete(user, obj) else "",
        restore_url="",
    )


def history_url(obj: Record) -> str:
    """The page with every change of a record."""
    return reverse("core:record_history", args=[records.type_of(obj).key, obj.pk])


def retention_of(obj: Record) -> str:
    """The 保管期限 of a record in words; empty where its type names none."""
    retention = records.type_of(obj).retention
    return str(retention(obj).label) if retention else ""


def attachments_for(obj: Record, user: AbstractBaseUser) -> AttachmentPanel:
    """The files on a record, and where to add one."""
    kind = records.type_of(obj)
    may_add = not obj.is_deleted and kind.takes_files_from(user, obj)
    return AttachmentPanel(
        files=of_record(obj),
        add_url=reverse("core:attachment_add", args=[kind.key, obj.pk]) if may_add else "",
        kinds=ALLOWED,
        limit_mb=settings.ATTACHMENT_MAX_BYTES // 1024 // 1024,
        most_photos=kind.most_photos,
    )


def days_late(obj: Record) -> int:
    """Days between the event and its entry, 0 when it was entered in time or its type has no date."""
    kind = records.type_of(obj)
    happened = getattr(obj, kind.date_field) if kind.date_field else None
    if not happened:
        return 0
    if isinstance(happened, datetime):
        happened = timezone.localtime(happened).date()
    return dates.days_late(happened, obj.created_at)


@dataclass(frozen=True)
class Panel:
    """What another topic shows on a record's page: a template, and what it is given as `panel`."""

    template: str
    values: Mapping[str, Any]


# Called with the person, the record and today; None where there is nothing to show.
PanelMaker = Callable[[Any, Any, date], Panel | None]
_makers: dict[tuple[str, str], list[PanelMaker]] = {}


def register(model: type[Record], maker: PanelMaker, *, place: str = "below") -> None:
    """Show a panel on the page of each record of a model, at a place that the page names; called in `ready()`."""
    _makers.setdefault((model._meta.label_lower, place), []).append(maker)


def panels_of(obj: Record, user: AbstractBaseUser, on: date, *, place: str = "below") -> list[Panel]:
    """What other topics show at a place of a record's page."""
    made = (maker(user, obj, on) for maker in _makers.get((obj._meta.label_lower, place), []))
    return [panel for panel in made if panel is not None]


def late_badge(obj: Record) -> Badge | None:
    """补录 n 天, where a record was entered later than the event allows."""
    days = days_late(obj)
    return Badge(f"补录 {days} 天", "warn", "history") if days else None
