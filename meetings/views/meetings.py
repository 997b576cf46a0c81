"""The list of meetings, one meeting, entering and editing it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from branch.workspace import branch_required

from .. import permissions
from ..models import Meeting


@require_GET
@branch_required
def meeting_list(request):
    """The meetings of the chosen branch and year, newest first."""
    branch = request.workspace.branch
    if not permissions.can_list_meetings(request.user, branch):
        raise PermissionDenied
    rows = (
        Meeting.objects.visible_to(request.user).of_branch(branch).in_year(request.workspace.year).for_list()
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "meetings/meeting_list.html", {"page": page})


@require_GET
def meeting_detail(request, pk):
    """One meeting with its figures, roll, agenda, minutes and history."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "meetings/meeting_detail.html", {"meeting": meeting})
