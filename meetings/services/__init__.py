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

__all__ = [
    "AgendaLine",
    "ConfirmMeetingRefused",
    "CorrectMeetingRefused",
    "FinishDecisionRefused",
    "MakeUpRefused",
    "RollLine",
    "SaveMeetingRefused",
    "confirm_meeting",
    "correct_meeting",
    "due_members",
    "finish_decision",
    "hold_meeting",
    "make_up",
    "plan_meeting",
    "save_meeting",
]
