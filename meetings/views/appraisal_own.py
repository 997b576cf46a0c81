"""民主评议 as a member takes part in it, on the phone: own assessment, grades for the others, the ballot."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import grants_of
from core.editing import refusals_in

from .. import appraisals
from ..forms.appraisals import BallotForm, PeersForm, SelfAssessmentForm
from ..models import AppraisalEntry, AppraisalRound, PeerAssessment


def _own_entry(request, pk) -> AppraisalEntry:
    """The person's own entry in a round; 403 for someone who may see the round and takes no part."""
    appraisal = get_object_or_404(AppraisalRound.objects.visible_to(request.user), pk=pk)
    entries = appraisal.entries.select_related("member", "appraisal__branch")
    entry = entries.filter(member__in=grants_of(request.user).member_ids).first()
    if entry is None:
        raise PermissionDenied("您不在这次民主评议的名单里。")
    return entry


def _graded(entry: AppraisalEntry):
    return entry.appraisal.entries.filter(is_graded=True).select_related("member")


@require_GET
def appraisal_own(request, pk):
    """What the member has done in the round and what is still to do; after it, the verdict."""
    entry = _own_entry(request, pk)
    given = PeerAssessment.objects.filter(entry__appraisal=entry.appraisal, by=entry.member).count()
    context = {
        "entry": entry,
        "appraisal": entry.appraisal,
        "given": given,
        "given_words": f"已评 {given} 人",
        "is_running": entry.appraisal.is_open
        and entry.appraisal.opens_on <= localdate() <= entry.appraisal.closes_on,
    }
    return render(request, "meetings/appraisal_own.html", context)


def _take_part(request, entry, form, act, template: str, done: str):
    """Show a form of the member's part; on a valid POST store it by `act()` and go back to the own page."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act()
            messages.success(request, done)
            return redirect("meetings:appraisal_own", pk=entry.appraisal_id)
    context = {"form": form, "entry": entry, "appraisal": entry.appraisal}
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def appraisal_self(request, pk):
    """The member's own assessment."""
    entry = _own_entry(request, pk)
    form = SelfAssessmentForm(request.POST or None, entry=entry, user=request.user)

    def act() -> None:
        appraisals.assess_self(
            entry=entry,
            text=form.cleaned_data["text"],
            grade=form.cleaned_data.get("grade", ""),
            by=request.user,
            on=localdate(),
        )

    return _take_part(request, entry, form, act, "meetings/appraisal_self.html", "自评已保存。")


@require_http_methods(["GET", "POST"])
def appraisal_peers(request, pk):
    """Grades and a few words for the others."""
    entry = _own_entry(request, pk)
    mine = PeerAssessment.objects.filter(entry__appraisal=entry.appraisal, by=entry.member)
    form = PeersForm(
        request.POST or None,
        entries=_graded(entry).exclude(pk=entry.pk),
        given={row.entry_id: (row.grade, row.comment) for row in mine},
        user=request.user,
    )

    def act() -> None:
        appraisals.assess_peers(entry=entry, given=form.given(), by=request.user, on=localdate())

    return _take_part(request, entry, form, act, "meetings/appraisal_peers.html", "互评已保存。")


@require_http_methods(["GET", "POST"])
def appraisal_vote(request, pk):
    """The anonymous ballot; once it is in the box nobody can show or change it."""
    entry = _own_entry(request, pk)
    if entry.appraisal.is_on_paper:
        raise PermissionDenied("这次民主评议用纸质测评票，请在会上投票。")
    form = BallotForm(request.POST or None, entries=_graded(entry), user=request.user)

    def act() -> None:
        appraisals.cast_ballot(entry=entry, marks=form.marks(), by=request.user, on=localdate())

    return _take_part(
        request,
        entry,
        form,
        act,
        "meetings/appraisal_vote.html",
        "您的票已投入票箱；系统不记录哪张票是谁投的。",
    )
