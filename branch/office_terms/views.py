"""届次: list, one term with the posts of it, its form, and moving its end."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from branch import permissions
from branch.members.models import Post
from core import panels
from core.columns import Column
from core.dates import chinese_date, overlapping
from core.editing import refusals_in
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page

from . import services
from .forms import MoveEndForm, OfficeTermForm
from .models import OfficeTerm

office_term_list = list_page(
    OfficeTerm,
    lambda at: [
        Column("届次", "words", is_main=True, css="text-nowrap"),
        Column("任期自", "starts_on", css="text-nowrap"),
        Column("届满", "due_on", css="text-nowrap"),
        Column("实际结束", "ends_on", css="text-nowrap"),
        Column("产生方式", "get_origin_display"),
        Column("批复文号", "approval_document"),
        Column("状态", lambda term: term.state_badge_on(at.today), css="text-nowrap"),
    ],
    may_open=permissions.can_list_posts,
    of_year=False,
    add=Add("登记届次", permissions.can_add_member, "登记现任班子的届次，任期提醒按届次计算。"),
    subtitle="{branch.name}；每一届的起止、产生和批复，任期届满前 6、3、1 个月提醒。",
    tabs=("branch/_tabs.html", "posts"),
    template="branch/office_term_list.html",
)


def _context(request, term) -> dict:
    today = localdate()
    posts = Post.objects.alive().filter(overlapping(term.starts_on, term.ends_on), branch=term.branch)
    return {
        "badge": term.state_badge_on(today),
        "posts": posts.select_related("member", "group").in_rank_order(),
        "panels": panels.panels_of(term, request.user, today),
        "may_move": permissions.can_change_office_term(request.user, term)
        and term.ends_on is None
        and not term.branch.is_sent_out,
    }


office_term_detail = detail_page(
    OfficeTerm,
    "branch/office_term_detail.html",
    facts=[
        Column("任期自", "starts_on"),
        Column(
            "任期届满", lambda term: f"{chinese_date(term.due_on)}{'（已调整）' if term.moved_to else ''}"
        ),
        Column("实际结束", lambda term: term.ends_on or "现届"),
        Column("产生方式", "get_origin_display"),
        Column("选举会议或任命文件", lambda term: term.basis or "未填"),
        Column("批准单位", lambda term: term.approved_by or "未填"),
        Column("批复文号", lambda term: term.approval_document or "未填"),
        Column("批准日期", lambda term: term.approved_on or "未填"),
        Column("提前或延期", lambda term: term.moved_words or "没有"),
    ],
    context=_context,
)
office_term_create, office_term_update = form_pages(
    OfficeTermForm,
    Words("登记届次", "届次已登记。", again=""),
    Words("编辑届次", "修改已保存。"),
    may_add=permissions.can_add_member,
    given=("number", "starts_on", "basis"),
)


@require_http_methods(["GET", "POST"])
def office_term_move(request, pk):
    """Move the end by an approval of the superior."""
    term = get_visible(request, OfficeTerm, pk, permissions.can_change_office_term)
    given = {"until": term.moved_to, "document": term.moved_document}
    form = MoveEndForm(request.POST or None, user=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            told = {name: form.cleaned_data[name] for name in ("until", "document")}
            form.once(lambda: services.move_end(term=term, by=request.user, **told))
            messages.success(request, f"换届日期已改为{chinese_date(term.due_on)}，任期提醒按这一天算。")
            return redirect("branch:office_term_detail", pk=term.pk)
    return render(request, "branch/office_term_move.html", {"form": form, "term": term})
