"""The life of a rectification item: its moves, checked against `enums.MOVES`, its evidence, a later time limit, and the
question whether closing it helped. Each stands in the audit log.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from branch.accounts.models import User
from branch.base import BranchRecord
from branch.members.models import Member
from core import attachments, audit, records
from core.enums import AuditAction
from core.refusals import Refused
from rectification.enums import MOVES, VERIFYING_ACTIONS, WORKING_STATES, ItemAction, ItemEffect, ItemState

from .models import DueExtension, EffectAnswer, Evidence, ItemMove, ProgressEntry, RectificationItem


@transaction.atomic
def add_item(
    item: RectificationItem,
    *,
    by: User | None,
    progress: Iterable[ProgressEntry] = (),
    evidence: Iterable[Evidence] = (),
) -> RectificationItem:
    """Save a new item with these rows, made but not saved yet.

    One from an older report or ledger is saved in the state it comes with, such as 已销号 with its result.
    """
    item.created_by = by
    with records.audited(item, by=by):
        ProgressEntry.objects.bulk_create(progress)
        Evidence.objects.bulk_create(evidence)
    return item


@transaction.atomic
def start_item(*, item: RectificationItem, by: User, on: date) -> RectificationItem:
    """待整改 → 整改中. Raises Refused without a person responsible and a time limit."""
    before = _begin(item, ItemAction.START, by)
    if not item.responsible_id or not item.due_on:
        raise Refused("请先在“编辑”里填写责任人和完成时限，再开始整改。")
    return _finish(item, ItemAction.START, before=before, by=by, on=on)


@transaction.atomic
def log_progress(*, item: RectificationItem, text: str, by: User, on: date) -> ProgressEntry:
    """Add a line of progress; the first one of a 待整改 item starts it. Raises Refused once it is handed in or closed."""
    before = _begin(item, ItemAction.LOG, by)
    if not text.strip():
        raise Refused("请写明做了什么。")
    entry = ProgressEntry.objects.create(item=item, on=on, text=text.strip(), by_name=str(by))
    if MOVES[item.state, ItemAction.LOG] != item.state:
        _finish(item, ItemAction.LOG, before=before, by=by, on=on)
    else:
        _note(item, before, by)
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
    before = _begin(item, ItemAction.SUBMIT, by)
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
    before = _begin(item, ItemAction.CLOSE, by)
    item.closed_on, item.closed_by, item.review_on = on, by, None
    return _finish(item, ItemAction.CLOSE, before=before, by=by, on=on, note=note)


@transaction.atomic
def return_item(*, item: RectificationItem, reason: str, by: User, on: date) -> RectificationItem:
    """待复核 → 退回, with what is still missing. Raises Refused without a reason or by the wrong verifier."""
    before = _begin(item, ItemAction.RETURN, by)
    if not reason.strip():
        raise Refused("请写明退回原因，责任人据此继续整改。")
    return _finish(item, ItemAction.RETURN, before=before, by=by, on=on, note=reason)


@transaction.atomic
def keep_item(
    *, item: RectificationItem, review_on: date, by: User, on: date, note: str = ""
) -> RectificationItem:
    """待复核 → 长期坚持 until a later review. Raises Refused when the review date does not lie ahead."""
    before = _begin(item, ItemAction.KEEP, by)
    if review_on <= on:
        raise Refused("下次检查日期要晚于今天。")
    item.review_on = review_on
    return _finish(item, ItemAction.KEEP, before=before, by=by, on=on, note=note)


@transaction.atomic
def reopen_item(*, item: RectificationItem, reason: str, by: User, on: date) -> RectificationItem:
    """已销号、长期坚持 → 整改中, with the reason; the earlier verdict stays in the timeline. Raises Refused."""
    before = _begin(item, ItemAction.REOPEN, by)
    if not reason.strip():
        raise Refused("请写明为什么重新整改。")
    item.closed_on = item.closed_by = item.review_on = item.submitted_on = item.submitted_by = None
    return _finish(item, ItemAction.REOPEN, before=before, by=by, on=on, note=reason)


@transaction.atomic
def extend_due(
    *, item: RectificationItem, due_on: date, reason: str, by: User, on: date
) -> RectificationItem:
    """Give an item under way a later time limit; the old one stays on record with the reason.

    Raises Refused without a reason, for a day that is not later, or when the item is not being worked on.
    """
    if item.state not in WORKING_STATES - {ItemState.LONG_TERM} or item.due_on is None:
        raise Refused(f"这项整改现在是“{item.get_state_display()}”，没有可以延长的时限。")
    if due_on <= max(item.due_on, on):
        raise Refused(f"新时限 {due_on:%Y-%m-%d} 要晚于原时限 {item.due_on:%Y-%m-%d}，也要晚于今天。")
    if not reason.strip():
        raise Refused("请写明为什么延期。")
    before = audit.snapshot(item)
    DueExtension.objects.create(
        item=item,
        on=on,
        old_due_on=item.due_on,
        new_due_on=due_on,
        reason=reason.strip()[:500],
        by_name=str(by),
    )
    item.due_on = due_on
    return records.save(item, by=by, before=before, reason=f"延期：{reason.strip()}"[:500])


def reassign_item(*, item: RectificationItem, name: str, to: Member, by: User) -> RectificationItem:
    """Let another member lead an item or be responsible for it (`name` is the field). Raises Refused once closed."""
    if item.state == ItemState.CLOSED:
        raise Refused(f"“{item}”已销号，责任人不再改。")
    fresh = RectificationItem.objects.get(pk=item.pk)
    with records.audited(fresh, by=by):
        setattr(fresh, name, to)
    return fresh


@transaction.atomic
def answer_effect(
    *, item: RectificationItem, effect: str, note: str, by: User, on: date
) -> RectificationItem:
    """Record whether closing the item helped; 无效 takes it up again.

    Raises Refused before 90 days have passed, when it was answered already, by the person responsible, or
    without words for 部分有效 and 无效.
    """
    if item.effect_due_on is None or item.effects.filter(on__gte=item.closed_on).exists():
        raise Refused("这项整改没有等待回答的成效回访。")
    if on < item.effect_due_on:
        raise Refused(f"销号满 90 天再看成效，{item.effect_due_on:%Y-%m-%d} 起可以回答。")
    if not item.is_judged_by_another(by):
        raise Refused("成效不能由责任人或提交人自己评，请由其他支委回答。")
    if effect != ItemEffect.EFFECTIVE and not note.strip():
        raise Refused("请写明哪里没有见效，下一步怎么做。")
    before = audit.snapshot(item)
    EffectAnswer.objects.create(item=item, on=on, effect=effect, note=note.strip()[:500], by_name=str(by))
    label = ItemEffect(effect).label
    if effect == ItemEffect.INEFFECTIVE:
        return reopen_item(item=item, reason=f"成效回访{label}：{note.strip()}", by=by, on=on)
    return records.save(item, by=by, before=before, reason=f"成效回访{label} {note.strip()}".strip()[:500])


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


def _begin(item: RectificationItem, action: ItemAction, by: User) -> audit.Values:
    if not item.allows(action):
        raise Refused(
            f"这项整改现在是“{item.get_state_display()}”，不能{action.label}。请刷新页面看最新情况。"
        )
    if action in VERIFYING_ACTIONS and not item.is_judged_by_another(by):
        raise Refused("复核人不能是责任人，也不能是提交人。请由其他支委复核。")
    return audit.snapshot(item)


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


def _check_working(item: RectificationItem) -> None:
    if not item.is_working:
        raise Refused(f"这项整改现在是“{item.get_state_display()}”，不能再增减佐证。")


def _note(item: RectificationItem, before: audit.Values, by: User) -> None:
    if changes := audit.diff(before, audit.snapshot(item)):
        audit.record(actor=by, action=AuditAction.UPDATE, obj=item, changes=changes)
