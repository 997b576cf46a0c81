"""征求意见: the rounds of a year, a round with its link, and the page behind the link."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core.columns import Column, span
from core.editing import refusals_told
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from core.refusals import Refused

from .. import permissions, throttle
from ..forms.rounds import GiveForm, RoundForm
from ..models.rounds import OpinionRound
from ..services.rounds import collect_opinions, give_opinion
from .gate import NO_READER, NO_RECORDER

OPINIONS_SHOWN = 50


round_list = list_page(
    OpinionRound,
    lambda at: [
        Column("名称", "title", is_main=True),
        Column("起止", lambda found: span(found.opens_on, found.closes_on)),
        Column("针对", lambda found: found.get_about_display() or "由填写人选择"),
        Column("已取出", lambda found: f"{found.taken_count} 条", css="num"),
        Column("状态", lambda found: found.badge(at.today)),
    ],
    may_open=permissions.can_list_problems,
    why=NO_READER,
    rows=lambda rows, at: rows.with_counts(at.today).order_by("-opens_on", "-pk"),
    add=Add(
        "发起征求意见",
        permissions.can_record,
        "定好起止日期，把链接发到群里，大家用手机就能提意见，系统不记录是谁写的。",
    ),
    subtitle="{year} 年度 · 不用账号、不留名，到期自动截止",
    tabs=("rectification/_tabs.html", "opinions"),
    template="rectification/round_list.html",
)


def _link_of(request, found) -> dict:
    """Its link to hand round, and what came in."""
    today = localdate()
    may_collect = found.is_over(today) and permissions.can_change(request.user, found)
    return {
        "badge": found.badge(today),
        "link": settings.SITE_URL + reverse("rectification:opinion_give", args=[found.token]),
        "is_open": found.is_open(today),
        "can_collect": may_collect and found.waiting_count,
        "opinions": found.opinions.alive().select_related("problem", "about_member")[:OPINIONS_SHOWN],
    }


round_detail = detail_page(
    OpinionRound,
    "rectification/round_detail.html",
    rows=lambda rows: rows.select_related("about_member", "branch").with_counts(localdate()),
    context=_link_of,
)
round_create, round_update = form_pages(
    RoundForm,
    Words("发起征求意见", "征求意见已发起，请把链接发给大家。", "{year} 年度"),
    Words("编辑征求意见", "征求意见已保存。", "{year} 年度"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=lambda request: {"opens_on": localdate()},
)


@require_POST
def round_collect(request, pk):
    """Take the opinions out once the round is over."""
    found = get_visible(request, OpinionRound, pk, permissions.can_change)
    with refusals_told(request):
        count = collect_opinions(round=found, by=request.user, on=localdate())
        messages.success(request, f"取出 {count} 条意见，可以归并成问题了。")
    return redirect("rectification:round_detail", pk=found.pk)


@csrf_exempt  # nobody is signed in by it, and its protection would need a cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def opinion_give(request, token):
    """The page behind the link: no account, no cookie, no message, no line in the log."""
    found = get_object_or_404(OpinionRound.objects.alive().select_related("about_member"), token=token)
    today = localdate()
    form = GiveForm(request.POST if request.method == "POST" else None, round=found)
    if form.is_bound and form.is_valid() and _keep(form, found, today):
        response = redirect(f"{request.path}?sent=1")
    else:
        context = {
            "round": found,
            "form": form,
            "is_open": found.is_open(today),
            "is_over": found.is_over(today),
            "is_sent": request.GET.get("sent") == "1" and not form.is_bound,
        }
        response = render(request, "rectification/opinion_give.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _keep(form: GiveForm, found: OpinionRound, today) -> bool:
    if not throttle.allows(found.pk, time.monotonic()):
        form.add_error(None, "现在提交的人太多，写的内容还在，请过一分钟再按“提交”。")
        return False
    about = form.cleaned_data.get("about", "")
    try:
        give_opinion(
            round=found, key=form.cleaned_data["key"], about=about, text=form.cleaned_data["text"], on=today
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
