"""The report as Word and PDF, and its pages in the browser."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from branch.workspace import branch_required

from .. import permissions
from ..content.yearbook import to_document
from ..exporting import render_report
from ..render.fonts import RenderError
from ..views.downloads import CONTENT_TYPES
from ..yearbook import year_book
from .downloads import document_response
from .reports import visible_report


@require_GET
def report_file(request, pk, file_format):
    """The report as `docx` or `pdf`; `?inline=1` lets the browser show the PDF."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    report = visible_report(request, pk)
    try:
        data = render_report(report, file_format, on=timezone.localdate())
    except RenderError as error:
        messages.error(request, f"没有导出：{error}")
        return redirect("reports:report_detail", pk=report.pk)
    inline = file_format == "pdf" and request.GET.get("inline") == "1"
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[file_format],
        headers={
            "Content-Disposition": content_disposition_header(not inline, f"{report.title}.{file_format}")
        },
    )


@require_GET
@branch_required
def yearbook(request, file_format):
    """The year book of the chosen branch and year as `docx` or `pdf`."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    workspace = request.workspace
    if not permissions.can_read_year_book(request.user, workspace.branch):
        raise PermissionDenied
    book = year_book(workspace.branch, workspace.year, timezone.localdate())
    return document_response(request, to_document(book), file_format, back="reports:report_list")


@require_GET
def report_preview(request, pk):
    """The pages as they will be printed."""
    return render(request, "reports/report_preview.html", {"report": visible_report(request, pk)})
