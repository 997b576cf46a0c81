"""民主评议: the blank ballot, the count, and a member's form, as Word and PDF."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core import records
from meetings.appraisal_results import results_of
from meetings.models import AppraisalEntry, AppraisalRound
from meetings.permissions_cycle import can_read_appraisal

from ..content import appraisals
from .downloads import document_response


def _round(request, pk) -> AppraisalRound:
    """A round whose whole the person reads: 404 for those who take no part, 403 for those who only take part."""
    rows = AppraisalRound.objects.visible_to(request.user).select_related("branch")
    appraisal = get_object_or_404(rows, pk=pk)
    if not can_read_appraisal(request.user, appraisal):
        raise PermissionDenied("民主测评表和汇总表由支委会打印。")
    return appraisal


@require_GET
def ballot_paper(request, pk, file_format):
    """民主测评表 to vote on paper."""
    appraisal = _round(request, pk)
    graded = appraisal.entries.filter(is_graded=True).select_related("member")
    document = appraisals.ballot_paper(appraisal, graded, on=localdate())
    return document_response(request, document, file_format, back=records.url_of(appraisal))


@require_GET
def appraisal_summary(request, pk, file_format):
    """民主测评汇总表; without a count while the voting goes on or so few voted that they would be known."""
    appraisal = _round(request, pk)
    document = appraisals.appraisal_summary(appraisal, results_of(appraisal), on=localdate())
    return document_response(request, document, file_format, back=records.url_of(appraisal))


@require_GET
def appraisal_member_forms(request, pk, file_format):
    """The forms of everybody who took part, bound in one."""
    appraisal = _round(request, pk)
    entries = appraisal.entries.select_related("member", "appraisal__branch")
    document = appraisals.member_forms(appraisal, entries, results_of(appraisal), on=localdate())
    return document_response(request, document, file_format, back=records.url_of(appraisal))


@require_GET
def appraisal_member_form(request, pk, file_format):
    """民主评议党员登记表: the own one for a member, once told with the verdict; everyone's for who reads the round."""
    entries = AppraisalEntry.objects.visible_to(request.user).select_related("member", "appraisal__branch")
    entry = get_object_or_404(entries, pk=pk)
    reads_round = can_read_appraisal(request.user, entry.appraisal)
    results = results_of(entry.appraisal) if reads_round else None
    tally = next((one for one in results.tallies if one.entry == entry), None) if results else None
    document = appraisals.member_form(
        entry,
        tally=tally,
        is_counted=bool(results and results.is_counted),
        shows_verdict=reads_round or bool(entry.feedback_on),
        on=localdate(),
    )
    name = f"{entry.member}{entry.appraisal.year}年度民主评议党员登记表"
    back = records.url_of(entry.appraisal)
    return document_response(request, document, file_format, back=back, name=name)
