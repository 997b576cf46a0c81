"""Votes on agenda items: entering, editing, and one vote with its arithmetic."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import edit_page
from meetings.meeting import permissions
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting

from .following import following
from .forms import VoteForm
from .models import Vote

LOCKED = "会议记录已经签字确认，表决不能再改；有差错请用“补充更正”。"


@require_GET
def vote_detail(request, pk):
    """One vote with its frozen numbers, its result and its history."""
    vote = get_object_or_404(Vote.objects.visible_to(request.user).with_lines(), pk=pk)
    facts = [
        ("事项", vote.get_matter_display()),
        ("方式", vote.get_method_display()),
        ("应到有表决权", f"{vote.voters_due} 人"),
        ("实到有表决权", f"{vote.voters_present} 人"),
        *([("选票", vote.ballots)] if vote.ballots else []),
        *([("应选", f"{vote.seats} 人")] if vote.seats else []),
        ("依据", vote.rule.source),
    ]
    context = {"vote": vote, "facts": facts, "following": following(vote, request.user)}
    return render(request, "meetings/vote_detail.html", context)


@require_http_methods(["GET", "POST"])
def vote_create(request, pk):
    """Enter a vote on the agenda item of this number."""
    visible = Meeting.objects.visible_to(request.user)
    items = AgendaItem.objects.filter(meeting__in=visible).select_related("meeting__branch", "meeting__group")
    return _edit(request, get_object_or_404(items, pk=pk), None, "表决已登记。")


@require_http_methods(["GET", "POST"])
def vote_update(request, pk):
    """Correct a vote until the meeting is confirmed."""
    vote = get_object_or_404(Vote.objects.visible_to(request.user).with_lines(), pk=pk)
    return _edit(request, vote.item, vote, "修改已保存。")


def _edit(request, item: AgendaItem, vote: Vote | None, done: str):
    if not permissions.can_change_meeting(request.user, item.meeting):
        raise PermissionDenied(LOCKED if item.meeting.is_confirmed else "")
    form = VoteForm(
        request.POST or None, instance=vote, item=item, user=request.user, branch=item.meeting.branch
    )
    to = reverse("meetings:meeting_detail", args=[item.meeting_id]) + "#agenda-title"
    context = {"item": item, "meeting": item.meeting}
    return edit_page(request, form, template="meetings/vote_form.html", done=done, context=context, to=to)
