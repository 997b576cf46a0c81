"""The pane beside a report's text, tab by tab, and what is decided in it about a sentence or a remark."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from core import records
from core.editing import refusals_told, whole_number
from core.pages import get_visible
from documents.fonts import RenderError
from documents.render.pictures import page_png
from reports.report import permissions, services
from reports.report.models import AnnualReport, Paragraph, Sentence
from reports.report.views.reports import visible_report

from . import layout, tabs
from .answers import BY_SCRIPT, script_answer
from .likeness import suggestions

# So many records are offered on the page of their own.
SHOWN = 30
FROZEN = "定稿后的报告不能修改，需要修改时请先“修订”。"


@require_GET
@vary_on_headers(BY_SCRIPT)
def report_pane(request, pk, tab):
    """One tab of the pane: a part of the report's page for a script, otherwise a page of its own."""
    report = get_visible(request, AnnualReport, pk)
    pane, declared = tabs.Pane(request, report, timezone.localdate()), tabs.named(tab)
    if declared is None or not declared.is_open(pane):
        raise Http404
    context = {
        "tab": declared,
        "count": declared.count(pane) if declared.count else 0,
        "pane": pane,
        "report": report,
        "may_edit": pane.may_edit,
        **declared.context(pane),
    }
    if request.headers.get(BY_SCRIPT):
        return render(request, "reports/pane/_part.html", context)
    return render(request, "reports/pane/page.html", {**context, "tabs": tabs.listed(pane)})


@require_GET
def report_sheet(request, pk, digest, number):
    """One page as a picture, of the state of the text that the digest names; of the present one where that is gone."""
    report = get_visible(request, AnnualReport, pk)
    pdf = layout.pdf_of(report, digest)
    if pdf is None:
        now = tabs.Pane(request, report, timezone.localdate())
        try:
            pdf = layout.pdf_of(report, layout.layout_of(report, now.shown).digest)
        except RenderError as error:
            raise Http404 from error
    try:
        picture = page_png(pdf or b"", number, layout.WIDTH)
    except IndexError as error:
        raise Http404 from error
    return HttpResponse(picture, content_type="image/png")


def _sentence(request, pk: int) -> tuple[Sentence, AnnualReport]:
    rows = Sentence.objects.select_related("paragraph__section__report__branch")
    sentence = get_object_or_404(rows, pk=pk)
    report_id = sentence.paragraph.section.report_id
    return sentence, visible_report(request, report_id, permissions.can_change_report, FROZEN)


def _done(request, report: AnnualReport, paragraph: Paragraph | None = None):
    """Back to the text; a script is told what there is to say, and whether it was done."""
    if request.headers.get(BY_SCRIPT):
        return script_answer(request)
    anchor = f"#p-{paragraph.pk}" if paragraph else ""
    return redirect(reverse("reports:report_detail", args=[report.pk]) + anchor)


@require_POST
def sentence_keep(request, pk):
    """Keep a sentence that is not fully backed, with the reason."""
    sentence, report = _sentence(request, pk)
    with refusals_told(request):
        services.keep_sentence(sentence=sentence, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, "已保留这一句，并注明理由。")
    return _done(request, report, sentence.paragraph)


@require_POST
def advice_follow(request, pk):
    """Write what proof-reading suggests."""
    paragraph = get_object_or_404(Paragraph.objects.select_related("section__report__branch"), pk=pk)
    report = visible_report(request, paragraph.section.report_id, permissions.can_change_report, FROZEN)
    with refusals_told(request):
        services.follow_advice(
            paragraph=paragraph,
            excerpt=request.POST.get("excerpt", ""),
            suggestion=request.POST.get("suggestion", ""),
            lock_version=whole_number(request.POST.get("lock_version", "")) or 0,
            by=request.user,
            on=timezone.localdate(),
        )
        messages.success(request, "已按校对意见改好。")
    return _done(request, report, paragraph)


@require_POST
def advice_set_aside(request, pk):
    """Leave the words as they are, with the reason."""
    report = visible_report(request, pk, permissions.can_change_report, FROZEN)
    with refusals_told(request):
        services.set_advice_aside(
            report=report,
            topic=request.POST.get("topic", ""),
            text=request.POST.get("excerpt", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
        messages.success(request, "已记下不改的理由。")
    return _done(request, report)


@require_http_methods(["GET", "POST"])
def sentence_source(request, pk):
    """Find a record of the year and name it as the source of a sentence."""
    sentence, report = _sentence(request, pk)
    query = request.GET.get("q", "").strip()
    if request.method == "POST":
        key, _, object_id = request.POST.get("record", "").partition(":")
        obj = _chosen(request, key, object_id)
        if obj is None:
            messages.error(request, "请先选择一条记录。")
        else:
            with refusals_told(request):
                services.point_source(sentence=sentence, obj=obj, by=request.user)
                messages.success(request, f"已指定依据“{obj}”。")
                return _done(request, report, sentence.paragraph)
        if request.headers.get(BY_SCRIPT):
            return _done(request, report)
    words = query or sentence.text
    context = {
        "report": report,
        "sentence": sentence,
        "query": query,
        "found": suggestions(
            report, words, to=request.user, on=timezone.localdate(), most=SHOWN, threshold=0
        ),
    }
    return render(request, "reports/sentence_source.html", context)


def _chosen(request, key: str, object_id: str):
    """The record that was picked, if the person may see it."""
    try:
        record_type = records.by_label(key)
    except KeyError:
        return None
    return record_type.model.objects.visible_to(request.user).filter(pk=whole_number(object_id)).first()
