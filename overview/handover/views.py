"""书记交接: one page to hand over, the page of each hand-over with its list, and the list on paper."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.accounts.models import RoleAssignment, User
from branch.enums import Role
from core.columns import Column
from core.editing import made_before, refusals_in
from core.pages import chosen_branch, detail_page, list_page
from core.records import url_of
from documents.downloads import document_response

from . import services
from .forms import HandoverForm, WorkForm
from .listing import Section, to_document
from .models import Handover
from .open_work import open_work
from .permissions import can_hand_over, can_list_handovers

handover_list = list_page(
    Handover,
    [
        Column("交接", str, is_main=True),
        Column("接任日期", "starts_on", sort="starts_on"),
        Column("监交人", "witness"),
        Column("登记", "created_at"),
    ],
    may_open=can_list_handovers,
    of_year=False,
    subtitle="{branch.name}；每次交接和当天的移交清单。",
    empty=("还没有办理过书记交接", "换届或调整书记时，由书记或上级在“任职”里点“书记交接”办理。"),
    template="overview/handover/list.html",
    context=lambda at: {"may_hand_over": can_hand_over(at.user, at.branch)},
)
handover_detail = detail_page(
    Handover,
    "overview/handover/detail.html",
    rows=lambda rows: rows.for_list().select_related("created_by"),
    facts=[
        Column("移交人", "leaving"),
        Column("接任人", "taking"),
        Column("接任日期", "starts_on"),
        Column("监交人", lambda handover: handover.witness or "未填"),
        Column("办理人", lambda handover: handover.created_by or "系统"),
        Column("说明", lambda handover: handover.note or "没有"),
    ],
    context=lambda request, handover: {"sections": [Section.of(data) for data in handover.listing]},
)


@require_http_methods(["GET", "POST"])
def handover_create(request):
    """Hand the branch over: posts, roles, open work and the list at once."""
    branch, today = chosen_branch(request, can_hand_over, "书记交接由书记或上级党务工作者办理。"), localdate()
    if request.method == "POST" and (made := made_before(request)):
        return redirect(url_of(made))
    post = services.present_secretary(branch, today)
    if post is None:
        messages.error(request, "支部还没有登记过书记的任职；请先在“任职”登记，以后再办理交接。")
        return redirect("branch:post_list")
    form = HandoverForm(
        request.POST or None, post=post, user=request.user, today=today, initial={"starts_on": today}
    )
    work = WorkForm(request.POST or None, post=post, work=open_work(branch, post.member, today), today=today)
    if request.method == "POST" and all([form.is_valid(), work.is_valid()]):
        with refusals_in(form):
            plan = form.plan(work)
            made = form.once(lambda: services.hand_over(post=post, plan=plan, by=request.user, on=today))
            _tell(request, made)
            return redirect(url_of(made))
    context = {
        "form": form,
        "work": work,
        "post": post,
        "administers": _administers(post.member),
        "back_url": reverse("overview:handover_list"),
    }
    return render(request, "overview/handover/form.html", context)


def _administers(member) -> bool:
    held = RoleAssignment.objects.held_on(localdate()).filter(user__member=member, role=Role.ADMINISTRATOR)
    return held.exists()


def _tell(request, made: Handover) -> None:
    """That it is done, and what the new secretary's account still lacks."""
    messages.success(
        request, f"交接已办理：{made.taking}自{made.starts_on:%Y-%m-%d}起任书记。请打印移交清单签字。"
    )
    account = User.objects.filter(member=made.taking, is_active=True).first()
    given = account and account.roles.open_on(made.starts_on).filter(role=Role.SECRETARY).exists()
    if not account:
        messages.warning(request, f"{made.taking}还没有账号，请管理员建立账号并授予“书记”角色。")
    elif not given:
        messages.warning(request, f"{made.taking}的“书记”角色没有授予：自己的角色由上级或管理员授予。")


@require_GET
def handover_paper(request, pk, file_format):
    """移交清单 as Word or PDF."""
    rows = Handover.objects.visible_to(request.user).for_list()
    handover = get_object_or_404(rows, pk=pk)
    name = f"{handover.branch.short_name}书记工作移交清单（{handover.starts_on:%Y-%m-%d}）"
    return document_response(request, to_document(handover), file_format, back=url_of(handover), name=name)
