"""The year's 对照 items: entered together, ordered, copied from the year before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from branch.models import Organisation, User
from core import audit, records
from core.refusals import Refused

from ..enums import FrameworkAudience
from ..models.framework import FrameworkItem


@dataclass(frozen=True)
class FrameworkLine:
    """One line as typed, in its place; `pk` is the item it was opened with."""

    text: str
    pk: int | None = None


@transaction.atomic
def save_framework(
    *, branch: Organisation, year: int, audience: str, lines: Sequence[FrameworkLine], by: User | None
) -> list[FrameworkItem]:
    """Make the items of a year and audience equal to the lines, in their order.

    A line keeps the item with the same text, else the one it was opened with; items without a line go to the
    recycle bin. Raises Refused for a text given twice, or when an item that problems stand under would go.
    """
    texts = [line.text.strip() for line in lines]
    if doubled := next((text for text in texts if texts.count(text) > 1), None):
        raise Refused(f"“{doubled}”写了两次，请留下一条。")
    rows = {item.pk: item for item in _items(branch, year, audience)}
    kept = _match(lines, rows)
    for item in rows.values():
        if item.pk not in {found.pk for found in kept if found}:
            _remove(item, by)
    return [
        _write(found, FrameworkItem(branch=branch, year=year, audience=audience), text, order, by)
        for order, (text, found) in enumerate(zip(texts, kept, strict=True), start=1)
    ]


@transaction.atomic
def copy_framework(*, branch: Organisation, year: int, audience: str, by: User | None) -> list[FrameworkItem]:
    """Take over the year before's items, to be changed where the notice differs.

    Raises Refused when this year has items already or the year before has none.
    """
    label = FrameworkAudience(audience).label
    if _items(branch, year, audience).exists():
        raise Refused(f"{year}年度{label}已有对照项，请直接编辑。")
    last = _items(branch, year - 1, audience)
    if not last:
        raise Refused(f"{year - 1}年度没有{label}的对照项，请直接填写。")
    lines = [FrameworkLine(item.text) for item in last]
    return save_framework(branch=branch, year=year, audience=audience, lines=lines, by=by)


def _items(branch: Organisation, year: int, audience: str):  # type: ignore[no-untyped-def]
    return (
        FrameworkItem.objects.of_branch(branch).in_year(year).for_audience(audience).order_by("order", "pk")
    )


def _match(lines: Sequence[FrameworkLine], rows: dict[int, FrameworkItem]) -> list[FrameworkItem | None]:
    free = dict(rows)
    by_text = {item.text: item.pk for item in rows.values()}
    kept: list[FrameworkItem | None] = [free.pop(by_text.get(line.text.strip(), 0), None) for line in lines]
    for place, line in enumerate(lines):
        if kept[place] is None and line.pk:
            kept[place] = free.pop(line.pk, None)
    return kept


def _remove(item: FrameworkItem, by: User | None) -> None:
    if by is None:
        raise Refused("移除对照项需要写明由谁办理。")
    records.soft_delete(item, by=by, reason="从本年度对照项中移除")


def _write(
    found: FrameworkItem | None, new: FrameworkItem, text: str, order: int, by: User | None
) -> FrameworkItem:
    if found is None:
        new.text, new.order, new.created_by = text, order, by
        return records.create(new, by=by)
    if (found.text, found.order) != (text, order):
        before = audit.snapshot(found)
        found.text, found.order = text, order
        records.save(found, by=by, before=before)
    return found
