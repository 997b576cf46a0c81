"""Who may do what with annual reports."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, is_secretary, is_superior_of
from branch.organisations.models import Organisation

from .enums import MOVES, ReportAction, ReportOrigin
from .models import AnnualReport

# Who carries out which action: the branch's writers, its secretary alone, or the superior officer.
_BY_SECRETARY = frozenset({ReportAction.FINALISE, ReportAction.SEND, ReportAction.REVISE})
_BY_SUPERIOR = frozenset({ReportAction.ACCEPT, ReportAction.RETURN})


def can_draft_report(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary drafts, imports and finalises."""
    return is_secretary(user, branch)


def can_read_year_book(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The book is about the whole branch: for its readers. It holds nothing restricted."""
    return can_read_branch(user, branch)


def can_change_report(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Secretary and committee, while the text is not frozen."""
    return report.is_editable and can_write_branch(user, report.branch)


def can_redraft_report(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """The secretary, while the text is not frozen; an imported text is not drafted from records."""
    is_drafted = report.origin == ReportOrigin.DRAFTED
    return is_drafted and report.is_editable and is_secretary(user, report.branch)


def can_delete_report(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """The secretary, and only while the text may change (the model refuses what was ever frozen)."""
    return report.is_editable and is_secretary(user, report.branch)


def sees_drafts_of(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Secretary and committee read what the text was before; others only what was sent."""
    return can_write_branch(user, report.branch)


def can_do(user: AbstractBaseUser, report: AnnualReport, action: str) -> bool:
    """Whether the person may carry out a move (whether the state allows it is the service's question)."""
    if action in _BY_SUPERIOR:
        return is_superior_of(user, report.branch)
    if action in _BY_SECRETARY:
        return is_secretary(user, report.branch)
    return can_write_branch(user, report.branch)


def open_actions(user: AbstractBaseUser, report: AnnualReport) -> list[ReportAction]:
    """The moves that are possible now and this person's to make."""
    return [
        ReportAction(action)
        for state, action in MOVES
        if state == report.state and can_do(user, report, action)
    ]
