"""Work areas of a year: list, one area, editing, order, copying."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.workspace import branch_required
from core.editing import edit_page, refusals_told
from core.sheets import sheet_response
from meetings.models import Meeting

from .. import permissions, services
from ..exports import area_sheet
from ..forms.areas import WorkAreaForm
from ..models.activity import Activity, WorkArea


def _areas(request):
    workspace = request.workspace
    return WorkArea.objects.of_branch(workspace.branch).in_year(workspace.year).in_order()


def _require_manager(request) -> None:
    if not permissions.can_manage_areas(request.user, request.workspace.branch):
        raise PermissionDenied


@require_GET
@branch_required
def area_list(request):
    """The work areas of the chosen year in the report's order, and the activities that none of them claims."""
    workspace = request.workspace
    if not permissions.can_read_figures(request.user, workspace.branch):
        raise PermissionDenied
    areas = _areas(request).with_counts()
    if request.GET.get("format") == "xlsx":
        return sheet_response(area_sheet(areas, f"{workspace.branch.short_name}{workspace.year}年度工作领域"))
    unclaimed = Activity.objects.of_branch(workspace.branch).in_year(workspace.year).without_area()
    context = {
        "areas": areas,
        "unclaimed": unclaimed.for_list().order_by("-happened_on", "-pk")[:50],
        "unclaimed_count": unclaimed.count(),
        "may_manage": permissions.can_manage_areas(request.user, workspace.branch),
        "has_last_year": WorkArea.objects.of_branch(workspace.branch).in_year(workspace.year - 1).exists(),
    }
    return render(request, "activities/area_list.html", context)


@require_GET
def area_detail(request, pk):
    """One work area with its activities and the meetings that its paragraph reflects."""
    visible = WorkArea.objects.visible_to(request.user).select_related("branch")
    area = get_object_or_404(visible, pk=pk)
    meetings = Meeting.objects.of_branch(area.branch).visible_to(request.user)
    context = {
        "area": area,
        "activities": area.activities.alive().for_list().order_by("-happened_on", "-pk"),
        "meetings": [
            (label, meetings.counted_as(kind, area.year).count()) for kind, label in area.reflected_meetings
        ],
    }
    return render(request, "activities/area_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def area_create(request):
    """A new work area of the chosen year."""
    _require_manager(request)
    workspace = request.workspace
    form = WorkAreaForm(request.POST or None, user=request.user, branch=workspace.branch, year=workspace.year)
    return edit_page(request, form, template="activities/area_form.html", done="工作领域已建立。")


@require_http_methods(["GET", "POST"])
def area_update(request, pk):
    """Change a work area."""
    area = get_object_or_404(WorkArea.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_area(request.user, area):
        raise PermissionDenied
    form = WorkAreaForm(
        request.POST or None, instance=area, user=request.user, branch=area.branch, year=area.year
    )
    return edit_page(
        request, form, template="activities/area_form.html", done="修改已保存。", context={"area": area}
    )


@require_POST
@branch_required
def area_copy(request):
    """Begin the chosen year with the areas of the year before (`source=last_year`) or with the usual ones."""
    _require_manager(request)
    workspace = request.workspace
    copying = request.POST.get("source") == "last_year"
    begin = services.copy_areas if copying else services.add_usual_areas
    with refusals_told(request):
        areas = begin(branch=workspace.branch, year=workspace.year, by=request.user)
        messages.success(
            request, f"已建立{workspace.year}年度的 {len(areas)} 个工作领域，可以改名和调整顺序。"
        )
    return redirect("activities:area_list")


@require_POST
def area_move(request, pk):
    """Move a work area up (`direction=up`) or down."""
    area = get_object_or_404(WorkArea.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_area(request.user, area):
        raise PermissionDenied
    services.move_area(area=area, up=request.POST.get("direction") == "up", by=request.user)
    return redirect("activities:area_list")


@require_POST
@branch_required
def area_assign(request):
    """Put every activity without a work area into the one that takes its kind in."""
    _require_manager(request)
    workspace = request.workspace
    moved = services.assign_default_areas(branch=workspace.branch, year=workspace.year, by=request.user)
    if moved:
        messages.success(request, f"已把 {moved} 次活动归入对应的工作领域。")
    else:
        messages.info(request, "没有可以自动归入的活动；请先在工作领域里选定默认收入的类别。")
    return redirect("activities:area_list")
