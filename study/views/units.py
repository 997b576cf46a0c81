"""The conversion table: how many hours a half day, a day or an hour counts for."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.workspace import branch_required
from core.editing import edit_page

from .. import permissions, services
from ..forms import UnitForm
from ..models import HourUnit
from ..units import standard_units


@require_GET
@branch_required
def unit_list(request):
    """The branch's table, or the usual one that counts while it has none."""
    branch = request.workspace.branch
    if not permissions.can_open_study(request.user, branch):
        raise PermissionDenied
    units = list(HourUnit.objects.visible_to(request.user).of_branch(branch))
    context = {
        "units": units or standard_units(branch),
        "is_stored": bool(units),
        "may_change": permissions.can_change_units(request.user, branch),
    }
    return render(request, "study/unit_list.html", context)


@require_GET
@branch_required
def unit_detail(request, pk):
    """One line of the table and its history."""
    unit = get_object_or_404(HourUnit.objects.visible_to(request.user), pk=pk)
    return render(request, "study/unit_detail.html", {"unit": unit})


@require_POST
@branch_required
def unit_adopt(request):
    """Take over the usual table as the branch's own."""
    branch = request.workspace.branch
    if not permissions.can_change_units(request.user, branch):
        raise PermissionDenied
    if services.adopt_standard_units(branch=branch, by=request.user):
        messages.success(request, "已采用常用换算，请把依据改成本单位的文件。")
    else:
        messages.info(request, "支部已有自己的换算表，没有改动。")
    return redirect("study:unit_list")


@require_http_methods(["GET", "POST"])
@branch_required
def unit_create(request):
    """Add a line."""
    branch = request.workspace.branch
    if not permissions.can_change_units(request.user, branch):
        raise PermissionDenied
    form = UnitForm(request.POST or None, user=request.user, branch=branch)
    return edit_page(request, form, template="study/unit_form.html", done="学时换算已保存。")


@require_http_methods(["GET", "POST"])
@branch_required
def unit_update(request, pk):
    """Change a line; what was reckoned by it before stays as it was."""
    unit = get_object_or_404(HourUnit.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_unit(request.user, unit):
        raise PermissionDenied
    form = UnitForm(request.POST or None, instance=unit, user=request.user, branch=unit.branch)
    return edit_page(
        request, form, template="study/unit_form.html", done="学时换算已保存。", context={"unit": unit}
    )
