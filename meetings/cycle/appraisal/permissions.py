"""Who may do what with talks, criticism, the appraisal, and notes of the cycle."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch

from .models import AppraisalRound


def can_change_appraisal(user: AbstractBaseUser, appraisal: AppraisalRound) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, appraisal.branch)


def can_read_appraisal(user: AbstractBaseUser, appraisal: AppraisalRound) -> bool:
    """The whole of a round: secretary, committee, superior officers."""
    return can_read_branch(user, appraisal.branch)
