"""Study tasks: list with progress, page with the completion list, giving and editing, bringing the list up to date."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from branch.access import can_read_branch
from core import records
from core.columns import Column
from core.dates import short_date
from core.editing import refusals_told
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, get_visible, list_page
from core.posted import whole_number

from .. import permissions, services
from ..forms import TaskFilter, TaskForm
from ..models import PlanItem, Reflection, StudyAssignment, StudyTask
from ..sheets import task_sheet


def _columns(at) -> list[Column]:
    """How far everyone is, for those who read the whole branch."""
    progress = [
        Column("完成", lambda task: _share(task, at.today)),
        Column("状态", lambda task: task.badge_on(at.today)),
    ]
    return [
        Column("任务名称", "title", sort="title", is_main=True),
        Column(
            "形式",
            lambda task: task.get_form_display() + ("，写心得" if task.needs_reflection else ""),
            sort="form",
        ),
        Column("对象", "audience_label"),
        Column("截止", lambda task: short_date(task.due_on), sort="due_on"),
        Column("学时", "hours", sort="hours", css="num"),
        *(progress if can_read_branch(at.user, at.branch) else []),
    ]


def _share(task: StudyTask, on) -> str:
    shown = {"value": task.percent, "label": "完成率", "tone": task.badge_on(on).tone}
    return format_html(
        '<span class="study-bar"><span>{} / {} 人</span>{}</span>',
        task.completed_count,
        task.assigned_count,
        render_to_string("components/_progress.html", shown),
    )


def _completion(request, task) -> dict:
    """Where those members stand whom this person may see."""
    on, reads_all = localdate(), can_read_branch(request.user, task.branch)
    assignments = (
        StudyAssignment.objects.visible_to(request.user).filter(task=task).for_list().in_pinyin_order()
    )
    written = Reflection.objects.visible_to(request.user).filter(task=task)
    authors = set(written.values_list("member_id", flat=True))
    return {
        "badge": task.badge_on(on) if reads_all else None,
        "rows": [(row, row.badge_on(on), row.member_id in authors) for row in assignments],
        "mine": next((a for a in assignments if permissions.is_own_assignment(request.user, a)), None),
        "reads_all": reads_all,
        "may_change": permissions.can_change_task(request.user, task),
        "meeting_url": records.url_of(task.meeting) if reads_all and task.meeting else "",
    }


def _first_values(request) -> dict:
    """Today where the year worked in is this year's, and what the line of the plan named in the address says."""
    values = {"hours": 1} | _from_plan(request)
    if request.workspace.year == localdate().year:
        values["starts_on"] = localdate()
    return values


def _from_plan(request) -> dict:
    number = whole_number(request.GET.get("plan_item", ""))
    plan = PlanItem.objects.visible_to(request.user).of_branch(request.workspace.branch)
    item = plan.filter(pk=number).first() if number is not None else None
    if item is None:
        return {}
    taken = ("year", "form", "hours", "material", "audience", "group", "needs_reflection", "is_training")
    return {"plan_item": item, "title": item.topic, **{name: getattr(item, name) for name in taken}}


task_list = list_page(
    StudyTask,
    _columns,
    may_open=permissions.can_open_study,
    rows=lambda rows, at: rows.for_list().order_by("-due_on", "-pk"),
    filters=TaskFilter,
    unit="项",
    sheet=lambda at: task_sheet(at.branch, at.year, at.found, at.today),
    may_export=can_read_branch,
    add=Add("布置任务", permissions.can_add_task, "布置一项任务，党员在手机上就能看到、阅读和完成。"),
    tabs=("study/_tabs.html", "tasks"),
)
task_detail = detail_page(
    StudyTask,
    "study/task_detail.html",
    may_open=permissions.can_open_study,
    context=_completion,
)
task_create, task_update = form_pages(
    TaskForm,
    Words("布置学习任务", "学习任务已布置。", submit="布置任务"),
    Words("编辑学习任务", "学习任务已保存。"),
    may_open=permissions.can_open_study,
    may_add=permissions.can_add_task,
    initial=_first_values,
    given=("material", "meeting"),
    template="study/study_form.html",
)


def _task_to_change(request, pk) -> StudyTask:
    chosen_branch(request, permissions.can_open_study)
    return get_visible(request, StudyTask, pk, permissions.can_change_task)


@require_POST
def task_refresh(request, pk):
    """更新名单: bring the list in line with the register of today."""
    task = _task_to_change(request, pk)
    change = services.refresh_list(task=task, on=localdate(), by=request.user)
    messages.success(request, f"名单已更新：{change}。" if str(change) else "名单和名册一致，不需要更新。")
    return redirect("study:task_detail", pk=task.pk)


@require_POST
def task_complete(request, pk):
    """按到会登记: complete the task for those who were present at its meeting."""
    task = _task_to_change(request, pk)
    with refusals_told(request):
        result = services.complete_by_roll(task=task, by=request.user)
        done, owing = len(result.completed), "、".join(member.name for member in result.without_text)
        text = f"已按到会登记 {done} 人完成。" if done else "到会人员都已登记，没有新增。"
        messages.success(request, text + (f"{owing}到会但还没有心得，仍为待学习。" if owing else ""))
    return redirect("study:task_detail", pk=task.pk)
