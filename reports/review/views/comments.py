"""批注: all of a report's comments on a page, writing one at a sentence, answering, taking an own one back."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.editing import refusals_in, refusals_told, whole_number
from core.form_tokens import digest_of, new_token, once
from core.pages import allow, get_visible
from core.refusals import Refused
from reports.pane.answers import BY_SCRIPT, script_answer
from reports.report.editor import shown_page
from reports.report.models import AnnualReport
from reports.review import permissions, services
from reports.review.enums import Verdict
from reports.review.forms import CommentForm
from reports.review.models import Comment
from reports.review.places import Line, lines_of
from reports.review.shown import comment_rows, open_rows


@require_GET
def report_comments(request, pk):
    """Every comment that the person sees, in the order of the text, with its answers and a place to answer."""
    return comments_page(request, get_visible(request, AnnualReport, pk))


def comments_page(request, report: AnnualReport, *, typed: dict | None = None, status: int = 200):
    """The page of comments; `typed` keeps a refused answer with what is wrong with it."""
    rows = comment_rows(request.user, report, shown_page(report, localdate()))
    context = {
        "report": report,
        "rows": rows,
        "open_count": len(open_rows(rows)),
        "may_comment": permissions.can_comment(request.user, report),
        "form_token": new_token(),
        "typed": typed or {},
    }
    return render(request, "reports/review/comments.html", context, status=status)


@require_http_methods(["GET", "POST"])
def report_comment(request, pk):
    """Write a comment: at a sentence (`?at=`), at a paragraph (`?paragraph=`), else on the whole."""
    why = "批注由支委和上级党务工作者写；上级批注已报送的报告，报告接收以后不再批注。"
    report = get_visible(request, AnnualReport, pk, permissions.can_comment, why)
    lines = lines_of(report, shown_page(report, localdate()))
    line, sentence = _asked(request, lines)
    passage = line.text if line else ""
    asked = request.GET.get("quote", "").strip()
    initial = {"quote": asked if asked and asked in passage else sentence}
    form = CommentForm(
        request.POST or None, passage=passage, initial=initial, user=request.user, branch=report.branch
    )
    if request.method == "POST" and form.is_valid():
        on = services.On()
        if line:
            quote = form.cleaned_data["quote"]
            around = dict(line.sentences).get(line.key_of(quote), "") if quote else ""
            on = services.On(line.section_id, line.paragraph_id, quote, around)
        with refusals_in(form):
            words = form.cleaned_data["words"]
            form.once(
                lambda: services.add_comment(
                    report=report, on=on, words=words, by=request.user, at=localtime()
                )
            )
            messages.success(request, "已写下批注。")
            return redirect(reverse("reports:report_detail", args=[pk]) + (f"#{line.anchor}" if line else ""))
    context = {"report": report, "line": line, "form": form, "action": _action(request, line)}
    return render(request, "reports/review/comment_form.html", context)


def _asked(request, lines: list[Line]) -> tuple[Line | None, str]:
    """The paragraph and the sentence that the address names. Raises Http404 where there is none such."""
    at, paragraph = request.GET.get("at", ""), whole_number(request.GET.get("paragraph", ""))
    if not at and not paragraph:
        return None, ""
    for line in lines:
        if paragraph and line.paragraph_id == paragraph:
            return line, ""
        for key, words in line.sentences:
            if at and key == at:
                return line, words.strip()
    raise Http404


def _action(request, line: Line | None) -> str:
    """Where the form is sent: by the stored paragraph, which stays the same when others come before it."""
    if line is None:
        return request.path
    place = {"paragraph": line.paragraph_id} if line.paragraph_id else {"at": request.GET.get("at", "")}
    return f"{request.path}?{urlencode(place)}"


@require_GET
def comment_marks(request, pk):
    """The words that comments wait for an answer on, each with its paragraph, for the script that marks them."""
    report = get_visible(request, AnnualReport, pk)
    rows = comment_rows(request.user, report, shown_page(report, localdate()))
    marks = [
        {
            "pk": row.comment.pk,
            "paragraph": row.spot.name,
            "quote": row.comment.quote,
            "sentence": row.comment.sentence,
            "author": row.comment.author_name,
            "words": row.comment.words,
        }
        for row in open_rows(rows)
        if row.comment.quote and row.spot.name and not row.spot.is_changed
    ]
    return JsonResponse({"marks": marks})


def _answered(request, report: AnnualReport, pk: int | None = None):
    """Back to the list; a script, which shows the tab beside the text, is told what there is to say."""
    if request.headers.get(BY_SCRIPT):
        return script_answer(request)
    anchor = f"#c-{pk}" if pk else ""
    return redirect(reverse("reports:report_comments", args=[report.pk]) + anchor)


def _comment(request, pk: int) -> Comment:
    rows = Comment.objects.visible_to(request.user).select_related("report__branch")
    return get_object_or_404(rows, pk=pk)


@require_POST
def comment_reply(request, pk):
    """已改, 不改 with the reason, or mere words; a refused answer stays in its box."""
    comment = _comment(request, pk)
    allow(permissions.can_reply(request.user, comment), "报告接收以后，批注不再答复。")
    verdict, words = request.POST.get("verdict", ""), request.POST.get("words", "")
    allow(verdict in {"", *Verdict.values})
    try:
        once(
            request.POST.get("form_token", "") and f"{request.POST['form_token'][:24]}-{pk}",
            digest_of(request.POST),
            lambda: services.reply_to(
                comment=comment, verdict=verdict, words=words, by=request.user, at=localtime()
            ),
        )
    except Refused as refusal:
        if request.headers.get(BY_SCRIPT):
            messages.error(request, str(refusal))
            return script_answer(request)
        typed = {"pk": pk, "words": words, "error": str(refusal)}
        return comments_page(request, comment.report, typed=typed, status=422)
    messages.success(request, "已答复这条批注。" if verdict else "已写下回复。")
    return _answered(request, comment.report, pk)


@require_POST
def comment_withdraw(request, pk):
    """Take an own comment back; it stays stored."""
    comment = _comment(request, pk)
    allow(comment.author_id == request.user.pk, "批注只能由写的人收回。")
    with refusals_told(request):
        services.withdraw_comment(comment=comment, by=request.user, at=localtime())
        messages.success(request, "已收回这条批注。")
    return _answered(request, comment.report)
