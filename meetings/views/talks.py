"""谈心谈话: the list, the matrix of who has talked with whom, one talk, and a round of talks."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import asked_year
from core.columns import Column, late, muted, unseen
from core.dates import chinese_date
from core.editing import refusals_in
from core.form_tokens import once
from core.history import MASK
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, list_page

from .. import permissions_cycle as permissions
from .. import sheets, talks
from ..forms.talks import TalkFilter, TalkForm, TalkRoundForm
from ..models import Talk
from ..talk_matrix import matrix_of

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
    may_open=permissions.can_list_own,
    year=asked_year,
    filters=TalkFilter,
    unit="次",
    sheet=lambda at: sheets.talk_sheet(at.found, at.user, f"{at.branch.short_name}{at.year}年度"),
    add=Add(
        "登记谈话",
        permissions.can_add_talk,
        "从最近一次谈话开始：选好双方和日期，内容可以以后补。",
        query="?year={year}",
    ),
    subtitle="{year} 年度 · " + PRIVATE,
    tabs=("meetings/_tabs.html", "talks"),
    template="meetings/talk_list.html",
    context=lambda at: {
        "can_read": permissions.can_read(at.user, at.branch),
        "may_record": permissions.can_record(at.user, at.branch),
    },
)


@require_GET
def talk_matrix(request):
    """Who has talked with whom in the year, and what M8 still asks for."""
    branch, year = chosen_branch(request, permissions.can_read), asked_year(request)
    context = {
        "matrix": matrix_of(branch, year, localdate()),
        "year": year,
        "may_record": permissions.can_record(request.user, branch),
    }
    return render(request, "meetings/talk_matrix.html", context)


def _shown(request, talk) -> dict:
    """What was said only for those who may read it."""
    may_read = permissions.can_read_talk(request.user, talk)
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
    return asked if asked in {today.year, today.year - 1} else talks.year_for(today)


talk_detail = detail_page(Talk, "meetings/talk_detail.html", context=_shown)
talk_create, talk_update = form_pages(
    TalkForm,
    Words("登记谈话", "谈话已登记。", f"{PRIVATE}。"),
    Words("编辑谈话", "谈话已保存。", f"{PRIVATE}。"),
    may_add=permissions.can_add_talk,
    why_not_change=f"{PRIVATE}，请由他们修改。",
    initial=_first_values,
)


@require_http_methods(["GET", "POST"])
def talk_round(request):
    """谈话一轮: the talks of one person with several others on one day."""
    branch = chosen_branch(request, permissions.can_record)
    initial = _first_values(request)
    form = TalkRoundForm(
        request.POST or None, initial=initial, user=request.user, branch=branch, today=localdate()
    )
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
