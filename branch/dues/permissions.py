"""Who may do what with the sums of 党费."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch
from branch.organisations.models import Organisation

from .models import DuesMonth


def can_keep_dues(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee; everyone else reads the year's notice.

    Of a branch that was sent out the dues stay with the sending branches.
    """
    return branch is not None and not branch.is_sent_out and can_write_branch(user, branch)


def can_change_dues(user: AbstractBaseUser, row: DuesMonth) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, row.branch)
