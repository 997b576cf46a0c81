"""Work areas of a year: list, one area, editing, order, copying."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from activities import permissions, services
from activities.models import Activity, WorkArea
from activities.statistics import area_sheet
from activities.views import ACTIVITY_COLUMNS
from core.editing import refusals_told
from core.pages import Words, chosen_branch, detail_page, form_pages, get_visible
from core.sheets import sheet_response
from meetings.meeting.models import Meeting

from .forms import WorkAreaForm


@require_GET
def area_list(request):
    """The work areas of the chosen year in the report's order, and the activities that none of them claims."""
    branch, year = chosen_branch(request, permissions.can_read_figures), request.workspace.year
    areas = WorkArea.objects.of_branch(branch).in_year(year).in_order().with_counts()
    if request.GET.get("format") == "xlsx":
        return sheet_response(area_sheet(areas, f"{branch.short_name}{year}年度工作领域"))
    unclaimed = Activity.objects.of_branch(branch).in_year(year).without_area()
    context = {
        "areas": areas,
        "columns": ACTIVITY_COLUMNS,
        "unclaimed": unclaimed.for_list().order_by("-happened_on", "-pk")[:50],
        "unclaimed_count": unclaimed.count(),
        "may_manage": permissions.can_manage_areas(request.user, branch),
        "has_last_year": WorkArea.objects.of_branch(branch).in_year(year - 1).exists(),
    }
    return render(request, "activities/area_list.html", context)


def _contents(request, area) -> dict:
    """Its activities and the meetings that its paragraph reflects."""
    meetings = Meeting.objects.of_branch(area.branch).visible_to(request.user)
    return {
        "columns": ACTIVITY_COLUMNS,
        "activities": area.activities.alive().for_list().order_by("-happened_on", "-pk"),
        "meetings": [
            (label, meetings.counted_as(kind, area.year).count()) for kind, label in area.reflected_meetings
        ],
    }


area_detail = detail_page(WorkArea, "activities/area_detail.html", context=_contents)
area_create, area_update = form_pages(
    WorkAreaForm,
    Words("新建工作领域", "工作领域已建立。", "{year}年度"),
    Words("编辑工作领域", "修改已保存。", "{year}年度"),
    may_add=permissions.can_manage_areas,
)


@require_POST
def area_copy(request):
    """Begin the chosen year with the areas of the year before (`source=last_year`) or with the usual ones."""
    branch, year = chosen_branch(request, permissions.can_manage_areas), request.workspace.year
    copying = request.POST.get("source") == "last_year"
    begin = services.copy_areas if copying else services.add_usual_areas
    with refusals_told(request):
        areas = begin(branch=branch, year=year, by=request.user)
        messages.success(request, f"已建立{year}年度的 {len(areas)} 个工作领域，可以改名和调整顺序。")
    return redirect("activities:area_list")


@require_POST
def area_move(request, pk):
    """Move a work area up (`direction=up`) or down."""
    area = get_visible(request, WorkArea, pk, permissions.can_change_area)
    with refusals_told(request):
        services.move_area(area=area, up=request.POST.get("direction") == "up", by=request.user)
    return redirect("activities:area_list")


@require_POST
def area_assign(request):
    """Put every activity without a work area into the one that takes its kind in."""
    branch, year = chosen_branch(request, permissions.can_manage_areas), request.workspace.year
    with refusals_told(request):
        if moved := services.assign_default_areas(branch=branch, year=year, by=request.user):
            messages.success(request, f"已把 {moved} 次活动归入对应的工作领域。")
        else:
            messages.info(request, "没有可以自动归入的活动；请先在工作领域里选定默认收入的类别。")
    return redirect("activities:area_list")
