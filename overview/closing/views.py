"""撤销归档: one page to close a branch, the page of the closing with its list, and the list on paper."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from core.columns import Column
from core.editing import made_before, refusals_in
from core.pages import chosen_branch, detail_page, list_page
from core.records import url_of
from documents.downloads import document_response
from overview.handover.listing import Section

from . import services
from .forms import ClosingForm
from .listing import to_document
from .models import BranchClosing
from .permissions import can_close, can_read_closings

WHY = "撤销归档由临时党支部、项目党支部的书记或上级党务工作者办理，已经撤销的不再办理。"

closing_list = list_page(
    BranchClosing,
    [
        Column("党支部", "branch.name", is_main=True),
        Column("撤销日期", "closed_on"),
        Column("撤销文件", "document"),
        Column("接收单位", "received_by"),
    ],
    may_open=can_read_closings,
    of_year=False,
    subtitle="{branch.name}；随任务结束的支部在这里办理撤销、打印移交清单。",
    empty=("没有撤销", "临时党支部、项目党支部任务完成以后办理撤销归档，记录从此只能查看。"),
    template="overview/closing/list.html",
    context=lambda at: {"may_close": can_close(at.user, at.branch)},
)
closing_detail = detail_page(
    BranchClosing,
    "overview/closing/detail.html",
    rows=lambda rows: rows.for_list(),
    facts=[
        Column("撤销日期", "closed_on"),
        Column("撤销文件", "document"),
        Column("接收单位", "received_by"),
        Column("办理人", lambda closing: closing.created_by or "系统"),
        Column("说明", lambda closing: closing.note or "没有"),
    ],
    context=lambda request, closing: {"sections": [Section.of(data) for data in closing.listing]},
)


@require_http_methods(["GET", "POST"])
def closing_create(request):
    """Close the branch: people, posts, plans and the list at once."""
    if request.method == "POST" and (made := made_before(request)):
        return redirect(url_of(made))
    branch, today = chosen_branch(request, can_close, WHY), localdate()
    given = {"closed_on": min(branch.runs_until or today, today), "received_by": branch.sender}
    form = ClosingForm(request.POST or None, user=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            closing = form.closing()
            made = form.once(
                lambda: services.close_branch(branch=branch, closing=closing, by=request.user, on=today)
            )
            messages.success(request, f"{branch.short_name}已撤销归档，请打印移交清单签字。")
            return redirect(url_of(made))
    context = {"form": form, "branch": branch, "back_url": reverse("overview:closing_list")}
    return render(request, "overview/closing/form.html", context)


@require_GET
def closing_paper(request, pk, file_format):
    """移交清单 as Word or PDF."""
    rows = BranchClosing.objects.visible_to(request.user).for_list().select_related("branch__sent_by")
    closing = get_object_or_404(rows, pk=pk)
    name = f"{closing.branch.short_name}撤销移交清单"
    return document_response(request, to_document(closing), file_format, back=url_of(closing), name=name)
