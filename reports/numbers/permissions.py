"""Who keeps the register of a unit's numbers."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, grants_of, is_superior_of
from branch.organisations.models import Organisation

from .models import OutsideNumber


def can_open_register(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Readers of the branch; a superior officer sees the register of the own unit."""
    return can_read_branch(user, branch)


def can_note_number(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee for the branch; a superior officer for the own unit."""
    return can_write_branch(user, branch) or is_superior_of(user, branch)


def can_change_number(user: AbstractBaseUser, number: OutsideNumber) -> bool:
    """Who keeps the register that it stands in."""
    return can_write_branch(user, number.branch) or number.branch_id in grants_of(user).superior_root_ids
