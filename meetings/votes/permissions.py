"""Who may do what with meetings."""

from django.contrib.auth.base_user import AbstractBaseUser

from meetings.meeting.permissions import can_change_meeting

from .models import Vote


def can_change_vote(user: AbstractBaseUser, vote: Vote) -> bool:
    """The keepers of its meeting, as long as the meeting is not confirmed or deleted."""
    meeting = vote.item.meeting
    return not meeting.is_deleted and can_change_meeting(user, meeting)
