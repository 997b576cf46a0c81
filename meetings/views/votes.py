"""Votes on agenda items: entering, editing, and one vote with its arithmetic."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ..models import Vote


@require_GET
def vote_detail(request, pk):
    """One vote with its frozen numbers, its result and its history."""
    rows = Vote.objects.visible_to(request.user).with_lines()
    vote = get_object_or_404(rows, pk=pk)
    return render(request, "meetings/vote_detail.html", {"vote": vote})
