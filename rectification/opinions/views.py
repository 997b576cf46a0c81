"""征求意见: the rounds of a year, a round with its link, the page behind the link; opinions."""

import time
import uuid
from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core import sealed_box
from core.columns import Column, muted, span, unseen
from core.editing import refusals_told
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from core.refusals import Refused
from rectification import exports, permissions
from rectification.filters import OpinionFilter
from rectification.gate import NO_READER, NO_RECORDER
from rectification.problems.forms import OpinionForm

from . import services
from .forms import GiveForm, RoundForm
from .models import Opinion, OpinionRound
from .services import collect_opinions, count_in, give_opinion

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
    rows=lambda rows, at: rows.with_counts().order_by("-opens_on", "-pk"),
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
    may_change = permissions.can_change(request.user, found)
    aside = found.aside.all()
    return {
        "badge": found.badge(today),
        "link": settings.SITE_URL + reverse("rectification:opinion_give", args=[found.token]),
        "is_open": found.is_open(today),
        "is_over": found.is_over(today),
        "may_change": may_change,
        # A number that jumps would tell who has just written.
        "waiting": sealed_box.count_before(found, today),
        "broken": sealed_box.broken(found),
        "aside": aside[:OPINIONS_SHOWN],
        "aside_count": sum(reply.copies for reply in aside),
        "opinions": found.opinions.alive().select_related("problem", "about_member")[:OPINIONS_SHOWN],
    }


round_detail = detail_page(
    OpinionRound,
    "rectification/round_detail.html",
    rows=lambda rows: rows.select_related("about_member", "branch").with_counts(),
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
    give_up = bool(request.POST.get("give_up"))
    with refusals_told(request):
        count, aside = collect_opinions(round=found, by=request.user, on=localdate(), give_up=give_up)
        set_aside = f"另有 {aside} 条疑似刷屏，单独放在下面。" if aside else ""
        messages.success(request, f"取出 {count} 条意见，可以归并成问题了。{set_aside}")
    return redirect("rectification:round_detail", pk=found.pk)


@require_POST
def round_count_in(request, pk):
    """Count what had been set aside as a flood among the opinions."""
    found = get_visible(request, OpinionRound, pk, permissions.can_change)
    with refusals_told(request):
        count = count_in(round=found, keys=_keys(request.POST.getlist("key")), by=request.user)
        messages.success(request, f"{count} 条已计入意见。")
    return redirect("rectification:round_detail", pk=found.pk)


def _keys(posted: list[str]) -> list[uuid.UUID]:
    """What was posted, without what is no key."""
    found = []
    for text in posted:
        with suppress(ValueError):
            found.append(uuid.UUID(text))
    return found


@csrf_exempt  # nobody is signed in by it, and its protection would need a cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def opinion_give(request, token):
    """The page behind the link: no account, no cookie, no message, no line in the log."""
    found = get_object_or_404(OpinionRound.objects.alive().select_related("about_member"), token=token)
    today = localdate()
    form = GiveForm(request.POST if request.method == "POST" else None, round=found)
    if form.is_bound and form.is_valid() and _keep(form, found, today, request.META.get("REMOTE_ADDR", "")):
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


def _keep(form: GiveForm, found: OpinionRound, today, address: str) -> bool:
    try:
        give_opinion(
            round=found,
            key=form.cleaned_data["key"],
            about=form.cleaned_data.get("about", ""),
            text=form.cleaned_data["text"],
            on=today,
            is_flood=services.is_flood(found.pk, address, time.monotonic()),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _columns(at) -> list[Column]:
    """With boxes to tick, for those who merge opinions into problems."""
    return [
        *([Column("选择", _tick)] if permissions.can_record(at.user, at.branch) else []),
        Column("意见", lambda opinion: truncatechars(opinion.text, 80), is_main=True),
        Column("征求日期", "collected_on", sort="collected_on"),
        Column("来源", "get_source_display", sort="source"),
        Column("针对", "about_label", sort="about"),
        Column("归并到问题", _problem),
    ]


def _tick(opinion: Opinion) -> str:
    if opinion.answered_by:
        return muted("已归并")
    return format_html(
        '<label class="pick-box"><input class="form-check-input" type="checkbox" name="opinion" value="{}">{}</label>',
        opinion.pk,
        unseen(f"选择意见：{truncatechars(opinion.text, 30)}"),
    )


def _problem(opinion: Opinion) -> str:
    if not opinion.answered_by:
        return "还没有"
    url = reverse("rectification:problem_detail", args=[opinion.problem_id])
    return format_html('<a href="{}">{}</a>', url, truncatechars(opinion.problem.title, 30))


opinion_list = list_page(
    Opinion,
    _columns,
    may_open=permissions.can_list_problems,
    why=NO_READER,
    filters=OpinionFilter,
    unit="条",
    sheet=lambda at: exports.opinion_sheet(at.found, branch=at.branch, year=at.year),
    add=Add(
        "登记意见",
        permissions.can_record,
        "把征求到的意见一条一条记下来，再归并成问题；只记意见，不记是谁提的。",
    ),
    tabs=("rectification/_tabs.html", "opinions"),
    template="rectification/opinion_list.html",
    context=lambda at: {"unmerged": at.rows.unmerged().count()},
)
opinion_detail = detail_page(
    Opinion,
    "rectification/opinion_detail.html",
    context=lambda request, opinion: {"can_record": permissions.can_change(request.user, opinion)},
)
# Opinions come in dozens: “保存并再记一条” stays on the form.
opinion_create, opinion_update = form_pages(
    OpinionForm,
    Words("登记意见", "意见已登记。", "{year} 年度 · 只记意见，不记是谁提的", again="保存并再记一条"),
    Words("编辑意见", "意见已保存。", "{year} 年度 · 只记意见，不记是谁提的"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=lambda request: {"collected_on": localdate()},
    given=("source",),
    keep=("source",),
)
