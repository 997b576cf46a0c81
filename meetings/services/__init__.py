"""The writes of organisation life that an auditor would ask about."""

from ..roll_status import due_members
from .meetings import (
    SaveMeetingRefused,
    confirm_meeting,
    correct_meeting,
    finish_decision,
    hold_meeting,
    make_up,
    plan_meeting,
    save_meeting,
)
from .plans import SaveThemesRefused, ThemeLine, copy_year, fill_year, link_plan_item, save_themes
from .templates import TemplateLine, create_template, save_template
from .votes import change_vote, record_vote

__all__ = [
    "SaveMeetingRefused",
    "SaveThemesRefused",
    "TemplateLine",
    "ThemeLine",
    "change_vote",
    "confirm_meeting",
    "copy_year",
    "correct_meeting",
    "create_template",
    "due_members",
    "fill_year",
    "finish_decision",
    "hold_meeting",
    "link_plan_item",
    "make_up",
    "plan_meeting",
    "record_vote",
    "save_meeting",
    "save_template",
    "save_themes",
]
