"""Who may do what with meetings."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, grants_of, is_secretary, leads_group
from branch.models import Organisation, RuleExplanation

from .models import AgendaItem, AgendaTemplate, Meeting, MeetingPlanItem, RollEntry, Vote


def can_list_meetings(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Everyone of the branch and whoever watches it; each sees the own part."""
    grants = grants_of(user)
    return branch is not None and branch.pk in grants.own_branch_ids | grants.superior_ids


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


def can_change_vote(user: AbstractBaseUser, vote: Vote) -> bool:
    """The keepers of its meeting, as long as the meeting is not confirmed or deleted."""
    meeting = vote.item.meeting
    return not meeting.is_deleted and can_change_meeting(user, meeting)


def can_explain(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee answer for the branch."""
    return can_write_branch(user, branch)


def can_change_explanation(user: AbstractBaseUser, explanation: RuleExplanation) -> bool:
    """Secretary and committee of its branch."""
    return can_write_branch(user, explanation.branch)


def can_delete_explanation(user: AbstractBaseUser, explanation: RuleExplanation) -> bool:
    """The secretary."""
    return is_secretary(user, explanation.branch)


def can_change_plan(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Secretary and committee write the year's plan."""
    return can_write_branch(user, branch)


def can_change_plan_item(user: AbstractBaseUser, item: MeetingPlanItem) -> bool:
    """Secretary and committee; group leaders the rows of their group."""
    return can_write_branch(user, item.branch) or leads_group(user, item.group)


def can_delete_plan_item(user: AbstractBaseUser, item: MeetingPlanItem) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, item.branch)


def can_list_templates(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Whoever enters meetings of the branch or reads it as a whole."""
    return can_add_meeting(user, branch) or can_read_branch(user, branch)


def can_change_template(user: AbstractBaseUser, template: AgendaTemplate) -> bool:
    """Secretary and committee."""
    return can_write_branch(user, template.branch)
