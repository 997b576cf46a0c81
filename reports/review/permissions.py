"""Who answers in the committee's deliberation, who comments, who settles a comment."""

from django.contrib.auth.base_user import AbstractBaseUser

from reports.report.enums import ReportAction, ReportState
from reports.report.models import AnnualReport
from reports.report.permissions import can_do, leads, writes

from .models import Comment

# Whoever receives a paper comments on what lies with them, until it is accepted.
WITH_RECEIVER = frozenset({ReportState.SENT, ReportState.RETURNED})


def can_open_review(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """The committee's deliberation is the branch's own; what a member or a superior writes is not deliberated on."""
    return report.declaration.is_deliberated and writes(user, report)


def can_answer(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Secretary and committee, as long as the text is deliberated on."""
    return report.state == ReportState.REVIEW and can_open_review(user, report)


def can_lead_review(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """The secretary names the meeting and notes what those without an account have said, until the text is frozen."""
    return report.is_editable and can_open_review(user, report) and leads(user, report)


def can_comment(user: AbstractBaseUser, report: AnnualReport) -> bool:
    """Those who write it until it is accepted; who receives it and may return it, on what was handed in."""
    if writes(user, report):
        return report.state != ReportState.ACCEPTED
    return can_do(user, report, ReportAction.RETURN) and report.state in WITH_RECEIVER


def can_settle(user: AbstractBaseUser, comment: Comment) -> bool:
    """Whether a comment was followed is said by those who write the report."""
    return comment.report.state != ReportState.ACCEPTED and writes(user, comment.report)


def can_reply(user: AbstractBaseUser, comment: Comment) -> bool:
    """Whoever may comment now, below what they see."""
    return comment.withdrawn_at is None and can_comment(user, comment.report)


def can_withdraw(user: AbstractBaseUser, comment: Comment) -> bool:
    """Who wrote it, as long as nobody has answered."""
    return comment.is_open and comment.author_id == user.pk and can_comment(user, comment.report)
