"""What the lists of this app share: the gate, sorting, paging, and the sheet of what is filtered."""

from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.timezone import localdate

from core.sheets import sheet_response

from .. import permissions

PER_PAGE = 50


def require_reader(request):
    """The chosen branch, for someone who reads it as a whole. Raises PermissionDenied for others."""
    branch = request.workspace.branch
    if not permissions.can_list_problems(request.user, branch):
        raise PermissionDenied("问题和原因由支委会掌握；您负责的整改事项在“整改事项”里。")
    return branch


def require_recorder(request):
    """The chosen branch, for someone who records for it. Raises PermissionDenied for others."""
    branch = request.workspace.branch
    if not permissions.can_record(request.user, branch):
        raise PermissionDenied("只有书记、副书记和支委可以登记。")
    return branch


def sorted_rows(request, rows, sorts: Mapping[str, tuple[str, ...]]):
    """The rows in the order of `?sort=name` or `?sort=-name`, when `sorts` knows the name."""
    asked = request.GET.get("sort", "")
    fields = sorts.get(asked.removeprefix("-"))
    if not fields:
        return rows
    sign = "-" if asked.startswith("-") else ""
    return rows.order_by(*(f"{sign}{field}" for field in fields), "pk")


def list_page(request, rows, *, form, template: str, sheet: Callable, context: Mapping | None = None):
    """A page of 50 rows, or with `?format=xlsx` the sheet of all rows that pass the filter."""
    if request.GET.get("format") == "xlsx":
        return sheet_response(sheet(rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shared = {
        "page": page,
        "form": form,
        "today": localdate(),
        "can_record": permissions.can_record(request.user, request.workspace.branch),
        "can_read": permissions.can_list_problems(request.user, request.workspace.branch),
    }
    return render(request, template, {**shared, **(context or {})})
