"""Study tasks: list with progress, page with the completion list, create, edit, bringing the list up to date."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch
from branch.workspace import branch_required
from core import records
from core.editing import edit_page
from core.refusals import Refused

from .. import permissions, services
from ..forms import TaskFilter, TaskForm
from ..models import PlanItem, Reflection, StudyAssignment, StudyTask
from ..sheets import task_sheet
from .lists import page_of, sort

COLUMNS = {"title": "title", "due_on": "due_on", "hours": "hours", "form": "form"}


@require_GET
@branch_required
def task_list(request):
    """The year's tasks with their progress; a member finds those given to him."""
    branch, year, on = request.workspace.branch, request.workspace.year, localdate()
    if not permissions.can_open_study(request.user, branch):
        raise PermissionDenied
    form = TaskFilter(request.GET)
    tasks = StudyTask.objects.visible_to(request.user).of_branch(branch).in_year(year).for_list()
    tasks = sort(form.narrow(tasks, year=year, on=on), request, COLUMNS, ("-due_on", "-pk"))
    if request.GET.get("format") == "xlsx":
        return task_sheet(branch, year, tasks, on)
    page = page_of(tasks, request)
    context = {
        "form": form,
        "page": page,
        "rows": [(task, task.badge_on(on)) for task in page],
        "reads_all": can_read_branch(request.user, branch),
        "may_add": permissions.can_add_task(request.user, branch),
    }
    return render(request, "study/task_list.html", context)


@require_GET
@branch_required
def task_detail(request, pk):
    """A task, and where those members stand whom this person may see."""
    task = get_object_or_404(StudyTask.objects.visible_to(request.user).for_list(), pk=pk)
    on = localdate()
    assignments = (
        StudyAssignment.objects.visible_to(request.user).filter(task=task).for_list().in_pinyin_order()
    )
    written = Reflection.objects.visible_to(request.user).filter(task=task)
    authors = set(written.values_list("member_id", flat=True))
    reads_all = can_read_branch(request.user, task.branch)
    context = {
        "task": task,
        "badge": task.badge_on(on) if reads_all else None,
        "rows": [(row, row.badge_on(on), row.member_id in authors) for row in assignments],
        "mine": next((a for a in assignments if permissions.is_own_assignment(request.user, a)), None),
        "reads_all": reads_all,
        "may_change": permissions.can_change_task(request.user, task),
        "meeting_url": records.url_of(task.meeting) if reads_all and task.meeting else "",
    }
    return render(request, "study/task_detail.html", context)


def _from_plan(request) -> dict:
    """What the line of the plan named by `?plan_item=` says of a task."""
    number = request.GET.get("plan_item", "")
    if not number.isdecimal() or len(number) > 18:
        return {}
    plan = PlanItem.objects.visible_to(request.user).of_branch(request.workspace.branch)
    item = plan.filter(pk=number).first()
    if item is None:
        return {}
    taken = ("year", "form", "hours", "material", "audience", "group", "needs_reflection", "is_training")
    return {"plan_item": item, "title": item.topic, **{name: getattr(item, name) for name in taken}}


@require_http_methods(["GET", "POST"])
@branch_required
def task_create(request):
    """Give a task."""
    workspace = request.workspace
    if not permissions.can_add_task(request.user, workspace.branch):
        raise PermissionDenied
    initial = {"year": workspace.year, "hours": 1}
    initial |= _from_plan(request)
    initial |= {name: request.GET[name] for name in ("material", "meeting") if name in request.GET}
    if workspace.year == localdate().year:
        initial["starts_on"] = localdate()
    form = TaskForm(request.POST or None, user=request.user, branch=workspace.branch, initial=initial)
    return edit_page(request, form, template="study/task_form.html", done="学习任务已布置。")


@require_http_methods(["GET", "POST"])
@branch_required
def task_update(request, pk):
    """Change a task; giving it to others changes its list, whoever completed it stays."""
    task = get_object_or_404(StudyTask.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_task(request.user, task):
        raise PermissionDenied
    form = TaskForm(request.POST or None, instance=task, user=request.user, branch=task.branch)
    return edit_page(
        request, form, template="study/task_form.html", done="学习任务已保存。", context={"task": task}
    )


@require_POST
@branch_required
def task_refresh(request, pk):
    """更新名单: bring the list in line with the register of today."""
    task = get_object_or_404(StudyTask.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_task(request.user, task):
        raise PermissionDenied
    change = services.refresh_list(task=task, on=localdate(), by=request.user)
    messages.success(request, f"名单已更新：{change}。" if str(change) else "名单和名册一致，不需要更新。")
    return redirect("study:task_detail", pk=task.pk)


@require_POST
@branch_required
def task_complete(request, pk):
    """按到会登记: complete the task for those who were present at its meeting."""
    task = get_object_or_404(StudyTask.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change_task(request.user, task):
        raise PermissionDenied
    try:
        result = services.complete_by_roll(task=task, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("study:task_detail", pk=task.pk)
    done, owing = len(result.completed), "、".join(member.name for member in result.without_text)
    text = f"已按到会登记 {done} 人完成。" if done else "到会人员都已登记，没有新增。"
    messages.success(request, text + (f"{owing}到会但还没有心得，仍为待学习。" if owing else ""))
    return redirect("study:task_detail", pk=task.pk)
