"""Meetings of a branch with their kinds, roll, agenda and later additions."""

from .meeting import Meeting
from .parts import AgendaItem, MeetingAddition, MeetingKindLink, RollEntry

__all__ = ["AgendaItem", "Meeting", "MeetingAddition", "MeetingKindLink", "RollEntry"]
