"""Meetings with kinds, roll, agenda, votes and additions; talks, criticism, appraisal, and notes of the year's cycle."""

from .appraisal import AppraisalEntry, AppraisalRound, Ballot, PeerAssessment
from .criticism import Criticism
from .cycle import CycleNote
from .meeting import Meeting
from .parts import AgendaItem, MeetingAddition, MeetingKindLink, RollEntry
from .talks import Talk
from .votes import Vote, VoteLine

__all__ = [
    "AgendaItem",
    "AppraisalEntry",
    "AppraisalRound",
    "Ballot",
    "Criticism",
    "CycleNote",
    "Meeting",
    "MeetingAddition",
    "MeetingKindLink",
    "PeerAssessment",
    "RollEntry",
    "Talk",
    "Vote",
    "VoteLine",
]
