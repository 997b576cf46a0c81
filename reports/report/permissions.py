"""Who may do what with annual reports."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, grants_of, is_secretary, is_superior_of
from branch.organisations.models import Organisation

from .enums import MOVES, ReportAction, ReportOrigin
from .models import AnnualReport

# Who carries out which action: those who write the paper, who drafted it alone, or who receives it.
_BY_DRAFTER = frozenset({ReportAction.FINALISE, ReportAction.SEND, ReportAction.RECALL, ReportAction.REVISE})
_BY_RECEIVER = frozenset({ReportAction.ACCEPT, ReportAction.RETURN})


def can_draft_report(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary drafts, imports and finalises."""
    return is_secretary(user, branch)


def can_read_year_book(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The book is about the whole branch: for its readers. It holds nothing restricted."""
    return can_read_branch(user, branch)


def leads(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Who drafts, finalises and sends a paper: as it declares, the secretary, the member whose own it is, or an officer
    of the superior unit that writes it."""
    if report.declaration.is_personal:
        return report.member_id in grants_of(user).member_ids and not report.branch.is_closed
    if report.declaration.is_from_above:
        return report.branch_id in grants_of(user).superior_root_ids
    return is_secretary(user, report.branch)


def writes(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Who changes its words: of a paper of the branch, its committee too."""
    if report.declaration.is_personal or report.declaration.is_from_above:
        return leads(user, report)
    return can_write_branch(user, report.branch)


def receives(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Who takes a paper or sends it back: the superior officer, of a member's own the secretary, of a 批复 who asked."""
    if report.declaration.is_personal:
        return is_secretary(user, report.branch) and not leads(user, report)
    if report.answers_to:
        return is_secretary(user, report.answers_to.branch)
    return is_superior_of(user, report.branch)


def can_change_report(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Those who write it, while the text is not frozen."""
    return report.is_editable and writes(user, report)


def can_redraft_report(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Who drafted it, while the text is not frozen; an imported text is not drafted from records."""
    is_drafted = report.origin == ReportOrigin.DRAFTED
    return is_drafted and report.is_editable and leads(user, report)


def can_delete_report(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Who drafted it, and only while the text may change (the model refuses what was ever frozen)."""
    return report.is_editable and leads(user, report)


def sees_drafts_of(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Those who write it read what the text was before; others only what was sent."""
    return writes(user, report)


def can_do(user: AbstractBaseUser, report: AnnualReport, action: str) -> bool:
    """Whether the person may carry out a move (whether the state allows it is the service's question)."""
    if action in report.declaration.without:
        return False
    if action in _BY_RECEIVER:
        return receives(user, report)
    if action in _BY_DRAFTER:
        return leads(user, report)
    return writes(user, report)


def open_actions(user: AbstractBaseUser, report: AnnualReport) -> list[ReportAction]:
    """The moves that are possible now and this person's to make."""
    return [
        ReportAction(action)
        for state, action in MOVES
        if state == report.state and can_do(user, report, action)
    ]
