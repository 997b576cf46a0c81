"""Who may do what with the backlog of topics."""

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch, can_write_branch, leads_group
from branch.organisations.models import Organisation
from meetings.meeting.permissions import can_add_meeting

from .models import AgendaTopic


def can_list_topics(user: AbstractBaseUser, branch: Organisation | None) -> bool:
    """Whoever enters meetings of the branch or reads it as a whole."""
    return can_add_meeting(user, branch) or can_read_branch(user, branch)


def can_change_topic(user: AbstractBaseUser, topic: AgendaTopic) -> bool:
    """Secretary and committee; group leaders those of their group."""
    return can_write_branch(user, topic.branch) or leads_group(user, topic.group)
