"""Editing paragraphs: their words, their place, what is left out."""

import hashlib
import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.editing import refusals_told, whole_number
from core.form_tokens import digest_of, once
from core.refusals import Refused
from reports.report import permissions, services, structure
from reports.report.models import AnnualReport, Paragraph, Section

from .reports import editor_page


def _of_report(request, report_id: int) -> AnnualReport:
    report = get_object_or_404(AnnualReport.objects.visible_to(request.user).with_tree(), pk=report_id)
    if not permissions.can_change_report(request.user, report):
        raise PermissionDenied("定稿后的报告不能修改，需要修改时请先“修订”。")
    return report


def _paragraph(request, pk: int) -> tuple[Paragraph, AnnualReport]:
    paragraph = get_object_or_404(Paragraph.objects.select_related("section__report__branch"), pk=pk)
    return paragraph, _of_report(request, paragraph.section.report_id)


def _same_words(token: str, section: Section, text: str) -> str:
    """The token of one text for one section: a page holds a box per section, and an old page may be used again."""
    return hashlib.sha256(f"{token} {section.pk} {text}".encode()).hexdigest()[:36] if token else ""


def _back(request, report: AnnualReport, paragraph: Paragraph | None = None):
    """To the report, to its forms where one of them was sent."""
    forms = "?forms=1" if "forms" in request.GET else ""
    anchor = f"#p-{paragraph.pk}" if paragraph else ""
    return redirect(reverse("reports:report_detail", args=[report.pk]) + forms + anchor)


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
    return _back(request, report, paragraph)


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
    return _back(request, report, paragraph)


@require_POST
def paragraph_leave_out(request, pk):
    """Leave a paragraph out; it can be brought back."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        services.leave_out_paragraph(paragraph=paragraph, by=request.user)
        messages.success(request, "已删去这一段，在本部分末尾可以恢复。")
    return _back(request, report)


@require_POST
def paragraph_bring_back(request, pk):
    """Take a left-out paragraph into the text again."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        services.bring_back_paragraph(paragraph=paragraph, by=request.user)
        messages.success(request, "已恢复这一段。")
    return _back(request, report, paragraph)


@require_POST
def paragraph_move(request, pk):
    """One step up or down (`up`: anything), over the border of its section too."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        section, after = structure.one_step(paragraph, up="up" in request.POST)
        structure.move_paragraph(paragraph=paragraph, section=section, after=after, by=request.user)
    return _back(request, report, paragraph)


@require_POST
def paragraph_merge(request, pk):
    """Join a paragraph to the one before it."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        paragraph = structure.merge_paragraph(paragraph=paragraph, by=request.user)
        messages.success(request, "已并入上一段。")
    return _back(request, report, paragraph)


@require_POST
def paragraph_restore(request, pk):
    """Let a paragraph say again what was drafted."""
    paragraph, report = _paragraph(request, pk)
    with refusals_told(request):
        structure.restore_draft(paragraph=paragraph, by=request.user, on=timezone.localdate())
        messages.success(request, "已恢复这一段的起草原文。")
    return _back(request, report, paragraph)
