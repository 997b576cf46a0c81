"""The year in one line and month by month."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from branch.models import Member
from branch.workspace import branch_required
from core.sheets import sheet_response

from .. import permissions
from ..forms.timeline import CalendarFilter, TimelineFilter
from ..models.activity import WorkArea
from ..timeline import by_month, entries_of, month_days, timeline_sheet


def _form(request, form_class):
    """The filter with what the person may choose from. Raises PermissionDenied for those without the section."""
    workspace = request.workspace
    if not permissions.can_list_activities(request.user, workspace.branch):
        raise PermissionDenied
    areas = WorkArea.objects.of_branch(workspace.branch).in_year(workspace.year).in_order()
    people = Member.objects.of_branch(workspace.branch).in_pinyin_order() if workspace.can_read else []
    return form_class(request.GET, areas=areas, people=list(people))


def _entries(request, form):
    workspace = request.workspace
    return entries_of(workspace.branch, workspace.year, request.user, form.wanted())


@require_GET
@branch_required
def timeline(request):
    """Meetings held and activities of the chosen year by date; as a sheet with `?format=xlsx`."""
    workspace = request.workspace
    form = _form(request, TimelineFilter)
    entries = _entries(request, form)
    if request.GET.get("format") == "xlsx":
        title = f"{workspace.branch.short_name}{workspace.year}年度工作纪实时间线"
        return sheet_response(timeline_sheet(entries, title))
    context = {
        "form": form,
        "count": len(entries),
        "months": by_month(entries),
        "may_read_figures": permissions.can_read_figures(request.user, workspace.branch),
    }
    return render(request, "activities/timeline.html", context)


@require_GET
@branch_required
def calendar(request):
    """One month of the chosen year, day by day."""
    workspace = request.workspace
    form = _form(request, CalendarFilter)
    month = form.chosen_month(workspace.year)
    days = month_days(workspace.year, month, _entries(request, form))
    context = {
        "form": form,
        "month": month,
        "days": days,
        "count": sum(len(day.entries) for day in days),
        "previous": month - 1 or None,
        "following": month + 1 if month < 12 else None,
        "may_read_figures": permissions.can_read_figures(request.user, workspace.branch),
    }
    return render(request, "activities/calendar.html", context)
