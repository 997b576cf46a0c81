"""`check_store` on items: closed here without anything that proves it."""

from datetime import date

from core import attachments
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from rectification.items.services import close_item, submit_item
from rectification.items.store_checks import closed_without_evidence

from . import factory
from .test_submit_item import _file

DAY = date(2026, 5, 20)


def test_tells_of_an_item_whose_evidence_is_gone_and_of_nothing_else(cast):
    item = factory.make_item(cast, state=ItemState.ACTIVE)
    submit_item(item=item, result="做完了", by=cast.member, on=DAY, files=[_file()])
    close_item(item=item, by=cast.secretary, on=DAY)
    assert list(closed_without_evidence()) == []
    attachments.of_record(item).update(removed_at=item.created_at)
    (fault,) = closed_without_evidence()
    assert f"整改事项 {item.pk}，2026-05-20 销号" in fault
    assert item.content not in fault
    RectificationItem.objects.filter(pk=item.pk).update(closed_by=None, closed_by_name="旧台账")
    assert list(closed_without_evidence()) == []
