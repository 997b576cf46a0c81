"""支委会审议: everybody's answer, one's own, and what the secretary notes for those without an account."""

import hashlib
import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST

from core.editing import refusals_in, refusals_told
from core.pages import allow, get_visible
from reports.report.editor import shown_page
from reports.report.models import AnnualReport
from reports.review import permissions, services
from reports.review.forms import AnswerForm, MeetingForm
from reports.review.seats import Seat
from reports.review.shown import ShownReview, shown_review
from reports.review.texts import Text, text_of

WHY = "支委会审议由本支部的书记和支委进行。"


@require_http_methods(["GET", "POST"])
def report_review(request, pk):
    """Who has said what; the own answer, or (`?seat=`) that of someone without an account."""
    report = get_visible(request, AnnualReport, pk, permissions.can_open_review, WHY)
    today = localdate()
    text = text_of(shown_page(report, today).content)
    shown = shown_review(report, text, on=today)
    seat = _seat(request, report, shown)
    form = None
    if seat and permissions.can_answer(request.user, report):
        form = _form(request, report, shown, seat, text)
    if request.method == "POST":
        allow(form is not None, "报告不在审议中，现在不能表态。")
        if form.is_valid():
            with refusals_in(form):
                services.answer_review(
                    report=report,
                    seat=seat,
                    choice=form.cleaned_data["choice"],
                    words=form.cleaned_data["words"],
                    seen=text,
                    by=request.user,
                    at=localtime(),
                )
                own = seat.is_of(request.user)
                messages.success(request, "已记下您的意见。" if own else f"已记下{seat.name}的意见。")
                return redirect("reports:report_review", pk=pk)
    context = {
        "report": report,
        "shown": shown,
        "seat": seat,
        "is_own": bool(seat and seat.is_of(request.user)),
        "form": form,
        "may_lead": permissions.can_lead_review(request.user, report),
        "may_note": report.state == "REVIEW" and permissions.can_lead_review(request.user, report),
        "meeting_form": _meeting_form(request, report, shown),
    }
    return render(request, "reports/review/review.html", context)


def _seat(request, report: AnnualReport, shown: ShownReview) -> Seat | None:
    """Whose answer is asked for: the person's own, or that of the seat in the address."""
    asked = request.GET.get("seat", "")
    seats = [row.seat for row in shown.rows]
    if not asked:
        return next((seat for seat in seats if seat.is_of(request.user)), None)
    allow(permissions.can_lead_review(request.user, report), "没有账号的支委，由书记代为登记。")
    seat = next((one for one in seats if one.key == asked and one.user is None), None)
    if seat is None:
        raise Http404
    return seat


def _form(request, report: AnnualReport, shown: ShownReview, seat: Seat, text: Text) -> AnswerForm:
    given = next((row.answer for row in shown.rows if row.seat == seat and row.answer), None)
    initial = {"choice": given.choice, "words": given.words} if given else {}
    mark = hashlib.sha256(json.dumps(text, ensure_ascii=False).encode()).hexdigest()[:20]
    return AnswerForm(
        request.POST or None, initial=initial, mark=mark, user=request.user, branch=report.branch
    )


def _meeting_form(request, report: AnnualReport, shown: ShownReview) -> MeetingForm | None:
    if not permissions.can_lead_review(request.user, report):
        return None
    chosen = shown.review.meeting_id if shown.review else None
    return MeetingForm(report=report, user=request.user, today=localdate(), initial={"meeting": chosen})


@require_POST
def report_review_meeting(request, pk):
    """Name the meeting of the deliberation."""
    report = get_visible(
        request, AnnualReport, pk, permissions.can_lead_review, "审议的会议由书记在定稿前填写。"
    )
    form = MeetingForm(request.POST, report=report, user=request.user, today=localdate())
    if form.is_valid():
        with refusals_told(request):
            meeting = form.cleaned_data["meeting"]
            services.choose_meeting(report=report, meeting=meeting, by=request.user)
            messages.success(request, "已记下审议的会议。" if meeting else "已清空审议的会议。")
    else:
        messages.error(request, "没有保存：请从列出的支委会会议里选一次。")
    return redirect("reports:report_review", pk=pk)
