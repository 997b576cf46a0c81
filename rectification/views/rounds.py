"""征求意见: the rounds of a year, a round with its link, and the page behind the link."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.workspace import branch_required
from core.editing import edit_page, refusals_told
from core.refusals import Refused

from .. import permissions, throttle
from ..forms.rounds import GiveForm, RoundForm
from ..models.rounds import OpinionRound
from ..services.rounds import collect_opinions, give_opinion
from .listing import PER_PAGE, require_reader, require_recorder


@require_GET
@branch_required
def round_list(request):
    """The year's rounds with how many opinions each brought."""
    branch, year, today = require_reader(request), request.workspace.year, localdate()
    rows = OpinionRound.objects.visible_to(request.user).of_branch(branch).in_year(year)
    rows = rows.with_counts(today).order_by("-opens_on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.state_badge = row.badge(today)
    context = {"page": page, "year": year, "can_record": permissions.can_record(request.user, branch)}
    return render(request, "rectification/round_list.html", context)


@require_GET
def round_detail(request, pk):
    """One round: its link to hand round, its dates, and what came in."""
    today = localdate()
    rounds = OpinionRound.objects.visible_to(request.user).select_related("about_member", "branch")
    found = get_object_or_404(rounds.with_counts(today), pk=pk)
    link = settings.SITE_URL + reverse("rectification:opinion_give", args=[found.token])
    context = {
        "round": found,
        "badge": found.badge(today),
        "link": link,
        "is_open": found.is_open(today),
        "can_collect": found.is_over(today)
        and found.waiting_count
        and permissions.can_change(request.user, found),
        "opinions": found.opinions.alive().select_related("problem", "about_member")[:PER_PAGE],
    }
    return render(request, "rectification/round_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def round_create(request):
    """Open a round."""
    branch, year, today = require_recorder(request), request.workspace.year, localdate()
    form = RoundForm(
        request.POST or None,
        instance=OpinionRound(branch=branch, year=year),
        initial={"opens_on": today},
        user=request.user,
        branch=branch,
        today=today,
    )
    return edit_page(
        request,
        form,
        template="rectification/round_form.html",
        done="征求意见已发起，请把链接发给大家。",
        context={"year": year},
    )


@require_http_methods(["GET", "POST"])
def round_update(request, pk):
    """Change a round's words and dates."""
    found = get_object_or_404(OpinionRound.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, found):
        raise PermissionDenied
    form = RoundForm(
        request.POST or None, instance=found, user=request.user, branch=found.branch, today=localdate()
    )
    return edit_page(
        request,
        form,
        template="rectification/round_form.html",
        done="征求意见已保存。",
        context={"round": found, "year": found.year},
    )


@require_POST
def round_collect(request, pk):
    """Take the opinions out once the round is over."""
    found = get_object_or_404(OpinionRound.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, found):
        raise PermissionDenied
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
