"""Who may do what with meetings."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, leads_group
from branch.organisations.models import Organisation
from meetings.meeting.permissions import can_add_meeting

from .models import AgendaTemplate, MeetingPlanItem


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
