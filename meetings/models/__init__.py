"""Meetings with kinds, roll, agenda, votes, additions, plan and templates; talks, criticism, appraisal, cycle notes."""

from .appraisal import AppraisalEntry, AppraisalRound, Ballot, PaperCount, PeerAssessment
from .criticism import Criticism
from .cycle import CycleNote
from .meeting import Meeting
from .parts import AgendaItem, MeetingAddition, MeetingKindLink, RollEntry
from .plans import MeetingPlanItem
from .talks import Talk
from .templates import AgendaTemplate, AgendaTemplateLine, AgendaTemplateVersion
from .votes import Vote, VoteLine

__all__ = [
    "AgendaItem",
    "AgendaTemplate",
    "AgendaTemplateLine",
    "AgendaTemplateVersion",
    "AppraisalEntry",
    "AppraisalRound",
    "Ballot",
    "Criticism",
    "CycleNote",
    "Meeting",
    "MeetingAddition",
    "MeetingKindLink",
    "MeetingPlanItem",
    "PaperCount",
    "PeerAssessment",
    "RollEntry",
    "Talk",
    "Vote",
    "VoteLine",
]
