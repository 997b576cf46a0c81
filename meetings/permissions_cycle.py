"""Who may do what with talks, criticism, the appraisal, and notes of the cycle."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import belongs_to_branch, can_read_branch, can_write_branch, grants_of
from branch.models import Organisation

from .models import AppraisalRound, Criticism, CycleNote, Talk


def can_record(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee record for the branch."""
    return can_write_branch(user, branch)


def can_read(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary, committee, and superior officers."""
    return can_read_branch(user, branch)


def can_list_own(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone of the branch sees the own part; readers see the whole."""
    return belongs_to_branch(user, branch) or can_read_branch(user, branch)


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


def can_change_appraisal(user: AbstractBaseUser, appraisal: AppraisalRound) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, appraisal.branch)


def can_read_appraisal(user: AbstractBaseUser, appraisal: AppraisalRound) -> bool:
    """The whole of a round: secretary, committee, superior officers."""
    return can_read_branch(user, appraisal.branch)


def can_change_note(user: AbstractBaseUser, note: CycleNote) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, note.branch)
