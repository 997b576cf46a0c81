"""Evidence of a rectification item: pointers to records that exist already."""

from collections.abc import Iterable

from django.db import transaction

from branch.models import BranchRecord, User
from core import audit
from core.enums import AuditAction
from core.refusals import Refused

from ..models.item_rows import Evidence
from ..models.items import RectificationItem


@transaction.atomic
def add_evidence(*, item: RectificationItem, objects: Iterable[BranchRecord], by: User) -> list[Evidence]:
    """Point at records of the item's branch; a record that is pointed at already is left as it is.

    Raises Refused for a record of another branch, or when the item is handed in or closed.
    """
    _check_working(item)
    before = audit.snapshot(item)
    rows = [point_at(item, obj, by) for obj in objects]
    _note(item, before, by)
    return rows


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take a pointer back; the record itself stays. Raises Refused once the item is handed in or closed."""
    item = evidence.item
    _check_working(item)
    before = audit.snapshot(item)
    evidence.delete()
    _note(item, before, by)


def point_at(item: RectificationItem, obj: BranchRecord, by: User) -> Evidence:
    """The pointer from an item to a record, made when there is none. Raises Refused for another branch."""
    if obj.branch_id != item.branch_id:
        raise Refused(f"“{obj}”不是本支部的记录，不能作佐证。")
    row, _ = Evidence.objects.get_or_create(
        item=item,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        defaults={"label": str(obj)[:300], "by_name": str(by)},
    )
    return row


def _check_working(item: RectificationItem) -> None:
    if not item.is_working:
        raise Refused(f"这项整改现在是“{item.get_state_display()}”，不能再增减佐证。")


def _note(item: RectificationItem, before: audit.Values, by: User) -> None:
    if changes := audit.diff(before, audit.snapshot(item)):
        audit.record(actor=by, action=AuditAction.UPDATE, obj=item, changes=changes)
