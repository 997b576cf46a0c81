"""民主评议 on paper: typing in the count that was made at the meeting."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core import records
from core.pages import get_visible

from .. import appraisals, paper_ballots
from .. import permissions_cycle as permissions
from ..forms.paper import COLUMNS, PaperBallotsForm
from ..models import AppraisalRound


@require_http_methods(["GET", "POST"])
def appraisal_paper(request, pk):
    """The totals of the papers for each member; “保存并截止” also ends the round, so that the results show."""
    appraisal = get_visible(request, AppraisalRound, pk, permissions.can_change_appraisal)
    if not appraisal.is_on_paper:
        messages.error(request, "这次民主评议是网上投票，没有纸质票可以录入。")
        return redirect("meetings:appraisal_detail", pk=pk)
    form = PaperBallotsForm(request.POST or None, appraisal=appraisal, user=request.user)
    if request.method == "POST" and form.is_valid() and _record(request, appraisal, form):
        return redirect("meetings:appraisal_detail", pk=pk)
    context = {"appraisal": appraisal, "form": form, "columns": [label for _, label in COLUMNS]}
    return render(request, "meetings/appraisal_paper.html", context)


def _record(request, appraisal: AppraisalRound, form: PaperBallotsForm) -> bool:
    appraisal.lock_version = form.cleaned_data["lock_version"]
    try:
        stored = paper_ballots.record_papers(
            appraisal=appraisal, papers=form.papers(), lines=form.lines(), by=request.user, on=localdate()
        )
        if "close" in request.POST and stored.is_open:
            stored = appraisals.close_round(appraisal=stored, by=request.user)
    except paper_ballots.RecordPapersRefused as refusal:
        for fault in refusal.faults:
            form.add_fault(fault)
        return False
    except records.StaleRecord as refusal:
        form.add_error(None, str(refusal))
        form.show_stored_version(AppraisalRound.objects.get(pk=appraisal.pk).lock_version)
        return False
    messages.success(request, "计票结果已录入。" if stored.is_open else "计票结果已录入，结果已统计。")
    return True
