"""Who keeps an election, and who ends it with the new term."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, is_secretary
from branch.organisations.models import Organisation
from overview.handover.permissions import can_hand_over

from .models import Renewal


def can_list_renewals(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers of the branch."""
    return can_read_branch(user, branch)


def can_begin_renewal(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee of a branch that elects its leaders."""
    return branch is not None and can_write_branch(user, branch) and not branch.is_sent_out


def can_change_renewal(user: AbstractBaseUser, renewal: Renewal) -> bool:
    """Secretary and committee, until the new term began."""
    return renewal.term_id is None and can_write_branch(user, renewal.branch)


def can_delete_renewal(user: AbstractBaseUser, renewal: Renewal) -> bool:
    """The secretary alone, until the new term began."""
    return renewal.term_id is None and is_secretary(user, renewal.branch)


def can_finish_renewal(user: AbstractBaseUser, renewal: Renewal) -> bool:
    """Whoever may hand the branch over: its secretary, and a superior officer; posts and roles change with it."""
    return renewal.term_id is None and can_hand_over(user, renewal.branch)
