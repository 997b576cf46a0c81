"""整改台账 as a sheet: the rows of stored items."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.models import Attachment
from core.sheets import Sheet

from ..models.items import RectificationItem
from ..models.problems import Problem
from .columns import LEDGER_COLUMNS, LedgerRow, clean, entry, one_line


def item_sheet(items: Iterable[RectificationItem], *, branch, year: int) -> Sheet:
    """整改台账: one row per item. Wants `RectificationItemQuerySet.for_ledger()`."""
    rows = [row.cells(number) for number, row in enumerate(ledger_rows(items), start=1)]
    return Sheet(f"{branch.short_name}{year}年度整改台账", LEDGER_COLUMNS, rows)


def ledger_rows(items: Iterable[RectificationItem]) -> list[LedgerRow]:
    """The ledger's values of each item. Wants `RectificationItemQuerySet.for_ledger()`."""
    items = list(items)
    files = _file_names(items)
    return [_ledger_row(item, files.get(item.pk, [])) for item in items]


def problem_values(problem: Problem | None) -> dict[str, Any]:
    """What a ledger's row says of the item's problem. Wants its points and causes."""
    if problem is None:
        return {}
    return {
        "framework": one_line(problem.framework_item),
        "problem": one_line(problem.title),
        "points": tuple(entry(point.text) for point in problem.points.all()),
        "sources": tuple(problem.sources),
        "causes": tuple(one_line(cause.title) for cause in problem.causes.all() if not cause.is_deleted),
    }


def _ledger_row(item: RectificationItem, files: list[str]) -> LedgerRow:
    proofs = [one_line(text) for text in (*(row.label for row in item.evidence.all()), *files)]
    return LedgerRow(
        year=item.year,
        content=clean(item.content),
        **problem_values(item.problem),
        goal=clean(item.goal),
        mode=item.mode,
        leader=str(item.leader or ""),
        responsible=str(item.responsible or ""),
        due_on=item.due_on,
        criterion=clean(item.criterion),
        progress=tuple((row.on, entry(row.text)) for row in item.progress.all()),
        result=clean(item.result),
        evidence=tuple(text for text in proofs if text),
        state=item.state,
        closed_on=item.closed_on,
        closer=one_line(item.closer_name),
        remark=one_line(item.remark),
    )


def _file_names(items: list[RectificationItem]) -> dict[int, list[str]]:
    kind = ContentType.objects.get_for_model(RectificationItem)
    rows = Attachment.objects.filter(
        content_type=kind, object_id__in=[item.pk for item in items], removed_at__isnull=True
    )
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.object_id, []).append(row.name)
    return names
