"""Who keeps the transfers of 组织关系."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch, is_secretary
from branch.organisations.models import Organisation

from .models import Transfer


def can_transfer(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee, as they keep the register; nobody where 组织关系 stays with the sending branches."""
    return branch is not None and can_write_branch(user, branch) and not branch.is_sent_out


def can_change_transfer(user: AbstractBaseUser, transfer: Transfer) -> bool:
    """Secretary and committee of the branch that keeps the record."""
    return can_write_branch(user, transfer.branch)


def can_receive(user: AbstractBaseUser, transfer: Transfer) -> bool:
    """The secretary of the branch that the member is on the way to."""
    return transfer.is_on_its_way and is_secretary(user, transfer.other_branch)
