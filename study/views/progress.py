"""The completion matrix with everyone's hours, and the list of what is overdue."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch, grants_of
from branch.models import PartyGroup
from branch.workspace import branch_required

from .. import permissions
from ..form_shares import shares_of_year
from ..forms import OverdueFilter, ProgressFilter
from ..models import StudyAssignment
from ..progress import matrix
from ..sheets import hours_sheet, overdue_sheet
from .lists import page_of, sort

COLUMNS = {
    "member": "member__name_sort",
    "task": "task__title",
    "due_on": "task__due_on",
}


def groups_of(request, branch):
    """Groups whose members this person may look at."""
    groups = PartyGroup.objects.alive().filter(branch=branch)
    if can_read_branch(request.user, branch):
        return groups
    return groups.filter(pk__in=grants_of(request.user).led_group_ids)


@require_GET
@branch_required
def progress(request):
    """Members × tasks of the year; a group leader sees the own group."""
    branch, year, on = request.workspace.branch, request.workspace.year, localdate()
    if not permissions.can_see_progress(request.user, branch):
        raise PermissionDenied
    form = ProgressFilter(request.GET, groups=groups_of(request, branch))
    group = form.chosen("group")
    group_ids = None if can_read_branch(request.user, branch) else grants_of(request.user).led_group_ids
    table = matrix(branch, year, on, group_ids=frozenset([group.pk]) if group else group_ids)
    if request.GET.get("format") == "xlsx":
        return hours_sheet(branch, year, table)
    shown = [row.standing.member.pk for row in table.rows]
    context = {
        "form": form,
        "matrix": table,
        "year": year,
        "shares": shares_of_year(branch, year, member_ids=shown),
    }
    return render(request, "study/progress.html", context)


@require_GET
@branch_required
def overdue_list(request):
    """Who has not completed what by its due date."""
    branch, year, on = request.workspace.branch, request.workspace.year, localdate()
    if not permissions.can_see_progress(request.user, branch):
        raise PermissionDenied
    form = OverdueFilter(request.GET, groups=groups_of(request, branch))
    rows = StudyAssignment.objects.visible_to(request.user).of_branch(branch, year).overdue(on).for_list()
    rows = sort(form.narrow(rows), request, COLUMNS, ("task__due_on", "member__name_sort", "pk"))
    if request.GET.get("format") == "xlsx":
        return overdue_sheet(branch, year, rows, on)
    page = page_of(rows, request)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (row, -row.days_left(on), permissions.can_record_completion(request.user, row)) for row in page
        ],
    }
    return render(request, "study/overdue_list.html", context)
