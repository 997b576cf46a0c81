"""批评与自我批评: the reply of the person criticised, and typing in all that one person was told at the meeting."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.editing import edit_page, refusals_in
from core.form_tokens import once
from core.pages import allow, get_visible
from core.posted import whole_number

from .. import criticisms
from .. import permissions_cycle as permissions
from ..enums import MeetingKind
from ..forms.criticisms import SAID, ReplyForm, ToldForm
from ..models import Criticism, Meeting


@require_http_methods(["GET", "POST"])
def criticism_reply(request, pk):
    """本人态度 on one criticism, by the person criticised or by those who keep the record."""
    why = "本人态度由被批评人自己写，或由支委代为登记。"
    criticism = get_visible(request, Criticism, pk, permissions.can_reply, why)
    form = ReplyForm(request.POST or None, instance=criticism, user=request.user)
    context = {"criticism": criticism}
    done = "本人态度已保存。"
    return edit_page(request, form, template="meetings/criticism_reply.html", done=done, context=context)


@require_http_methods(["GET", "POST"])
def criticism_person(request, pk):
    """All that one of those present was told at an 组织生活会 (`?member=`): a line for each who was there."""
    meeting = get_visible(request, Meeting, pk, rows=lambda rows: rows.of_kind(MeetingKind.LIFE).held())
    allow(permissions.can_record(request.user, meeting.branch))
    sitters = criticisms.with_absent(criticisms.sitters_of(meeting), meeting, _named(request))
    told = _asked(request, sitters)
    form = ToldForm(request.POST or None, sitters=sitters, told=told, user=request.user) if told else None
    if request.method == "POST" and form and form.is_valid():
        with refusals_in(form):
            once(
                form.cleaned_data["form_token"],
                lambda: criticisms.record_criticisms(
                    meeting=meeting, criticised=told.member, said=form.said(), by=request.user
                )[-1],
            )
            messages.success(request, f"{told.member}听到的意见已登记。")
            return redirect(_next_url(request, meeting, sitters, told))
    context = {"meeting": meeting, "sitters": sitters, "told": told, "form": form}
    return render(request, "meetings/criticism_person.html", context)


def _named(request) -> set[int]:
    """The numbers of the people whom a sent page is about: whose words came, and to whom they were said."""
    if request.method != "POST":
        return set()
    texts = [name.removeprefix(SAID) for name, text in request.POST.items() if name.startswith(SAID) and text]
    numbers = map(whole_number, [*texts, request.GET.get("member", "")])
    return {number for number in numbers if number}


def _asked(request, sitters: list[criticisms.Sitter]) -> criticisms.Sitter | None:
    """Whom the page is about: as the address says, else the first of whom nothing is recorded yet."""
    asked = request.GET.get("member", "")
    if asked:
        found = next((sitter for sitter in sitters if str(sitter.member.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return next((sitter for sitter in sitters if not sitter.received), sitters[0] if sitters else None)


def _next_url(request, meeting: Meeting, sitters: list[criticisms.Sitter], told: criticisms.Sitter) -> str:
    """The page of the next person on the roll, or the list when this was the last one or enough."""
    place = sitters.index(told) + 1
    if "next" in request.POST and place < len(sitters):
        url = reverse("meetings:criticism_person", args=[meeting.pk])
        return f"{url}?member={sitters[place].member.pk}"
    return f"{reverse('meetings:criticism_list')}?year={meeting.year}"
