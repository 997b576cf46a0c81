"""支委职责清单: the list with its coverage, one item, editing."""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from branch.enums import COMMITTEE_POSTS
from branch.workspace import branch_required
from core.editing import edit_page
from core.sheets import sheet_response

from .. import permissions
from ..exports import duty_sheet
from ..forms.duties import DutyItemForm
from ..models.duty import DutyItem


@require_GET
@branch_required
def duty_list(request):
    """The duties in force in the chosen year by post, each with how many activities carry it out."""
    workspace = request.workspace
    if not permissions.can_read_figures(request.user, workspace.branch):
        raise PermissionDenied
    items = DutyItem.objects.of_branch(workspace.branch).in_force(workspace.year)
    order = {post.value: place for place, post in enumerate(COMMITTEE_POSTS)}
    rows = sorted(items.with_coverage(workspace.year), key=lambda item: (order[item.post_title], item.pk))
    if request.GET.get("format") == "xlsx":
        return sheet_response(
            duty_sheet(rows, f"{workspace.branch.short_name}{workspace.year}年度支委职责清单")
        )
    context = {
        "posts": [
            (label, list(group)) for label, group in groupby(rows, lambda item: item.get_post_title_display())
        ],
        "total": len(rows),
        "covered": sum(item.record_count > 0 for item in rows),
        "may_manage": permissions.can_manage_areas(request.user, workspace.branch),
    }
    return render(request, "activities/duty_list.html", context)


@require_GET
def duty_detail(request, pk):
    """One duty with the activities that carry it out."""
    duty = get_object_or_404(DutyItem.objects.visible_to(request.user).select_related("branch"), pk=pk)
    activities = duty.activities.alive().for_list().order_by("-happened_on", "-pk")
    return render(request, "activities/duty_detail.html", {"duty": duty, "activities": activities})


@require_http_methods(["GET", "POST"])
@branch_required
def duty_create(request):
    """A new duty."""
    workspace = request.workspace
    if not permissions.can_manage_areas(request.user, workspace.branch):
        raise PermissionDenied
    form = DutyItemForm(request.POST or None, user=request.user, branch=workspace.branch, year=workspace.year)
    return edit_page(request, form, template="activities/duty_form.html", done="职责已登记。")


@require_http_methods(["GET", "POST"])
def duty_update(request, pk):
    """Change a duty or name its records."""
    duty = get_object_or_404(DutyItem.objects.visible_to(request.user).select_related("branch"), pk=pk)
    if not permissions.can_change_duty(request.user, duty):
        raise PermissionDenied
    form = DutyItemForm(
        request.POST or None,
        instance=duty,
        user=request.user,
        branch=duty.branch,
        year=request.workspace.year,
    )
    return edit_page(
        request, form, template="activities/duty_form.html", done="修改已保存。", context={"duty": duty}
    )
