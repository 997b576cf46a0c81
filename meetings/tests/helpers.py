"""Shorthands for setting up meetings in tests."""

from datetime import datetime

from django.utils import timezone

from meetings.enums import Attendance
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.roll import due_members
from meetings.meeting.services import hold_meeting

LECTURE = {"lecturer_name": "赵试一", "lecturer_kind": "SECRETARY", "lecture_title": "学党章"}


def at(text: str) -> datetime:
    """2025-03-07 14:30, or a date for nine in the morning, in local time."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 09:00")
    return timezone.make_aware(moment)


def build(branch, day: str, **fields) -> Meeting:
    """An unsaved meeting of a branch on a day."""
    fields.setdefault("title", f"{day} 会议")
    fields.setdefault("year", int(day[:4]))
    return Meeting(branch=branch, starts_at=at(day), **fields)


def hold(branch, day: str, *kinds: str, roll=None, agenda=(), by=None, **fields) -> Meeting:
    """A meeting that took place; everyone due was present unless a roll is given."""
    meeting = build(branch, day, **({**LECTURE, **fields} if "LECTURE" in kinds else fields))
    if roll is None:
        due = due_members(branch, meeting.group, kinds, meeting.starts_at.date())
        roll = [RollEntry(member=member) for member in due]
    return hold_meeting(meeting, kinds=kinds, roll=roll, agenda=agenda, by=by)


def line(member, attendance: str = Attendance.PRESENT, reason: str = "", **more) -> RollEntry:
    """A line of the roll, as it is entered."""
    return RollEntry(member=member, attendance=attendance, reason=reason, **more)


def item(title: str = "研究季度工作", **fields) -> AgendaItem:
    """A line of the agenda, as it is entered."""
    return AgendaItem(title=title, **fields)
