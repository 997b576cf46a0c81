"""One member's share in a task: reading and completing it, a writer's entry for the member, taking it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core import attachments
from core.editing import refusals_in
from core.pages import allow, chosen_branch, get_visible
from core.refusals import Refused

from .. import permissions, services
from ..forms import CompleteForm, RecordCompletionForm, WithdrawForm
from ..forms.completions import draft_key
from ..hours import plain
from ..models import Reflection, StudyAssignment


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
        "draft_key": draft_key(assignment),
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
