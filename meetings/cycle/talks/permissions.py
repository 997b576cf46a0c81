"""Who may do what with talks, criticism, the appraisal, and notes of the cycle."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_write_branch, grants_of
from branch.organisations.models import Organisation

from .models import Talk


def can_add_talk(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee for everyone; a member the own talks."""
    return can_write_branch(user, branch) or (
        belongs_to_branch(user, branch) and bool(grants_of(user).member_ids)
    )


def can_read_talk(user: AbstractBaseUser, talk: Talk) -> bool:
    """What was said: the two, the secretary and the writer."""
    return talk.may_be_read_by(user)


def can_change_talk(user: AbstractBaseUser, talk: Talk) -> bool:
    """Whoever reads what was said, and keeps the branch's records or entered this one."""
    return talk.may_be_read_by(user) and (
        can_write_branch(user, talk.branch) or talk.created_by_id == user.pk
    )
