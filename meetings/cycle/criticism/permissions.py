"""Who may do what with talks, criticism, the appraisal, and notes of the cycle."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_write_branch, grants_of

from .models import Criticism


def can_change_criticism(user: AbstractBaseUser, criticism: Criticism) -> bool:
    """Secretary and committee, as long as the meeting is not deleted."""
    return not criticism.meeting.is_deleted and can_write_branch(user, criticism.branch)


def can_reply(user: AbstractBaseUser, criticism: Criticism) -> bool:
    """The person criticised; secretary and committee for whoever does not type. Self-criticism has no reply."""
    is_own = criticism.criticised_id in grants_of(user).member_ids
    return not criticism.is_self and (is_own or can_write_branch(user, criticism.branch))


def can_read_criticism(user: AbstractBaseUser, criticism: Criticism) -> bool:
    """Secretary, committee, and the two; superiors see only how many there are."""
    is_own = bool({criticism.critic_id, criticism.criticised_id} & grants_of(user).member_ids)
    return is_own or can_write_branch(user, criticism.branch)
