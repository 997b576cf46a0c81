"""Study tasks: the list and the page with who completed them, a member's own share, the pages 学习 and 我的学习."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch
from core import attachments, records
from core.columns import Column
from core.dates import short_date
from core.editing import refusals_in, refusals_told, whole_number
from core.pages import Add, Words, allow, chosen_branch, detail_page, form_pages, get_visible, list_page
from core.refusals import Refused
from study import permissions
from study.filters import TaskFilter
from study.hours import reckoning
from study.hours.reckoning import plain
from study.plan.models import PlanItem
from study.reading.models import Reflection
from study.sheets import task_sheet
from study.trainings.models import Training

from . import services
from .forms import CompleteForm, RecordCompletionForm, TaskForm, WithdrawForm
from .models import StudyAssignment, StudyTask


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


def _get(request, pk, may=None, why: str = "") -> StudyAssignment:
    chosen_branch(request)
    return get_visible(request, StudyAssignment, pk, may, why, rows=lambda rows: rows.for_list())


@require_http_methods(["GET", "POST"])
def assignment_detail(request, pk):
    """What to study, the material to read, and the form that completes it (for the member alone)."""
    assignment, on = _get(request, pk), localdate()
    is_own = permissions.is_own_assignment(request.user, assignment)
    allow(is_own or request.method != "POST", "只有本人能完成自己的学习任务。")
    written = Reflection.objects.alive().filter(task=assignment.task, member=assignment.member)
    written = written.for_list().order_by("pk")
    form = None
    if is_own and (request.method == "POST" or not assignment.is_completed):
        text = written[0].body if written else ""
        form = CompleteForm(
            request.POST or None, assignment=assignment, user=request.user, initial={"body": text}
        )
    if request.method == "POST" and form.is_valid() and _complete(request, assignment, form, on):
        return redirect("study:assignment_detail", pk=assignment.pk)
    studied = [assignment.task, *([assignment.task.material] if assignment.task.material else [])]
    context = {
        "assignment": assignment,
        "on": on,
        "files": [file for record in studied for file in attachments.of_record(record)],
        "task": assignment.task,
        "material": assignment.task.material,
        "form": form,
        "badge": assignment.badge_on(on),
        "days": "" if assignment.is_completed else assignment.days_label(on),
        "is_early": on < assignment.task.starts_on and request.method == "GET",
        "is_own": is_own,
        "reflections": written,
        "may_record": permissions.can_record_completion(request.user, assignment),
        "may_withdraw": permissions.can_withdraw(request.user, assignment, on),
    }
    return render(request, "study/assignment_detail.html", context)


def _complete(request, assignment, form, on) -> bool:
    if assignment.is_completed:
        messages.info(request, "这项任务已经完成，不用再提交。")
        return True
    try:
        services.complete_task(assignment=assignment, on=on, body=form.cleaned_data["body"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已完成学习，记 {plain(assignment.hours_done)} 学时。")
    return True


@require_http_methods(["GET", "POST"])
def assignment_complete(request, pk):
    """A writer enters that a member completed the task elsewhere."""
    assignment = _get(request, pk, permissions.can_record_completion)
    initial = {"completed_on": min(localdate(), assignment.task.due_on)}
    form = RecordCompletionForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            services.complete_task(
                assignment=assignment,
                on=data["completed_on"],
                body=data["body"],
                channel=data["channel"],
                by=request.user,
            )
            messages.success(
                request, f"已登记{assignment.member.name}完成，记 {plain(assignment.hours_done)} 学时。"
            )
            return redirect("study:task_detail", pk=assignment.task_id)
    context = {"form": form, "assignment": assignment, "task": assignment.task}
    return render(request, "study/assignment_complete.html", context)


@require_http_methods(["GET", "POST"])
def assignment_withdraw(request, pk):
    """Take a completion back: the member on the same day, a writer with a reason."""
    assignment = _get(request, pk)
    allow(
        permissions.can_withdraw(request.user, assignment, localdate()),
        "完成当天本人可以撤回；过了当天，请支委撤回并写明原因。",
    )
    needs_reason = not permissions.is_own_assignment(request.user, assignment) or (
        assignment.completed_on != localdate()
    )
    form = WithdrawForm(request.POST or None, user=request.user, needs_reason=needs_reason)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.withdraw_completion(
                assignment=assignment,
                reason=form.cleaned_data["reason"],
                needs_reason=needs_reason,
                by=request.user,
            )
            messages.success(request, "已撤回完成，学时不再计入；写过的心得还在。")
            return redirect("study:assignment_detail", pk=assignment.pk)
    context = {"form": form, "assignment": assignment, "task": assignment.task}
    return render(request, "study/assignment_withdraw.html", context)


@require_GET
def home(request):
    """Where 学习 in the navigation leads: readers of the branch to its tasks, members to their own."""
    reads_all = can_read_branch(request.user, chosen_branch(request))
    return redirect("study:task_list" if reads_all else "study:my_study")


@require_GET
def my_study(request):
    """What I have to study by when, what I did, and the year's hours."""
    workspace, branch = request.workspace, chosen_branch(request)
    member, on = request.user.member, localdate()
    is_here = member is not None and member.branch_id == branch.pk
    allow(is_here, "这个页面是党员本人的学习记录，您的账号没有对应这个支部的党员。")
    mine = StudyAssignment.objects.live().for_list().filter(member=member)
    people = reckoning.standings(branch, workspace.year, on, member_ids=[member.pk])
    standing = people[0] if people else None
    written = Reflection.objects.alive().filter(member=member).in_year(workspace.year)
    context = {
        "on": on,
        "year": workspace.year,
        "standing": standing,
        "reminder": standing.reminder(workspace.year, on) if standing else "",
        "trainings": Training.objects.of_branch(branch).in_year(workspace.year).filter(member=member),
        "waiting": [
            (row, row.days_label(on), row.days_left(on) < 0)
            for row in mine.pending().filter(task__year__lte=workspace.year).order_by("task__due_on", "pk")
        ],
        "done": mine.completed().filter(task__year=workspace.year).order_by("-completed_on", "-pk"),
        "reflections": written.for_list(),
    }
    return render(request, "study/my_study.html", context)
