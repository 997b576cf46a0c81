"""Who may do what with talks, criticism, the appraisal, and notes of the cycle."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_read_branch, can_write_branch
from branch.organisations.models import Organisation

from .models import CycleNote


def can_record(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee record for the branch."""
    return can_write_branch(user, branch)


def can_read(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary, committee, and superior officers."""
    return can_read_branch(user, branch)


def can_list_own(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone of the branch sees the own part; readers see the whole."""
    return belongs_to_branch(user, branch) or can_read_branch(user, branch)


def can_change_note(user: AbstractBaseUser, note: CycleNote) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, note.branch)
