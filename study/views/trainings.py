"""Training elsewhere: list, page, entering, changing, approving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch
from branch.workspace import branch_required
from core.editing import edit_page
from core.refusals import Refused

from .. import permissions, services
from ..enums import TrainingState
from ..forms import ReviewForm, TrainingFilter, TrainingForm
from ..hours import plain
from ..models import Training
from ..sheets import training_sheet
from .lists import page_of, sort
from .progress import groups_of

COLUMNS = {"member": "member__name_sort", "ends_on": "ends_on", "hours": "hours", "state": "state"}


@require_GET
@branch_required
def training_list(request):
    """The year's training that this person may see: a member finds the own."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_open_study(request.user, branch):
        raise PermissionDenied
    form = TrainingFilter(request.GET, groups=groups_of(request, branch))
    seen = Training.objects.visible_to(request.user).of_branch(branch).in_year(year).for_list()
    rows = sort(form.narrow(seen, year=year), request, COLUMNS, ("-ends_on", "-pk"))
    if request.GET.get("format") == "xlsx":
        return training_sheet(branch, year, rows)
    context = {
        "form": form,
        "page": page_of(rows, request),
        "waiting": seen.submitted().count(),
        "may_add": permissions.can_add_reflection(request.user, branch),
        "may_record": request.workspace.can_write,
        "has_own": request.user.member_id is not None,
        "reads_all": can_read_branch(request.user, branch),
    }
    return render(request, "study/training_list.html", context)


@require_GET
@branch_required
def training_detail(request, pk):
    """One training with its proof and where its approval stands."""
    training = get_object_or_404(Training.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "training": training,
        "may_review": permissions.can_review_training(request.user, training),
        "may_resend": training.state == TrainingState.RETURNED
        and permissions.can_change_training(request.user, training),
        "is_own": permissions.is_own_training(request.user, training),
    }
    return render(request, "study/training_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def training_create(request):
    """Enter the own training; a writer enters a member's instead, or the own with `?own=1`."""
    branch = request.workspace.branch
    if not permissions.can_add_reflection(request.user, branch):
        raise PermissionDenied
    member = request.user.member
    is_own = not request.workspace.can_write or ("own" in request.GET and member is not None)
    if is_own and (member is None or member.branch_id != branch.pk):
        raise PermissionDenied("您的账号没有对应这个支部的党员，请由支部代录。")
    form = TrainingForm(
        request.POST or None, request.FILES or None, user=request.user, branch=branch, is_own=is_own
    )
    return edit_page(
        request,
        form,
        template="study/training_form.html",
        done="培训已登记，等待支委审核认定学时。",
        context={"is_own": is_own},
    )


@require_http_methods(["GET", "POST"])
@branch_required
def training_update(request, pk):
    """Change a training that is not approved; one that was returned is submitted again."""
    training = get_object_or_404(Training.objects.visible_to(request.user).for_list(), pk=pk)
    if not permissions.can_change_training(request.user, training):
        raise PermissionDenied("学时已经认定的培训不能修改，请先由其他支委撤回认定。")
    form = TrainingForm(
        request.POST or None,
        request.FILES or None,
        instance=training,
        user=request.user,
        branch=training.branch,
    )
    return edit_page(
        request,
        form,
        template="study/training_form.html",
        done="培训已保存，等待支委审核认定学时。",
        context={"training": training},
    )


@require_http_methods(["GET", "POST"])
@branch_required
def training_review(request, pk):
    """Approve, return or take back; what was changed since the page was opened is looked at first."""
    training = get_object_or_404(Training.objects.visible_to(request.user).for_list(), pk=pk)
    if not permissions.can_review_training(request.user, training):
        raise PermissionDenied("自己的培训由其他支委审核认定。")
    form = ReviewForm(request.POST or None, user=request.user, training=training)
    if request.method == "POST" and form.is_valid() and _review(request, training, form):
        return redirect("study:training_detail", pk=training.pk)
    return render(request, "study/training_review.html", {"form": form, "training": training})


def _review(request, training, form) -> bool:
    data = form.cleaned_data
    training.lock_version = data["lock_version"]
    try:
        services.review_training(
            training=training,
            to=TrainingState(data["to"]),
            comment=data["comment"],
            on=localdate(),
            by=request.user,
        )
    except Refused as refusal:
        training.refresh_from_db()
        form.data = form.data.copy()
        form.data["lock_version"] = training.lock_version
        form.add_error(None, str(refusal))
        return False
    words = {
        TrainingState.APPROVED: f"已认定，{training.member.name}记 {plain(training.hours)} 学时。",
        TrainingState.RETURNED: f"已退回，{training.member.name}会看到退回原因。",
        TrainingState.SUBMITTED: "已撤回认定，学时不再计入。",
    }
    messages.success(request, words[TrainingState(training.state)])
    return True
