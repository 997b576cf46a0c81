"""Who enters and reads 提醒谈话, 批评教育 and 组织处置."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch
from branch.organisations.models import Organisation

from .models import Admonition


def can_admonish(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee enter them; each of the committee reads the own entries alone."""
    return can_write_branch(user, branch)


def can_read_admonition(user: AbstractBaseUser, admonition: Admonition) -> bool:
    """The secretary and the writer: never the superior, the rest of the committee, or the member."""
    return admonition.may_be_read_by(user)


def can_change_admonition(user: AbstractBaseUser, admonition: Admonition) -> bool:
    """Whoever reads it and still writes for the branch."""
    return admonition.may_be_read_by(user) and can_write_branch(user, admonition.branch)
