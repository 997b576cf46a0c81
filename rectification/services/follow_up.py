"""Around an item's life: a later time limit with its reason, and the question whether closing it helped."""

from datetime import date

from django.db import transaction

from branch.models import User
from core import audit, records
from core.refusals import Refused

from ..enums import WORKING_STATES, ItemEffect, ItemState
from ..models.item_rows import DueExtension, EffectAnswer
from ..models.items import RectificationItem
from .items import reopen_item


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
