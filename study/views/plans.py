"""The year's study plan: its lines with what became of them, and giving tasks from it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch
from branch.workspace import branch_required
from core.editing import edit_page, refusals_told
from core.refusals import Refused

from .. import hours, permissions, services
from ..forms import PlanFilter, PlanItemForm
from ..models import PlanItem, StudyTask
from ..plan import overview
from ..sheets import plan_sheet


@require_GET
@branch_required
def plan_list(request):
    """The whole year's plan on one page, in its order, with how much of it is done."""
    branch, year, on = request.workspace.branch, request.workspace.year, localdate()
    if not permissions.can_open_study(request.user, branch):
        raise PermissionDenied
    form = PlanFilter(request.GET)
    lines = list(PlanItem.objects.visible_to(request.user).of_branch(branch).in_year(year).for_list())
    wanted = set(form.narrow(PlanItem.objects.of_branch(branch).in_year(year)).values_list("pk", flat=True))
    rows = [item for item in lines if item.pk in wanted and form.keeps(item.state_on(on))]
    if request.GET.get("format") == "xlsx":
        return plan_sheet(branch, year, rows, on)
    may_change = permissions.can_change_plan(request.user, branch)
    is_empty = may_change and not lines
    context = {
        "form": form,
        "year": year,
        "rows": [(item, item.badge_on(on), item.state_on(on)) for item in rows],
        "plan": overview(lines, on),
        "needed": (hours.MEMBER_HOURS, hours.COMMITTEE_HOURS),
        "may_change": may_change,
        "may_copy": is_empty and PlanItem.objects.of_branch(branch).in_year(year - 1).exists(),
        "reads_all": can_read_branch(request.user, branch),
    }
    return render(request, "study/plan_list.html", context)


@require_GET
@branch_required
def plan_detail(request, pk):
    """One line of the plan and the tasks given from it."""
    item = get_object_or_404(PlanItem.objects.visible_to(request.user).for_list(), pk=pk)
    on = localdate()
    context = {
        "item": item,
        "badge": item.badge_on(on),
        "is_over": item.ends_on < on,
        "tasks": StudyTask.objects.visible_to(request.user).filter(plan_item=item).for_list(),
        "reads_all": can_read_branch(request.user, item.branch),
        "may_change": permissions.can_change_plan_item(request.user, item),
    }
    return render(request, "study/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def plan_create(request):
    """Add a line to the plan."""
    workspace = request.workspace
    if not permissions.can_change_plan(request.user, workspace.branch):
        raise PermissionDenied
    initial = {"year": workspace.year}
    form = PlanItemForm(request.POST or None, user=request.user, branch=workspace.branch, initial=initial)
    return edit_page(request, form, template="study/plan_form.html", done="计划已登记。")


@require_http_methods(["GET", "POST"])
@branch_required
def plan_update(request, pk):
    """Change a line; tasks already given from it stay as they are."""
    item = get_object_or_404(PlanItem.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_plan_item(request.user, item):
        raise PermissionDenied
    form = PlanItemForm(request.POST or None, instance=item, user=request.user, branch=item.branch)
    return edit_page(
        request, form, template="study/plan_form.html", done="计划已保存。", context={"item": item}
    )


@require_POST
@branch_required
def plan_give(request, pk):
    """布置: the task that this line means, in one click."""
    item = get_object_or_404(PlanItem.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_plan_item(request.user, item):
        raise PermissionDenied
    try:
        task = services.give_plan_item(item=item, on=localdate(), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("study:plan_detail", pk=item.pk)
    messages.success(request, f"已布置“{task}”，{task.assignments.alive().count()} 名党员可以开始学习。")
    return redirect("study:task_detail", pk=task.pk)


@require_POST
@branch_required
def plan_copy(request):
    """沿用上年计划: start this year's plan with last year's lines."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_change_plan(request.user, branch):
        raise PermissionDenied
    with refusals_told(request):
        lines = services.copy_plan(branch=branch, year=year, by=request.user)
        messages.success(request, f"已沿用 {year - 1} 年的计划 {len(lines)} 项，请逐项核对主题和学时。")
    return redirect("study:plan_list")
