"""问题清单, 整改台账, 销号单 and 公示 as Word, PDF and Excel."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from branch.workspace import branch_required
from core import records
from core.sheets import Sheet, sheet_response
from rectification.ledger.sheet import ledger_rows
from rectification.models.items import RectificationItem
from rectification.models.notices import PublicNotice
from rectification.models.problems import Problem
from rectification.permissions import can_list_problems

from ..content.ledgers import Ledger, closing_sheet, item_ledger, notice_sheet, problem_ledger
from .downloads import document_response


def _file(request, ledger: Ledger, file_format: str, *, back: str) -> HttpResponse:
    if file_format == "xlsx":
        labels = tuple(label for label, _ in ledger.columns)
        return sheet_response(Sheet(ledger.title, labels, ledger.rows))
    return document_response(request, ledger.to_document(), file_format, back=back)


def _of_the_year(request, make: Callable, rows, label: str) -> Ledger:
    branch, year = request.workspace.branch, request.workspace.year
    title = f"{branch.name}{year}年度{label}"
    return make(rows, issuer=branch.name, title=title, on=timezone.localdate())


def _require_reader(request) -> None:
    if not can_list_problems(request.user, request.workspace.branch):
        raise PermissionDenied("问题清单和整改台账由支委会掌握。")


@require_GET
@branch_required
def item_ledger_file(request, file_format):
    """整改台账 of the chosen year with what was carried into it."""
    _require_reader(request)
    branch, year = request.workspace.branch, request.workspace.year
    rows = RectificationItem.objects.of_branch(branch)
    rows = (
        (rows.in_year(year) | rows.carried_into(year)).for_ledger().order_by("year", "problem__order", "pk")
    )
    ledger = _of_the_year(request, item_ledger, ledger_rows(rows), "整改台账")
    return _file(request, ledger, file_format, back="rectification:item_list")


@require_GET
@branch_required
def problem_ledger_file(request, file_format):
    """问题清单 of the chosen year."""
    _require_reader(request)
    rows = Problem.objects.of_branch(request.workspace.branch).in_year(request.workspace.year).for_report()
    ledger = _of_the_year(request, problem_ledger, rows, "问题清单")
    return _file(request, ledger, file_format, back="rectification:problem_list")


@require_GET
def closing_file(request, pk, file_format):
    """销号单 of an item."""
    items = RectificationItem.objects.visible_to(request.user).for_ledger().select_related("branch")
    item = get_object_or_404(items, pk=pk)
    ledger = closing_sheet(item, ledger_rows([item])[0], on=timezone.localdate())
    return _file(request, ledger, file_format, back=records.url_of(item))


@require_GET
def notice_file(request, pk, file_format):
    """The list of a 公示, to hang up."""
    notices = PublicNotice.objects.visible_to(request.user).select_related("branch")
    notice = get_object_or_404(notices, pk=pk)
    rows = ledger_rows(notice.items.alive().for_ledger().order_by("year", "pk"))
    return _file(request, notice_sheet(notice, rows), file_format, back="rectification:notice_list")
