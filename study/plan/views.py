"""The year's study plan: its lines with what became of them, and giving tasks from it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from branch.access import can_read_branch
from core.editing import refusals_told
from core.pages import Words, chosen_branch, detail_page, form_pages, get_visible
from core.refusals import Refused
from core.sheets import sheet_response
from study import permissions
from study.filters import PlanFilter
from study.hours import reckoning
from study.sheets import plan_sheet
from study.tasks.models import StudyTask

from . import services
from .forms import PlanItemForm
from .models import PlanItem
from .services import overview


@require_GET
def plan_list(request):
    """The whole year's plan on one page, in its order, with how much of it is done."""
    branch, year, on = (
        chosen_branch(request, permissions.can_open_study),
        request.workspace.year,
        localdate(),
    )
    form = PlanFilter(request.GET)
    own = PlanItem.objects.of_branch(branch).in_year(year)
    lines = list(own.visible_to(request.user).for_list())
    asked_for = set(form.apply(own).values_list("pk", flat=True))
    rows = [item for item in lines if item.pk in asked_for and form.keeps(item.state_on(on))]
    if request.GET.get("format") == "xlsx":
        return sheet_response(plan_sheet(branch, year, rows, on))
    may_change = permissions.can_change_plan(request.user, branch)
    is_empty = may_change and not lines
    context = {
        "form": form,
        "year": year,
        "rows": [(item, item.badge_on(on), item.state_on(on)) for item in rows],
        "plan": overview(lines, on),
        "needed": (reckoning.MEMBER_HOURS, reckoning.COMMITTEE_HOURS),
        "may_change": may_change,
        "may_copy": is_empty and PlanItem.objects.of_branch(branch).in_year(year - 1).exists(),
        "reads_all": can_read_branch(request.user, branch),
    }
    return render(request, "study/plan_list.html", context)


def _tasks_of(request, item) -> dict:
    """The tasks given from a line of the plan."""
    on = localdate()
    return {
        "badge": item.badge_on(on),
        "is_over": item.ends_on < on,
        "tasks": StudyTask.objects.visible_to(request.user).filter(plan_item=item).for_list(),
        "reads_all": can_read_branch(request.user, item.branch),
        "may_change": permissions.can_change_plan_item(request.user, item),
    }


plan_detail = detail_page(
    PlanItem,
    "study/plan_detail.html",
    may_open=permissions.can_open_study,
    context=_tasks_of,
)
plan_create, plan_update = form_pages(
    PlanItemForm,
    Words("登记学习计划", "计划已登记。"),
    Words("编辑学习计划", "计划已保存。"),
    may_open=permissions.can_open_study,
    may_add=permissions.can_change_plan,
    template="study/study_form.html",
)


@require_POST
def plan_give(request, pk):
    """布置: the task that this line means, in one click."""
    chosen_branch(request, permissions.can_open_study)
    item = get_visible(request, PlanItem, pk, permissions.can_change_plan_item)
    try:
        task = services.give_plan_item(item=item, on=localdate(), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("study:plan_detail", pk=item.pk)
    messages.success(request, f"已布置“{task}”，{task.assignments.alive().count()} 名党员可以开始学习。")
    return redirect("study:task_detail", pk=task.pk)


@require_POST
def plan_copy(request):
    """沿用上年计划: start this year's plan with last year's lines."""
    branch, year = chosen_branch(request, permissions.can_change_plan), request.workspace.year
    with refusals_told(request):
        lines = services.copy_plan(branch=branch, year=year, by=request.user)
        messages.success(request, f"已沿用 {year - 1} 年的计划 {len(lines)} 项，请逐项核对主题和学时。")
    return redirect("study:plan_list")
