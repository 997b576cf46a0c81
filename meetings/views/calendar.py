"""Planned meetings for the person's own calendar: all that are ahead, or one."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from core.pages import allow, chosen_branch, get_visible

from .. import permissions
from ..calendar_file import CONTENT_TYPE, calendar_of
from ..coming import planned_ahead
from ..models import Meeting


@require_GET
def calendar_file(request):
    """The planned meetings of the chosen branch from today on that this person sees, as one file."""
    branch = chosen_branch(request, permissions.can_list_meetings)
    rows = planned_ahead(request.user, timezone.localdate()).of_branch(branch)
    return _download(calendar_of(rows, f"{branch.short_name}会议"), f"{branch.short_name}近期会议")


@require_GET
def meeting_calendar(request, pk):
    """One planned meeting as a file."""
    meeting = get_visible(request, Meeting, pk)
    allow(meeting.is_planned, "这次会议已经召开，只有计划中的会议可以加入日历。")
    return _download(calendar_of([meeting], f"{meeting.branch.short_name}会议"), meeting.title)


def _download(content: bytes, name: str) -> HttpResponse:
    """A file that phones open with their calendar; never kept by a cache between, as each person sees other meetings."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.ics")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
