"""Moves of a meeting and of its decisions: signing, adding to a signed record, done, made up."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from core.editing import refusals_in, refusals_told
from core.pages import allow, get_visible

from .. import checks, permissions, services
from ..forms.small import ConfirmForm, CorrectForm, DayForm
from ..models import AgendaItem, Meeting, RollEntry


@require_http_methods(["GET", "POST"])
def meeting_confirm(request, pk):
    """Lock the record once chair and recorder signed it."""
    meeting = get_visible(request, Meeting, pk, permissions.can_confirm_meeting)
    form = ConfirmForm(request.POST or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.confirm_meeting(meeting=meeting, by=request.user, on=form.cleaned_data["on"])
            messages.success(request, "会议记录已确认并锁定。")
            return redirect("meetings:meeting_detail", pk=pk)
    context = {"form": form, "meeting": meeting, "missing": checks.missing_for_signing(meeting)}
    return render(request, "meetings/meeting_confirm.html", context)


@require_http_methods(["GET", "POST"])
def meeting_correct(request, pk):
    """Add to a confirmed record, with the reason; the record itself stays."""
    meeting = get_visible(request, Meeting, pk, permissions.can_keep_meeting)
    form = CorrectForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            services.correct_meeting(
                meeting=meeting, text=data["text"], reason=data["reason"], by=request.user
            )
            messages.success(request, "补充更正已记入会议记录。")
            return redirect("meetings:meeting_detail", pk=pk)
    return render(request, "meetings/meeting_correct.html", {"form": form, "meeting": meeting})


@require_POST
def decision_done(request, pk):
    """Note that a decision was carried out; `next` names the page to return to."""
    visible = Meeting.objects.visible_to(request.user)
    items = AgendaItem.objects.select_related("meeting__branch", "meeting__group", "responsible")
    item = get_object_or_404(items.filter(meeting__in=visible), pk=pk)
    allow(permissions.can_finish_decision(request.user, item))
    form = DayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, form.fault)
        return _back(request, item.meeting_id)
    with refusals_told(request):
        services.finish_decision(item=item, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, f"已办结：{item.title}。")
    return _back(request, item.meeting_id)


@require_POST
def roll_make_up(request, pk):
    """Note the day on which an absent member made up for the meeting."""
    visible = Meeting.objects.visible_to(request.user)
    entries = RollEntry.objects.select_related("meeting__branch", "meeting__group", "member")
    entry = get_object_or_404(entries.filter(meeting__in=visible), pk=pk)
    allow(permissions.can_keep_meeting(request.user, entry.meeting))
    form = DayForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, form.fault)
        return _back(request, entry.meeting_id)
    with refusals_told(request):
        services.make_up(entry=entry, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, f"已登记{entry.member}补学。")
    return _back(request, entry.meeting_id)


def _back(request, meeting_pk: int):
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure()):
        return redirect(target)
    return redirect("meetings:meeting_detail", pk=meeting_pk)
