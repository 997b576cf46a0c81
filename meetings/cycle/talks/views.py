"""谈心谈话: list, the matrix of who has talked with whom, one talk, a round of talks, printed records."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch
from branch.members.name_order import PaperOrder
from branch.workspace import asked_year, branch_required
from core import records
from core.columns import Column, late, muted, unseen
from core.dates import chinese_date
from core.editing import refusals_in
from core.history import MASK
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, list_page
from core.sheets import Sheet
from documents.downloads import document_response
from meetings.cycle.permissions import can_list_own, can_read, can_record

from . import documents, services
from .forms import TalkFilter, TalkForm, TalkRoundForm
from .matrix import matrix_of
from .models import Talk
from .permissions import can_add_talk, can_read_talk

PRIVATE = "谈话内容只有谈话双方、书记和登记人能看到"


def _content(talk: Talk, user) -> str:
    if not talk.may_be_read_by(user):
        return muted("受限")
    return "已记" if talk.content else "还没记"


talk_list = list_page(
    Talk,
    lambda at: [
        Column(
            "谈话人",
            lambda talk: format_html("{}{}", talk.one, unseen(f"与{talk.other}谈话")),
            sort="one__name_sort",
            is_main=True,
        ),
        Column("谈话对象", "other", sort="other__name_sort"),
        Column(
            "日期",
            lambda talk: format_html("{}{}", chinese_date(talk.held_on), late(talk)),
            sort="held_on",
        ),
        Column("地点", "place"),
        Column("内容", lambda talk: _content(talk, at.user)),
    ],
    may_open=can_list_own,
    year=asked_year,
    filters=TalkFilter,
    unit="次",
    sheet=lambda at: talk_sheet(at.found, at.user, f"{at.branch.short_name}{at.year}年度"),
    add=Add(
        "登记谈话",
        can_add_talk,
        "从最近一次谈话开始：选好双方和日期，内容可以以后补。",
        query="?year={year}",
    ),
    subtitle="{year} 年度 · " + PRIVATE,
    tabs=("meetings/_tabs.html", "talks"),
    template="meetings/talk_list.html",
    context=lambda at: {
        "can_read": can_read(at.user, at.branch),
        "may_record": can_record(at.user, at.branch),
        "import_url": reverse("meetings:talk_import") if can_record(at.user, at.branch) else "",
    },
)


@require_GET
def talk_matrix(request):
    """Who has talked with whom in the year, and what M8 still asks for."""
    branch, year = chosen_branch(request, can_read), asked_year(request)
    context = {
        "matrix": matrix_of(branch, year, localdate()),
        "year": year,
        "may_record": can_record(request.user, branch),
    }
    return render(request, "meetings/talk_matrix.html", context)


def _shown(request, talk) -> dict:
    """What was said only for those who may read it."""
    may_read = can_read_talk(request.user, talk)
    facts = [
        ("谈话人", talk.one),
        ("谈话对象", talk.other),
        ("日期", chinese_date(talk.held_on)),
        ("地点", talk.place),
        ("所属年度", str(talk.year)),
        ("登记人", talk.created_by),
    ]
    content = talk.content if may_read or not talk.content else MASK
    return {"content": content, "facts": facts, "may_read": may_read}


def _first_values(request) -> dict:
    """The two whom the address names, the first of them the person who writes; today."""
    named = {
        name: number[:18] for name in ("one", "other") if (number := request.GET.get(name, "")).isdecimal()
    }
    return {"one": request.user.member_id, "held_on": localdate(), "year": _year_of_form(request)} | named


def _year_of_form(request) -> int:
    """The year asked for where today's talks can belong to it, else the one they usually belong to."""
    asked, today = asked_year(request, 0), localdate()
    return asked if asked in {today.year, today.year - 1} else services.year_for(today)


talk_detail = detail_page(Talk, "meetings/talk_detail.html", context=_shown)

talk_create, talk_update = form_pages(
    TalkForm,
    Words("登记谈话", "谈话已登记。", f"{PRIVATE}。"),
    Words("编辑谈话", "谈话已保存。", f"{PRIVATE}。"),
    may_add=can_add_talk,
    why_not_change=f"{PRIVATE}，请由他们修改。",
    initial=_first_values,
)


@require_http_methods(["GET", "POST"])
def talk_round(request):
    """谈话一轮: the talks of one person with several others on one day."""
    branch = chosen_branch(request, can_record)
    initial = _first_values(request)
    form = TalkRoundForm(
        request.POST or None, initial=initial, user=request.user, branch=branch, today=localdate()
    )
    if request.method == "POST" and form.is_valid():
        made: list[Talk] = []

        def make() -> Talk:
            made.extend(services.record_round(form.round(), by=request.user))
            return made[-1]

        with refusals_in(form):
            form.once(make)
            if made:
                messages.success(request, f"已登记 {len(made)} 次谈话；谈话内容可以逐次补记。")
            return redirect(f"{reverse('meetings:talk_list')}?year={form.cleaned_data['year']}")
    return render(request, "meetings/talk_round.html", {"form": form})


@require_GET
def talk_form(request, pk, file_format):
    """谈心谈话记录, for those who may read what was said."""
    talk = get_object_or_404(Talk.objects.visible_to(request.user).for_list(), pk=pk)
    if not can_read_talk(request.user, talk):
        raise PermissionDenied("谈话内容只有谈话双方、书记和登记人能看到，请由他们打印。")
    document = documents.talk_form(talk, on=localdate())
    name = f"{talk.one}与{talk.other}谈心谈话记录"
    return document_response(request, document, file_format, back=records.url_of(talk), name=name)


@require_GET
@branch_required
def talk_overview(request, file_format):
    """The year's talks and which are missing, without a word of what was said."""
    branch, year, today = request.workspace.branch, asked_year(request), localdate()
    if not can_read_branch(request.user, branch):
        raise PermissionDenied
    rows = Talk.objects.of_branch(branch).in_year(year).for_list().order_by("held_on", "pk")
    document = documents.talk_overview(
        matrix_of(branch, year, today, PaperOrder([branch])), rows, issuer=branch.name, year=year, on=today
    )
    return document_response(request, document, file_format, back="meetings:talk_list")


TALK_COLUMNS = ("序号", "日期", "谈话人", "谈话对象", "地点", "所属年度", "谈话内容", "登记人")


def talk_sheet(talks: Iterable[Talk], user: AbstractBaseUser, prefix: str) -> Sheet:
    """The talks found, with what was said only where this person may read it."""
    rows = [
        (
            number,
            talk.held_on,
            str(talk.one),
            str(talk.other),
            talk.place,
            talk.year,
            talk.content if not talk.content or talk.may_be_read_by(user) else MASK,
            str(talk.created_by or ""),
        )
        for number, talk in enumerate(talks, start=1)
    ]
    return Sheet(f"{prefix}谈心谈话登记表", TALK_COLUMNS, rows)
