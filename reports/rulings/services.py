"""Writes about 批复: drafting one, what issuing it does to the 请示, and an answer on paper."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from branch.accounts.models import User
from core import audit, records
from core.enums import AuditAction
from core.refusals import Refused
from reports.papers.registry import RULING
from reports.report import services, structure
from reports.report.enums import Marker, ReportAction, ReportState, SectionKind
from reports.report.models import AnnualReport

from .enums import NEEDS_WORDS, Decision
from .models import ReceivedRuling


@transaction.atomic
def draft_ruling(*, ruling: AnnualReport, words: str, by: User, on: date) -> AnnualReport:
    """Draft a new 批复, of which the unit, the 请示, the decision and the 发文代字 are given.

    What is asked with the decision stands below it, a paragraph a line. Raises Refused where the 请示 is answered
    already or is not sent, and where the decision needs words and has none.
    """
    request = _held(ruling.answers_to_id)
    if request.state not in {ReportState.SENT, ReportState.ACCEPTED}:
        raise Refused(f"请示现在是“{request.get_state_display()}”，不能批复。")
    check_unanswered(request)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if ruling.decision in NEEDS_WORDS and not lines:
        what = "理由" if ruling.decision == Decision.REFUSED else "要求"
        raise Refused(f"{Decision(ruling.decision).label}的，请写明{what}，支部好照着办。", "words")
    ruling.paper, ruling.year, ruling.subject = RULING, on.year, request.subject
    ruling = services.draft_paper(report=ruling, by=by, on=on)
    section = ruling.sections.get(kind=SectionKind.MATTER)
    after, marker = section.paragraphs.get(), Marker.ARABIC if len(lines) > 1 else Marker.NONE
    for line in lines:
        after = structure.insert_paragraph(
            section=section, after=after, text=line, by=by, on=on, marker=marker
        )
    return ruling


def _held(pk: Any) -> AnnualReport:
    """The 请示 as it is stored, held for this change."""
    return AnnualReport.objects.select_for_update().get(pk=pk)


def check_unanswered(request: AnnualReport) -> None:
    """Raises Refused where a 请示 was answered, on paper or here, or where an answer is being drafted."""
    if request.rulings.filter(deleted_at__isnull=True).exists():
        raise Refused("上级已在系统里批复这份请示，或正在起草批复。")
    if request.received.filter(deleted_at__isnull=True).exists():
        raise Refused("支部已经登记了这份请示的纸质批复。")


def follow(ruling: AnnualReport, action: str, by: AbstractBaseUser) -> None:
    """What a move of a 批复 does to its 请示: issued, it is answered; taken back, it waits again.

    Raises Refused where the branch has taken the 请示 back since.
    """
    if action not in {ReportAction.SEND, ReportAction.RECALL}:
        return
    request = _held(ruling.answers_to_id)
    if action == ReportAction.SEND:
        if request.state not in {ReportState.SENT, ReportState.ACCEPTED}:
            raise Refused(f"请示现在是“{request.get_state_display()}”，不能印发批复。")
        _put(request, ReportState.ACCEPTED, by=by, reason=f"批复 {ruling.number_told}")
    else:
        _put(request, ReportState.SENT, by=by, reason=f"撤回批复 {ruling.number_told}")


def _put(request: AnnualReport, state: ReportState, *, by: AbstractBaseUser | None, reason: str) -> None:
    if request.state != state:
        before = audit.snapshot(request)
        request.state = state
        records.save(request, by=by, before=before, action=AuditAction.STATE, reason=reason)


def note_received(ruling: ReceivedRuling, *, by: AbstractBaseUser | None) -> None:
    """An answer on paper was noted, in the transaction that does it: the 请示 is answered."""
    _put(_held(ruling.request_id), ReportState.ACCEPTED, by=by, reason=f"批复 {ruling.number}")


def follow_trash(ruling: ReceivedRuling) -> None:
    """Without the answer the 请示 waits again; with it back it is answered."""
    state = ReportState.SENT if ruling.is_deleted else ReportState.ACCEPTED
    _put(
        _held(ruling.request_id),
        state,
        by=None,
        reason="批复的登记已删除" if ruling.is_deleted else "批复的登记已恢复",
    )
