"""谈心谈话: the list, the matrix of who has talked with whom, one talk, and a round of talks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.models import Member
from branch.workspace import asked_year, branch_required
from core.dates import chinese_date
from core.editing import edit_page, refusals_in
from core.form_tokens import once
from core.history import MASK
from core.sheets import sheet_response

from .. import permissions_cycle as permissions
from .. import sheets, talks
from ..forms.talks import TalkFilterForm, TalkForm, TalkRoundForm
from ..models import Talk
from ..talk_matrix import matrix_of

PAGE_SIZE = 50
SORTS = {"held_on", "one__name_sort", "other__name_sort"}


@require_GET
@branch_required
def talk_list(request):
    """The year's talks that the person may know of; `?format=xlsx` with the content that the person may read."""
    branch, year = request.workspace.branch, asked_year(request)
    if not permissions.can_list_own(request.user, branch):
        raise PermissionDenied
    people = Member.objects.of_branch(branch).in_pinyin_order() if request.workspace.can_read else []
    filters = TalkFilterForm(request.GET, people=people)
    rows = filters.apply(Talk.objects.visible_to(request.user).of_branch(branch).in_year(year)).for_list()
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") in SORTS:
        rows = rows.order_by(sort, "-pk")
    if request.GET.get("format") == "xlsx":
        return sheet_response(sheets.talk_sheet(rows, request.user, f"{branch.short_name}{year}年度"))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(talk, talk.may_be_read_by(request.user)) for talk in page],
        "filters": filters,
        "year": year,
        "may_add": permissions.can_add_talk(request.user, branch),
        "may_record": permissions.can_record(request.user, branch),
    }
    return render(request, "meetings/talk_list.html", context)


@require_GET
@branch_required
def talk_matrix(request):
    """Who has talked with whom in the year, and what M8 still asks for."""
    branch, year = request.workspace.branch, asked_year(request)
    if not permissions.can_read(request.user, branch):
        raise PermissionDenied
    context = {
        "matrix": matrix_of(branch, year, localdate()),
        "year": year,
        "may_record": permissions.can_record(request.user, branch),
    }
    return render(request, "meetings/talk_matrix.html", context)


@require_GET
def talk_detail(request, pk):
    """One talk; what was said only for those who may read it."""
    talk = get_object_or_404(Talk.objects.visible_to(request.user).for_list(), pk=pk)
    may_read = permissions.can_read_talk(request.user, talk)
    content = talk.content if may_read or not talk.content else MASK
    facts = [
        ("谈话人", talk.one),
        ("谈话对象", talk.other),
        ("日期", chinese_date(talk.held_on)),
        ("地点", talk.place),
        ("所属年度", str(talk.year)),
        ("登记人", talk.created_by),
    ]
    context = {"talk": talk, "content": content, "facts": facts, "may_read": may_read}
    return render(request, "meetings/talk_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def talk_create(request):
    """Enter a talk; the address may name the two."""
    branch, today = request.workspace.branch, localdate()
    if not permissions.can_add_talk(request.user, branch):
        raise PermissionDenied
    initial = {"held_on": today, "year": _year_of_form(request, today)}
    names = [name for name in ("one", "other") if request.GET.get(name, "").isdecimal()]
    initial |= {name: request.GET[name][:18] for name in names}
    initial.setdefault("one", request.user.member_id)
    form = TalkForm(request.POST or None, initial=initial, user=request.user, branch=branch, today=today)
    return edit_page(request, form, template="meetings/talk_form.html", done="谈话已登记。")


@require_http_methods(["GET", "POST"])
def talk_update(request, pk):
    """Edit a talk, for those who may read what was said."""
    talk = get_object_or_404(Talk.objects.visible_to(request.user).for_list(), pk=pk)
    if not permissions.can_change_talk(request.user, talk):
        raise PermissionDenied("谈话内容只有谈话双方、书记和登记人能看到，请由他们修改。")
    form = TalkForm(
        request.POST or None, instance=talk, user=request.user, branch=talk.branch, today=localdate()
    )
    context = {"talk": talk}
    return edit_page(request, form, template="meetings/talk_form.html", done="谈话已保存。", context=context)


@require_http_methods(["GET", "POST"])
@branch_required
def talk_round(request):
    """谈话一轮: the talks of one person with several others on one day."""
    branch, today = request.workspace.branch, localdate()
    if not permissions.can_record(request.user, branch):
        raise PermissionDenied
    one = request.GET.get("one", "")
    initial = {
        "held_on": today,
        "year": _year_of_form(request, today),
        "one": one[:18] if one.isdecimal() else request.user.member_id,
    }
    form = TalkRoundForm(request.POST or None, initial=initial, user=request.user, branch=branch, today=today)
    if request.method == "POST" and form.is_valid():
        made: list[Talk] = []

        def make() -> Talk:
            made.extend(talks.record_round(form.round(), by=request.user))
            return made[-1]

        with refusals_in(form):
            once(form.cleaned_data["form_token"], make)
            if made:
                messages.success(request, f"已登记 {len(made)} 次谈话；谈话内容可以逐次补记。")
            return redirect(f"{reverse('meetings:talk_list')}?year={form.cleaned_data['year']}")
    return render(request, "meetings/talk_round.html", {"form": form})


def _year_of_form(request, today) -> int:
    """The year asked for where today's talks can belong to it, else the one they usually belong to."""
    asked = asked_year(request, 0)
    return asked if asked in {today.year, today.year - 1} else talks.year_for(today)
