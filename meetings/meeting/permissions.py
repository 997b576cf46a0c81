"""Who may do what with meetings."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, grants_of, leads_group
from branch.organisations.models import Organisation

from .agenda_items import AgendaItem
from .models import Meeting, RollEntry


def can_list_meetings(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone of the branch and whoever watches it; each sees the own part."""
    return branch is not None and grants_of(user).reaches(branch)


def can_add_meeting(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary, committee, and group leaders (for their group)."""
    return can_write_branch(user, branch) or (
        branch is not None and branch.pk in grants_of(user).led_branch_ids
    )


def can_keep_meeting(user: AbstractBaseUser, meeting: Meeting) -> bool:
    """Whoever keeps the record of this meeting: secretary and committee; the leader of the group that met."""
    return can_write_branch(user, meeting.branch) or leads_group(user, meeting.group)


def can_read_reason(user: AbstractBaseUser, meeting: Meeting, entry: RollEntry) -> bool:
    """Why somebody was away may tell of an illness: for who keeps the record, and for the person."""
    return entry.member_id in grants_of(user).member_ids or can_keep_meeting(user, meeting)


def can_change_meeting(user: AbstractBaseUser, meeting: Meeting) -> bool:
    """Its keepers, as long as it is not confirmed."""
    return not meeting.is_confirmed and can_keep_meeting(user, meeting)


def can_delete_meeting(user: AbstractBaseUser, meeting: Meeting) -> bool:
    """Secretary and committee; a confirmed record stays."""
    return not meeting.is_confirmed and can_write_branch(user, meeting.branch)


def can_confirm_meeting(user: AbstractBaseUser, meeting: Meeting) -> bool:
    """Its keepers."""
    return can_keep_meeting(user, meeting)


def can_finish_decision(user: AbstractBaseUser, item: AgendaItem) -> bool:
    """The person responsible, and the keepers of the meeting."""
    is_own = item.responsible_id in grants_of(user).member_ids
    return is_own or can_keep_meeting(user, item.meeting)


def can_print_sign_in(user: AbstractBaseUser, meeting: Meeting) -> bool:
    """Whoever keeps its record or reads the whole branch: the names of all who are due stand on it."""
    return can_keep_meeting(user, meeting) or can_read_branch(user, meeting.branch)
