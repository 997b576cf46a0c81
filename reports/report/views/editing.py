"""Editing paragraphs and sentences, and the records that may back a sentence, the most alike first."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core import records
from core.editing import refusals_told, whole_number
from core.form_tokens import digest_of, once
from core.refusals import Refused
from reports.report import permissions, services, structure
from reports.report.models import AnnualReport, Paragraph, Section, Sentence
from reports.year_records import YearRecords

from .reports import editor_page

SHOWN = 30


@dataclass(frozen=True)
class Candidate:
    """A record that could back the sentence."""

    value: str
    label: str
    type_label: str
    when: str


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters, punctuation left out."""
    clean = "".join(c for c in text if c.isalnum())
    return {clean[n : n + 2] for n in range(len(clean) - 1)} or {clean}


def candidates(report: AnnualReport, text: str, *, on: date) -> list[Candidate]:
    """At most SHOWN records of the report's branch and year, those that share most words with the text first."""
    year = YearRecords(report.branch, report.year, report.as_of(on))
    rows = [
        *year.meetings,
        *year.activities,
        *year.tasks,
        *year.reflections,
        *year.problems,
        *year.causes,
        *year.measures,
        *year.items,
        *year.last_year_items,
    ]
    wanted = bigrams(text)
    scored = [(len(wanted & bigrams(_words(row))), n, row) for n, row in enumerate(rows)]
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    return [_candidate(row) for _, _, row in scored[:SHOWN]]


def _words(row) -> str:
    return " ".join(str(getattr(row, name, "")) for name in ("title", "theme", "summary", "content", "body"))


def _candidate(row) -> Candidate:
    record_type = records.type_of(row)
    when = getattr(row, record_type.date_field, None) if record_type.date_field else None
    label = str(row)
    return Candidate(
        f"{record_type.key}:{row.pk}", label, record_type.label, f"{when:%Y-%m-%d}" if when else ""
    )


def _of_report(request, report_id: int) -> AnnualReport:
    report = get_object_or_404(AnnualReport.objects.visible_to(request.user).with_tree(), pk=report_id)
    if not permissions.can_change_report(request.user, report):
        raise PermissionDenied("定稿后的报告不能修改，需要修改时请先“修订”。")
    return report


def _paragraph(request, pk: int) -> tuple[Paragraph, AnnualReport]:
    paragraph = get_object_or_404(Paragraph.objects.select_related("section__report__branch"), pk=pk)
    return paragraph, _of_report(request, paragraph.section.report_id)


def _sentence(request, pk: int) -> tuple[Sentence, AnnualReport]:
    rows = Sentence.objects.select_related("paragraph__section__report__branch")
    sentence = get_object_or_404(rows, pk=pk)
    return sentence, _of_report(request, sentence.paragraph.section.report_id)


def _same_words(token: str, section: Section, text: str) -> str:
    """The token of one text for one section: a page holds a box per section, and an old page may be used again."""
    return hashlib.sha256(f"{token} {section.pk} {text}".encode()).hexdigest()[:36] if token else ""


def _back(report: AnnualReport, paragraph: Paragraph | None = None):
    anchor = f"#p-{paragraph.pk}" if paragraph else ""
    return redirect(reverse("reports:report_detail", args=[report.pk]) + anchor)


@require_POST
def paragraph_update(request, pk):
    """Save an edited paragraph, an empty line making two of it; a refused text stays in its box with the reason."""
    paragraph, report = _paragraph(request, pk)
    text, version = request.POST.get("text", ""), request.POST.get("lock_version", "")
    parts = [part.strip() for part in re.split(r"\r?\n[ \t\u3000]*\r?\n", text) if part.strip()]
    try:
        with transaction.atomic():
            services.save_paragraph(
                paragraph=paragraph,
                text="".join(parts),
                lock_version=whole_number(version) or 0,
                by=request.user,
                on=timezone.localdate(),
            )
            rest = paragraph
            for part in parts[:-1]:
                rest.refresh_from_db(fields=["lock_version"])
                rest = structure.split_paragraph(paragraph=rest, at=len(part), by=request.user)
    except Refused as refusal:
        typed = {"pk": paragraph.pk, "text": text, "error": str(refusal), "stored": paragraph.text}
        return editor_page(request, report, typed=typed, status=422)
    messages.success(request, "已保存这一段。")
    return _back(report, paragraph)


@require_POST
def paragraph_create(request, pk):
    """Add a paragraph of one's own to a section, after another or at its end; a form sent twice makes one."""
    section = get_object_or_404(Section.objects.select_related("report__branch"), pk=pk)
    report = _of_report(request, section.report_id)
    after = section.paragraphs.filter(pk=whole_number(request.POST.get("after", ""))).first()
    after = after or section.paragraphs.order_by("order", "pk").last()
    text = request.POST.get("text", "")
    try:
        paragraph = once(
            _same_words(request.POST.get("form_token", ""), section, text),
            digest_of({"text": text}),
            lambda: structure.insert_paragraph(
                section=section, after=after, text=text, by=request.user, on=timezone.localdate()
            ),
        )
    except Refused as refusal:
        typed = {"section": section.pk, "text": text, "error": str(refusal)}
        return editor_page(request, report, typed=typed, status=422)
    messages.success(request, "已添加一段。")
    return _back(report, paragraph)


@require_POST
def paragraph_leave_out(request, pk):
    """Leave a paragraph out; it can be brought back."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        services.leave_out_paragraph(paragraph=paragraph, by=request.user)
        messages.success(request, "已删去这一段，在本部分末尾可以恢复。")
    return _back(report)


@require_POST
def paragraph_bring_back(request, pk):
    """Take a left-out paragraph into the text again."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        services.bring_back_paragraph(paragraph=paragraph, by=request.user)
        messages.success(request, "已恢复这一段。")
    return _back(report, paragraph)


@require_POST
def paragraph_move(request, pk):
    """One step up or down (`up`: anything), over the border of its section too."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        section, after = structure.one_step(paragraph, up="up" in request.POST)
        structure.move_paragraph(paragraph=paragraph, section=section, after=after, by=request.user)
    return _back(report, paragraph)


@require_POST
def paragraph_merge(request, pk):
    """Join a paragraph to the one before it."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        paragraph = structure.merge_paragraph(paragraph=paragraph, by=request.user)
        messages.success(request, "已并入上一段。")
    return _back(report, paragraph)


@require_POST
def paragraph_restore(request, pk):
    """Let a paragraph say again what was drafted."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        structure.restore_draft(paragraph=paragraph, by=request.user, on=timezone.localdate())
        messages.success(request, "已恢复这一段的起草原文。")
    return _back(report, paragraph)


@require_POST
def sentence_keep(request, pk):
    """Keep a sentence that is not fully backed, with the reason."""
    sentence, report = _sentence(request, pk)
    with refusals_told(request):
        services.keep_sentence(sentence=sentence, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, "已保留这一句，并注明理由。")
    return _back(report, sentence.paragraph)


@require_POST
def advice_follow(request, pk):
    """Write what proof-reading suggests."""
    paragraph, report = _paragraph(request, pk)
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
    return _back(report, paragraph)


@require_POST
def advice_set_aside(request, pk):
    """Leave the words as they are, with the reason."""
    report = _of_report(request, pk)
    with refusals_told(request):
        services.set_advice_aside(
            report=report,
            topic=request.POST.get("topic", ""),
            text=request.POST.get("excerpt", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
        messages.success(request, "已记下不改的理由。")
    return _back(report)


@require_http_methods(["GET", "POST"])
def sentence_source(request, pk):
    """Find a record of the year and name it as the source of a sentence."""
    sentence, report = _sentence(request, pk)
    query, today = request.GET.get("q", "").strip(), timezone.localdate()
    if request.method == "POST":
        key, _, object_id = request.POST.get("record", "").partition(":")
        obj = _chosen(request, key, object_id)
        if obj is None:
            messages.error(request, "请先选择一条记录。")
        else:
            with refusals_told(request):
                services.point_source(sentence=sentence, obj=obj, by=request.user)
                messages.success(request, f"已指定依据“{obj}”。")
                return _back(report, sentence.paragraph)
    context = {
        "report": report,
        "sentence": sentence,
        "query": query,
        "found": candidates(report, query or sentence.text, on=today),
    }
    return render(request, "reports/sentence_source.html", context)


def _chosen(request, key: str, object_id: str):
    """The record that was picked, if the person may see it."""
    try:
        record_type = records.by_label(key)
    except KeyError:
        return None
    return record_type.model.objects.visible_to(request.user).filter(pk=whole_number(object_id)).first()
