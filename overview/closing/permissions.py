"""Who may close a branch, and read how it was closed."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, is_secretary, is_superior_of
from branch.organisations.models import Organisation


def can_close(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """The secretary of a branch that was sent out and runs, and a superior officer above it."""
    if branch is None or not branch.is_sent_out or branch.is_closed:
        return False
    return is_secretary(user, branch) or is_superior_of(user, branch)


def can_read_closings(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers of the branch."""
    return can_read_branch(user, branch)
