"""Who answers a 请示, and who notes an answer that came on paper."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch, grants_of, is_secretary, is_superior_of
from reports.papers.registry import REQUEST
from reports.report.enums import ReportState
from reports.report.models import AnnualReport

from .models import ReceivedRuling

ANSWERABLE = frozenset({ReportState.SENT, ReportState.ACCEPTED})


def _is_answerable(report: AnnualReport) -> bool:
    return report.paper == REQUEST and report.state in ANSWERABLE


def can_rule(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """A superior officer answers a 请示 that was sent, in the name of the own unit above the branch."""
    units = grants_of(user).superior_root_ids & set(report.branch.path_ids)
    return bool(units) and _is_answerable(report) and is_superior_of(user, report.branch)


def can_note_ruling(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Secretary and committee note the answer on paper to what they have sent."""
    return _is_answerable(report) and can_write_branch(user, report.branch)


def can_change_received(user: AbstractBaseUser, ruling: ReceivedRuling) -> bool:
    """Secretary and committee of the branch."""
    return can_write_branch(user, ruling.branch)


def can_delete_received(user: AbstractBaseUser, ruling: ReceivedRuling) -> bool:
    """The secretary."""
    return is_secretary(user, ruling.branch)
