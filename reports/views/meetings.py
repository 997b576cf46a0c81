"""会议记录, 纪要 and the year's bound records as Word and PDF."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.workspace import branch_required
from meetings.forms.small import MeetingFilterForm
from meetings.models import Meeting
from meetings.permissions import can_list_meetings

from ..content.document import Document
from ..content.meeting_book import book_document
from ..content.minutes import MeetingMinutes, record_document
from ..content.minutes_summary import summary_document, summary_title
from ..meeting_minutes import meeting_minutes
from .downloads import document_response


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
    return _file(request, pk, record_document(minutes), file_format, name=f"{minutes.word('title')}会议记录")


@require_GET
def meeting_summary(request, pk, file_format):
    """The 纪要 of a meeting that took place."""
    minutes = _minutes_or_404(request, pk)
    if minutes.is_planned:
        messages.error(request, "会议还在计划中，召开并登记以后才有纪要。")
        return redirect("meetings:meeting_detail", pk=pk)
    name = f"{summary_title(minutes)}（{minutes.word('title')}）"
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
