"""签到表, 三会一课统计表 and the sheet of 批评与自我批评 as Word, PDF and Excel."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch
from branch.workspace import branch_required
from core import records
from core.sheets import Sheet, sheet_response
from meetings.criticisms import criticisms_at
from meetings.models import Meeting
from meetings.statistics import statistics_of

from .. import permissions, sign_in
from ..content import criticism, meeting_statistics
from ..content.sign_in import to_document
from .downloads import document_response


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
        title = meeting_statistics.title_of(statistics)
        parts = meeting_statistics.parts_of(statistics)
        return sheet_response(*(Sheet(title, part.columns, part.rows, name=part.name) for part in parts))
    document = meeting_statistics.to_document(statistics, on=today)
    return document_response(request, document, file_format, back="meetings:meeting_list")


@require_GET
def criticism_sheet(request, pk, file_format):
    """批评与自我批评 of one 组织生活会: the rows that the person reads on its page."""
    meeting = _meeting_or_404(request, pk)
    shown = criticisms_at(request.user, meeting)
    if shown is None:
        raise Http404
    if not shown["rows"] and not shown["may_record"]:
        raise PermissionDenied("批评与自我批评的具体内容由支委会和双方掌握。")
    document = criticism.criticism_sheet(meeting, shown["rows"], span=meeting.span, on=localdate())
    return document_response(request, document, file_format, back=records.url_of(meeting))
