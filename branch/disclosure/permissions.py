"""Who may do what with 公示."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_read_branch, can_write_branch
from branch.organisations.models import Organisation

from .models import Disclosure


def can_read_openness(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """What was published is known to everyone of the branch, and to its readers."""
    return belongs_to_branch(user, branch) or can_read_branch(user, branch)


def can_change_disclosure(user: AbstractBaseUser, disclosure: Disclosure) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, disclosure.branch)
