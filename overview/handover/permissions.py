"""Who may hand a branch over, and read how it was handed over."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, is_secretary, is_superior_of
from branch.organisations.models import Organisation


def can_hand_over(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The branch's secretary, and a superior officer where the secretary is gone."""
    return is_secretary(user, branch) or is_superior_of(user, branch)


def can_list_handovers(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers of the branch."""
    return can_read_branch(user, branch)
