"""The moves of a report: submitting, finalising, sending, recalling, accepting, returning."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST

from core.editing import refusals_in, refusals_told
from core.pages import allow, get_visible
from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.facts import book_of
from reports.report import permissions
from reports.report import services as report_services
from reports.report.changes import changes_of
from reports.report.editor import shown_page
from reports.report.enums import ReportAction
from reports.report.forms import ReturnForm
from reports.report.models import AnnualReport
from reports.review import services
from reports.review.forms import ReviewedFinaliseForm
from reports.review.shown import comment_rows, open_rows, shown_review
from reports.review.texts import text_of

# Moves that ask on a page of their own first.
ASKING = {
    ReportAction.FINALISE: "reports:report_finalise",
    ReportAction.SEND: "reports:report_send",
    ReportAction.RETURN: "reports:report_return",
}


@require_POST
def report_move(request, pk):
    """One move of the table; those that ask for more lead to their page."""
    report = get_visible(request, AnnualReport, pk)
    action = request.POST.get("action", "")
    allow(action in ReportAction.values and permissions.can_do(request.user, report, action))
    # What members hand in to their secretary asks in one sentence, on the page itself.
    if action in ASKING and not (report.declaration.is_personal and action == ReportAction.SEND):
        return redirect(ASKING[ReportAction(action)], pk=pk)
    with refusals_told(request):
        report_services.move_report(report=report, action=action, by=request.user, at=localtime())
        messages.success(request, f"已{report.action_label(action).removeprefix('已')}“{report.title}”。")
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, None):
        return redirect(back)
    return redirect("reports:report_detail", pk=pk)


def _life(request, report: AnnualReport) -> dict:
    """What is asked about before a move: the committee's answers and the comments without an answer."""
    shown = shown_page(report, localdate())
    return {
        "report": report,
        "review": shown_review(report, text_of(shown.content), on=localdate())
        if report.declaration.is_deliberated
        else None,
        "open_comments": open_rows(comment_rows(request.user, report, shown)),
    }


@require_http_methods(["GET", "POST"])
def report_finalise(request, pk):
    """Finalise: what is not fully backed is listed, to be mended or kept with a reason; the meeting is asked for."""
    report = get_visible(request, AnnualReport, pk, rows=lambda rows: rows.with_tree())
    allow(ReportAction.FINALISE in permissions.open_actions(request.user, report))
    claims = ReportClaims(report, book_of(report, localdate()), afresh=True)
    unsettled = [one for one in claims.unsettled() if not report_services.own_words(report, one)]
    life = _life(request, report)
    review = life["review"] and life["review"].review
    form = ReviewedFinaliseForm(
        request.POST or None,
        report=report,
        sentences=unsettled,
        initial={"meeting": review.meeting_id if review else None},
        user=request.user,
        branch=report.branch,
        today=localdate(),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.finalise_report(
                report=report,
                meeting=form.cleaned_data.get("meeting"),
                decisions=form.decisions,
                by=request.user,
                at=localtime(),
            )
            messages.success(request, "已定稿。")
            return redirect("reports:report_detail", pk=report.pk)
    backed = sum(one.checked.state == Backing.BACKED for one in claims)
    context = life | {
        "form": form,
        "backed": backed,
        "open": len(unsettled),
        "changes": len(changes_of(report, on=localdate())),
    }
    return render(request, "reports/report_finalise.html", context)


@require_http_methods(["GET", "POST"])
def report_send(request, pk):
    """Send the newest version up, after its kept sentences, open comments and the committee's answers were seen."""
    report = get_visible(request, AnnualReport, pk)
    allow(
        ReportAction.SEND in permissions.open_actions(request.user, report),
        f"定稿以后，由起草的一方{report.action_label(ReportAction.SEND)}。",
    )
    word = report.action_label(ReportAction.SEND)
    if request.method == "POST":
        with refusals_told(request):
            report_services.move_report(
                report=report, action=ReportAction.SEND, by=request.user, at=localtime()
            )
            messages.success(
                request, f"已{word.removesuffix('上级')}。{report.declaration.receiver}接收以前，可以撤回。"
            )
        return redirect("reports:report_detail", pk=pk)
    context = _life(request, report) | {
        "version": report.latest_version(),
        "to": report.answers_to.branch if report.answers_to else report.branch.parent,
        "word": word,
        "kept": [
            one for one in report.latest_version().decisions if one["reason"] != report.declaration.own_words
        ],
        "verb": word.removesuffix("上级"),
        "shown": shown_page(report, localdate()),
    }
    return render(request, "reports/review/send.html", context)


@require_http_methods(["GET", "POST"])
def report_return(request, pk):
    """The superior officer sends the report back: with words on the whole, and the comments written so far."""
    report = get_visible(request, AnnualReport, pk)
    allow(permissions.can_do(request.user, report, ReportAction.RETURN))
    form = ReturnForm(request.POST or None, user=request.user, branch=report.branch)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.return_report(
                report=report, words=form.cleaned_data["comment"], by=request.user, at=localtime()
            )
            messages.success(request, "已退回支部修改。")
            return redirect("reports:report_detail", pk=report.pk)
    context = _life(request, report) | {"form": form}
    return render(request, "reports/report_return.html", context)
