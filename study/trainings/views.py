"""Training elsewhere: list, page, entering, changing, approving."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from branch.access import can_read_branch
from core.columns import Column, small
from core.pages import (
    Add,
    Words,
    allow,
    chosen_branch,
    detail_page,
    form_page,
    get_visible,
    list_page,
)
from core.refusals import Refused
from study import permissions
from study.enums import TrainingState
from study.filters import TrainingFilter
from study.hours.elsewhere import offers_for
from study.hours.reckoning import plain
from study.sheets import training_sheet

from . import services
from .forms import ReviewForm, TrainingForm
from .models import Training


def _offered(at) -> int:
    """How many members' hours in other branches wait to be taken over."""
    return sum(not one.why_not for one in offers_for(at.branch, at.year, at.today))


training_list = list_page(
    Training,
    [
        Column("姓名", "member", sort="member", by=("member__name_sort",)),
        Column("培训名称", "title", is_main=True, after=lambda row: small(row.organiser)),
        Column("类别", lambda row: row.get_kind_display() + ("，集中培训" if row.is_intensive else "")),
        Column("时间", "span", sort="ends_on"),
        Column("学时", "hours", sort="hours", css="num"),
        Column("状态", "state_badge", sort="state"),
    ],
    may_open=permissions.can_open_study,
    rows=lambda rows, at: rows.for_list().order_by("-ends_on", "-pk"),
    filters=TrainingFilter,
    unit="项",
    sheet=lambda at: training_sheet(at.branch, at.year, at.found),
    may_export=can_read_branch,
    add=lambda at: Add(
        "代录培训" if at.request.workspace.can_write else "登记培训",
        permissions.can_add_reflection,
        "参加了党校、上级或外单位的培训，登记名称、时间，拍下结业证上传，审核后计入学时。",
    ),
    subtitle="党校、上级和外单位的培训，支委审核证明后计入学时",
    tabs=("study/_tabs.html", "trainings"),
    template="study/training_list.html",
    context=lambda at: {
        "waiting": at.rows.submitted().count(),
        "offered": _offered(at) if at.request.workspace.can_write else 0,
        "may_record": at.request.workspace.can_write,
        "import_url": reverse("study:training_import") if at.request.workspace.can_write else "",
        "has_own": at.user.member_id is not None,
    },
)
training_detail = detail_page(
    Training,
    "study/training_detail.html",
    may_open=permissions.can_open_study,
    context=lambda request, training: {
        "may_review": permissions.can_review_training(request.user, training),
        "may_resend": training.state == TrainingState.RETURNED
        and permissions.can_change_training(request.user, training),
        "is_own": permissions.is_own_training(request.user, training),
    },
)


@require_http_methods(["GET", "POST"])
def training_create(request):
    """Enter the own training; a writer enters a member's instead, or the own with `?own=1`."""
    branch, member = chosen_branch(request, permissions.can_add_reflection), request.user.member
    is_own = not request.workspace.can_write or ("own" in request.GET and member is not None)
    is_here = member is not None and member.branch_id == branch.pk
    allow(is_here or not is_own, "您的账号没有对应这个支部的党员，请由支部代录。")
    form = TrainingForm(
        request.POST or None, request.FILES or None, user=request.user, branch=branch, is_own=is_own
    )
    title = "登记我的培训" if is_own else "代录培训"
    return form_page(request, form, Words(title, "培训已登记，等待支委审核认定学时。", submit="提交审核"))


@require_http_methods(["GET", "POST"])
def training_update(request, pk):
    """Change a training that is not approved; one that was returned is submitted again."""
    why = "学时已经认定的培训不能修改，请先由其他支委撤回认定。"
    training = _get(request, pk, permissions.can_change_training, why)
    form = TrainingForm(
        request.POST or None,
        request.FILES or None,
        instance=training,
        user=request.user,
        branch=training.branch,
    )
    words = Words("编辑培训", "培训已保存，等待支委审核认定学时。", submit="提交审核")
    return form_page(request, form, words, training)


def _get(request, pk: int, may, why: str) -> Training:
    chosen_branch(request, permissions.can_open_study)
    return get_visible(request, Training, pk, may, why, rows=lambda rows: rows.for_list())


@require_http_methods(["GET", "POST"])
def training_review(request, pk):
    """Approve, return or take back; what was changed since the page was opened is looked at first."""
    training = _get(request, pk, permissions.can_review_training, "自己的培训由其他支委审核认定。")
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
