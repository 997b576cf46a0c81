"""The life of a rectification item. Each move is checked against `enums.MOVES` and stands in the audit log."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from branch.models import BranchRecord, User
from core import attachments, audit, records
from core.enums import AuditAction
from core.refusals import Refused

from ..enums import MOVES, ItemAction
from ..models.item_rows import ItemMove, ProgressEntry
from ..models.items import RectificationItem
from .evidence import point_at


@transaction.atomic
def add_item(item: RectificationItem, *, by: User | None) -> RectificationItem:
    """Save a new item. One from an older report is saved in the state it comes with, such as 已销号 with its result."""
    item.created_by = by
    return records.create(item, by=by)


@transaction.atomic
def save_item(item: RectificationItem, *, before: audit.Values, by: User) -> RectificationItem:
    """Save a changed item. Raises StaleRecord when another save came first."""
    return records.save(item, by=by, before=before)


@transaction.atomic
def start_item(*, item: RectificationItem, by: User, on: date) -> RectificationItem:
    """待整改 → 整改中. Raises Refused without a person responsible and a time limit."""
    before = _begin(item, ItemAction.START)
    if not item.responsible_id or not item.due_on:
        raise Refused("请先在“编辑”里填写责任人和完成时限，再开始整改。")
    return _finish(item, ItemAction.START, before=before, by=by, on=on)


@transaction.atomic
def log_progress(*, item: RectificationItem, text: str, by: User, on: date) -> ProgressEntry:
    """Add a line of progress; the first one of a 待整改 item starts it. Raises Refused once it is handed in or closed."""
    before = _begin(item, ItemAction.LOG)
    if not text.strip():
        raise Refused("请写明做了什么。")
    entry = ProgressEntry.objects.create(item=item, on=on, text=text.strip(), by_name=str(by))
    if MOVES[item.state, ItemAction.LOG] != item.state:
        _finish(item, ItemAction.LOG, before=before, by=by, on=on)
    else:
        changes = audit.diff(before, audit.snapshot(item))
        audit.record(actor=by, action=AuditAction.UPDATE, obj=item, changes=changes)
    return entry


@transaction.atomic
def submit_item(
    *,
    item: RectificationItem,
    result: str,
    by: User,
    on: date,
    evidence: Iterable[BranchRecord] = (),
    files: Sequence["UploadedFile[bytes]"] = (),
) -> RectificationItem:
    """整改中、退回、长期坚持 → 待复核, with at least one piece of evidence: a record pointed at, or a file.

    Raises Refused without result or evidence, or for a file that is not taken; then nothing is stored.
    """
    before = _begin(item, ItemAction.SUBMIT)
    if not result.strip():
        raise Refused("请写明完成情况，它会写进台账和下年度的报告。")
    for obj in evidence:
        point_at(item, obj, by)
    for upload in files:
        attachments.add(record=item, upload=upload, by=by)
    if not item.evidence.exists() and not attachments.of_record(item).exists():
        raise Refused("还没有佐证。请先选择会议、学习或活动记录，或者上传一个文件，再提交复核。")
    item.result, item.submitted_by, item.submitted_on = result.strip(), by, on
    return _finish(item, ItemAction.SUBMIT, before=before, by=by, on=on)


@transaction.atomic
def close_item(*, item: RectificationItem, by: User, on: date, note: str = "") -> RectificationItem:
    """待复核 → 已销号. Raises Refused when the verifier is responsible for the item or handed it in."""
    before = _begin(item, ItemAction.CLOSE)
    _check_verifier(item, by)
    item.closed_on, item.closed_by, item.review_on = on, by, None
    return _finish(item, ItemAction.CLOSE, before=before, by=by, on=on, note=note)


@transaction.atomic
def return_item(*, item: RectificationItem, reason: str, by: User, on: date) -> RectificationItem:
    """待复核 → 退回, with what is still missing. Raises Refused without a reason or by the wrong verifier."""
    before = _begin(item, ItemAction.RETURN)
    _check_verifier(item, by)
    if not reason.strip():
        raise Refused("请写明退回原因，责任人据此继续整改。")
    return _finish(item, ItemAction.RETURN, before=before, by=by, on=on, note=reason)


@transaction.atomic
def keep_item(
    *, item: RectificationItem, review_on: date, by: User, on: date, note: str = ""
) -> RectificationItem:
    """待复核 → 长期坚持 until a later review. Raises Refused when the review date does not lie ahead."""
    before = _begin(item, ItemAction.KEEP)
    _check_verifier(item, by)
    if review_on <= on:
        raise Refused("下次检查日期要晚于今天。")
    item.review_on = review_on
    return _finish(item, ItemAction.KEEP, before=before, by=by, on=on, note=note)


@transaction.atomic
def reopen_item(*, item: RectificationItem, reason: str, by: User, on: date) -> RectificationItem:
    """已销号、长期坚持 → 整改中, with the reason; the earlier verdict stays in the timeline. Raises Refused."""
    before = _begin(item, ItemAction.REOPEN)
    if not reason.strip():
        raise Refused("请写明为什么重新整改。")
    item.closed_on = item.closed_by = item.review_on = item.submitted_on = item.submitted_by = None
    return _finish(item, ItemAction.REOPEN, before=before, by=by, on=on, note=reason)


def _begin(item: RectificationItem, action: ItemAction) -> audit.Values:
    if not item.allows(action):
        raise Refused(
            f"这项整改现在是“{item.get_state_display()}”，不能{action.label}。请刷新页面看最新情况。"
        )
    return audit.snapshot(item)


def _check_verifier(item: RectificationItem, by: User) -> None:
    if not item.is_judged_by_another(by):
        raise Refused("复核人不能是责任人，也不能是提交人。请由其他支委复核。")


def _finish(
    item: RectificationItem,
    action: ItemAction,
    *,
    before: audit.Values,
    by: User,
    on: date,
    note: str = "",
) -> RectificationItem:
    from_state, to_state = item.state, MOVES[item.state, action]
    item.state = to_state
    ItemMove.objects.create(
        item=item,
        on=on,
        action=action,
        from_state=from_state,
        to_state=to_state,
        note=note.strip()[:500],
        by_name=str(by),
    )
    reason = f"{action.label}：{note.strip()}" if note.strip() else action.label
    return records.save(item, by=by, before=before, action=AuditAction.STATE, reason=reason[:500])
