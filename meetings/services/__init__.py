"""The writes of organisation life that an auditor would ask about."""

from .meetings import (
    AgendaLine,
    ConfirmMeetingRefused,
    CorrectMeetingRefused,
    FinishDecisionRefused,
    MakeUpRefused,
    RollLine,
    SaveMeetingRefused,
    confirm_meeting,
    correct_meeting,
    due_members,
    finish_decision,
    hold_meeting,
    make_up,
    plan_meeting,
    save_meeting,
)
from .votes import RecordVoteRefused, change_vote, record_vote

__all__ = [
    "AgendaLine",
    "ConfirmMeetingRefused",
    "CorrectMeetingRefused",
    "FinishDecisionRefused",
    "MakeUpRefused",
    "RecordVoteRefused",
    "RollLine",
    "SaveMeetingRefused",
    "change_vote",
    "confirm_meeting",
    "correct_meeting",
    "due_members",
    "finish_decision",
    "hold_meeting",
    "make_up",
    "plan_meeting",
    "record_vote",
    "save_meeting",
]
