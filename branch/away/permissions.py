"""Who keeps 流动党员, and who enters their reports."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch, grants_of
from branch.organisations.models import Organisation

from .models import Away


def can_keep_away(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee, as they keep the register."""
    return can_write_branch(user, branch)


def can_change_away(user: AbstractBaseUser, away: Away) -> bool:
    """Secretary and committee of the branch."""
    return can_write_branch(user, away.branch)


def can_report(user: AbstractBaseUser, away: Away) -> bool:
    """Who reads the reports: of the branch's writers, and the member."""
    is_own = away.member_id in grants_of(user).member_ids
    return is_own or (can_write_branch(user, away.branch) and away.may_be_read_by(user))


def sees_restricted_of(user: AbstractBaseUser, away: Away) -> bool:
    """See `Away.may_be_read_by`."""
    return away.may_be_read_by(user)
