"""The year in one line and month by month."""

from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.pages import chosen_branch
from core.sheets import sheet_response

from .. import permissions
from ..forms.filters import CalendarFilter, TimelineFilter
from ..timeline import by_month, entries_of, month_days, timeline_sheet


def _form(request, form_class):
    """The filter with what the person may choose from. Raises PermissionDenied for those without the section."""
    branch = chosen_branch(request, permissions.can_list_activities)
    return form_class(
        request.GET, user=request.user, branch=branch, year=request.workspace.year, today=localdate()
    )


def _entries(request, form):
    workspace = request.workspace
    return entries_of(workspace.branch, workspace.year, request.user, form.wanted())


@require_GET
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
def calendar(request):
    """One month of the chosen year, day by day."""
    workspace = request.workspace
    form = _form(request, CalendarFilter)
    month = form.chosen_month()
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
