"""会议记录, 纪要, 签到表, 三会一课统计表 and the year's bound records as Word, PDF and Excel."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch
from branch.workspace import branch_required
from core import records
from core.sheets import Sheet, sheet_response
from documents.content import Document
from documents.downloads import document_response
from meetings.meeting import permissions
from meetings.meeting.forms.small import MeetingFilterForm
from meetings.meeting.models import Meeting
from meetings.meeting.permissions import can_list_meetings
from meetings.rules.statistics import statistics_of

from . import sign_in
from . import statistics as documents_statistics
from .collecting import meeting_minutes
from .minutes import MeetingMinutes, book_document, record_document
from .minutes_summary import summary_document, summary_title
from .sign_in import to_document


def _minutes_or_404(request, pk) -> MeetingMinutes:
    found = meeting_minutes(Meeting.objects.visible_to(request.user).filter(pk=pk), request.user)
    if not found:
        raise Http404
    return found[0]


def _file(request, pk, document: Document, file_format: str, *, name: str) -> HttpResponse:
    back = reverse("meetings:meeting_detail", args=[pk])
    return document_response(request, document, file_format, back=back, name=name)


@require_GET
def meeting_record(request, pk, file_format):
    """The 会议记录 of a meeting; of a plan the form to be filled in."""
    minutes = _minutes_or_404(request, pk)
    return _file(request, pk, record_document(minutes), file_format, name=f"{minutes.words['title']}会议记录")


@require_GET
def meeting_summary(request, pk, file_format):
    """The 纪要 of a meeting that took place."""
    minutes = _minutes_or_404(request, pk)
    if minutes.is_planned:
        messages.error(request, "会议还在计划中，召开并登记以后才有纪要。")
        return redirect("meetings:meeting_detail", pk=pk)
    name = f"{summary_title(minutes)}（{minutes.words['title']}）"
    return _file(request, pk, summary_document(minutes), file_format, name=name)


@require_GET
@branch_required
def meeting_book(request, file_format):
    """The records of the meetings that the list's filters leave, bound in one; plans have no record yet."""
    branch, year = request.workspace.branch, request.workspace.year
    if not can_list_meetings(request.user, branch):
        raise PermissionDenied
    filters = MeetingFilterForm(request.GET, branch=branch, year=year)
    rows = filters.apply(Meeting.objects.visible_to(request.user).of_branch(branch).held())
    document = book_document(
        meeting_minutes(rows, request.user),
        branch_name=branch.name,
        period_label=filters.period_label,
        on=localdate(),
    )
    return document_response(request, document, file_format, back="meetings:meeting_list")


def _meeting_or_404(request, pk) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("branch", "group", "chair")
    return get_object_or_404(rows.prefetch_related("kind_links"), pk=pk)


@require_GET
def sign_in_sheet(request, pk, file_format):
    """签到表 of a meeting, to sign; `?filled=1` types in what the roll of a meeting that was held says."""
    meeting = _meeting_or_404(request, pk)
    if not permissions.can_print_sign_in(request.user, meeting):
        raise PermissionDenied("签到表由支部和党小组长打印。")
    is_filled = request.GET.get("filled") == "1" and not meeting.is_planned
    sheet = sign_in.sign_in_sheet(
        meeting,
        is_filled=is_filled,
        reader=request.user,
        on=localdate(),
    )
    return document_response(request, to_document(sheet), file_format, back=records.url_of(meeting))


@require_GET
@branch_required
def meeting_statistics_file(request, file_format):
    """三会一课统计表 of the chosen branch and year."""
    branch, year, today = request.workspace.branch, request.workspace.year, localdate()
    if not can_read_branch(request.user, branch):
        raise PermissionDenied("三会一课统计表由支委会和上级党组织导出。")
    statistics = statistics_of(branch, year, today)
    if file_format == "xlsx":
        title = documents_statistics.title_of(statistics)
        parts = documents_statistics.parts_of(statistics)
        return sheet_response(*(Sheet(title, part.columns, part.rows, name=part.name) for part in parts))
    document = documents_statistics.to_document(statistics, on=today)
    return document_response(request, document, file_format, back="meetings:meeting_list")
