"""Frozen versions: their page, their files, what differs between two texts, and reading one aloud."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.pages import get_visible
from documents.downloads import CONTENT_TYPES
from documents.fonts import RenderError
from documents.kept import render_kept
from reports.report.assembling import content_of
from reports.report.document import from_json, to_document
from reports.report.editor import Shown, linked_for, show
from reports.report.models import AnnualReport, ReportVersion
from reports.review.models import Comment, Review
from reports.review.permissions import can_open_review
from reports.round_trip.exported import version_word

from . import sides
from .comparing import changed_facts, compare
from .reading import FASTEST, SLOWEST, USUAL, read_sections, speed_of, told_time


def _version(request, pk: int) -> ReportVersion:
    rows = ReportVersion.objects.visible_to(request.user).select_related("report__branch")
    return get_object_or_404(rows, pk=pk)


@require_GET
def version_detail(request, pk):
    """A frozen version as it was, with what backed it then."""
    version = _version(request, pk)
    report, is_own = version.report, can_open_review(request.user, version.report)
    review = Review.objects.filter(report=report, number=version.number).select_related("meeting").first()
    context = {
        "version": version,
        "report": report,
        "shown": _linked_for(request.user, show(report, on=localdate(), frozen=from_json(version.content))),
        "comments": Comment.objects.visible_to(request.user).standing().filter(version=version).count(),
        "review": review if is_own else None,
        "versions": ReportVersion.objects.visible_to(request.user).filter(report=report).defer("content"),
    }
    return render(request, "reports/versions/detail.html", context)


def _linked_for(user, shown: Shown) -> Shown:
    """The version with links to those records alone that the person may open."""
    told = iter(linked_for(user, shown.sentences))
    sections = tuple(
        replace(
            section,
            paragraphs=tuple(
                replace(paragraph, sentences=tuple(next(told) for _ in paragraph.sentences))
                for paragraph in section.paragraphs
            ),
        )
        for section in shown.sections
    )
    return replace(shown, sections=sections)


def version_pdf(version: ReportVersion) -> bytes:
    """The PDF of its frozen content. Raises RenderError when it cannot be put on paper here."""
    return render_kept(to_document(from_json(version.content)), "pdf")


@require_GET
def version_file(request, pk, file_format):
    """A version as `docx` or `pdf`, from its frozen content; `?inline=1` lets the browser show the PDF."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    version = _version(request, pk)
    try:
        data = version_word(version) if file_format == "docx" else version_pdf(version)
    except RenderError as error:
        messages.error(request, f"没有导出：{error}")
        return redirect("reports:version_detail", pk=pk)
    inline = file_format == "pdf" and request.GET.get("inline") == "1"
    name = f"{version.report.title}（第{version.number}版）.{file_format}"
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": content_disposition_header(not inline, name)},
    )


@require_GET
def report_compare(request, pk):
    """Two texts of a report beside each other: `?old=` and `?new=` as `sides.py` names them."""
    report, today = get_visible(request, AnnualReport, pk), localdate()
    offered = sides.choices(request.user, report)
    keys = [key for key, _ in offered]
    new_key = request.GET.get("new") or next((key for key in keys if key != sides.LAST_YEAR), "")
    old_key = request.GET.get("old") or next((key for key in keys if key != new_key), "")
    asked = bool(request.GET.get("new") or request.GET.get("old"))
    old, new = (sides.side_of(request.user, report, key, on=today) for key in (old_key, new_key))
    if asked and (old is None or new is None):
        raise Http404
    compared = None
    if old and new:
        facts = changed_facts(old.content, new.content) if old.content and new.content else []
        compared = compare(old.text, new.text, facts)
    context = {
        "report": report,
        "offered": offered,
        "old": old,
        "new": new,
        "old_key": old_key,
        "new_key": new_key,
        "compared": compared,
    }
    return render(request, "reports/versions/compare.html", context)


@require_GET
def report_read(request, pk):
    """The report in large type to be read aloud: the newest version of a finalised one, otherwise the working text."""
    report = get_visible(request, AnnualReport, pk, rows=lambda rows: rows.with_tree())
    speed = speed_of(request.GET.get("speed", ""))
    content = content_of(report, on=localdate())
    sections = read_sections(content, speed)
    context = {
        "report": report,
        "content": content,
        "sections": sections,
        "speed": speed,
        "usual": USUAL,
        "slowest": SLOWEST,
        "fastest": FASTEST,
        "characters": sum(section.characters for section in sections),
        "total": told_time(sum(section.seconds for section in sections)),
    }
    return render(request, "reports/versions/read.html", context)
