"""Planned meetings for the person's own calendar: all that are ahead, or one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from branch.workspace import branch_required

from .. import permissions
from ..calendar_file import CONTENT_TYPE, calendar_of
from ..coming import planned_ahead
from ..models import Meeting


@require_GET
@branch_required
def calendar_file(request):
    """The planned meetings of the chosen branch from today on that this person sees, as one file."""
    branch = request.workspace.branch
    if not permissions.can_list_meetings(request.user, branch):
        raise PermissionDenied
    rows = planned_ahead(request.user, timezone.localdate()).of_branch(branch)
    return _download(calendar_of(rows, f"{branch.short_name}会议"), f"{branch.short_name}近期会议")


@require_GET
def meeting_calendar(request, pk):
    """One planned meeting as a file."""
    rows = Meeting.objects.visible_to(request.user).select_related("branch", "group", "chair")
    meeting = get_object_or_404(rows, pk=pk)
    if not meeting.is_planned:
        raise PermissionDenied("这次会议已经召开，只有计划中的会议可以加入日历。")
    return _download(calendar_of([meeting], f"{meeting.branch.short_name}会议"), meeting.title)


def _download(content: bytes, name: str) -> HttpResponse:
    """A file that phones open with their calendar; never kept by a cache between, as each person sees other meetings."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.ics")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
