"""The rows of stored items, and the 整改台账 as a sheet."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.models import Attachment
from core.sheets import Sheet

from ..models.items import RectificationItem
from ..models.problems import Problem
from .columns import COLUMNS, LABELS, LedgerRow
from .values import one_line


def item_sheet(items: Iterable[RectificationItem], *, branch, year: int) -> Sheet:
    """整改台账: one row per item. Wants `RectificationItemQuerySet.for_ledger()`."""
    rows = [row.cells(number) for number, row in enumerate(ledger_rows(items), start=1)]
    return Sheet(f"{branch.short_name}{year}年度整改台账", LABELS, rows)


def ledger_rows(items: Iterable[RectificationItem]) -> list[LedgerRow]:
    """The ledger's values of each item. Wants `RectificationItemQuerySet.for_ledger()`."""
    items = list(items)
    files = _file_names(items)
    return [_ledger_row(item, files.get(item.pk, [])) for item in items]


def problem_values(problem: Problem | None) -> dict[str, Any]:
    """What a ledger's row says of the item's problem. Wants its points and causes."""
    return {column.field: column.taken(problem) for column in COLUMNS if column.of_problem} if problem else {}


def _ledger_row(item: RectificationItem, files: list[str]) -> LedgerRow:
    values = {column.field: column.taken(item) for column in COLUMNS if not column.of_problem}
    values["evidence"] += tuple(filter(None, map(one_line, files)))
    return LedgerRow(**values, **problem_values(item.problem))


def _file_names(items: list[RectificationItem]) -> dict[int, list[str]]:
    kind = ContentType.objects.get_for_model(RectificationItem)
    rows = Attachment.objects.filter(
        content_type=kind, object_id__in=[item.pk for item in items], removed_at__isnull=True
    )
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.object_id, []).append(row.name)
    return names
