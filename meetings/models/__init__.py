"""Meetings of a branch with their kinds, roll, agenda, votes and later additions."""

from .meeting import Meeting
from .parts import AgendaItem, MeetingAddition, MeetingKindLink, RollEntry
from .votes import Vote, VoteLine

__all__ = ["AgendaItem", "Meeting", "MeetingAddition", "MeetingKindLink", "RollEntry", "Vote", "VoteLine"]
