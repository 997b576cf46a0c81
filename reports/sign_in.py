"""Collects the 签到表 of a meeting: from the register before it, from the frozen roll afterwards."""

from datetime import date

from django.utils.timezone import localtime

from branch.enums import MembershipStatus
from branch.models import User
from meetings.enums import COUNTS_AS_DUE, Attendance
from meetings.models import Meeting, RollEntry
from meetings.permissions import can_read_reason
from meetings.services import due_members

from .content.sign_in import Signer, SignInSheet

# What the head of a filled table counts.
COUNTED = (Attendance.PRESENT, Attendance.LEAVE, Attendance.ABSENT)


def sign_in_sheet(meeting: Meeting, *, is_filled: bool, reader: User, on: date) -> SignInSheet:
    """The table of a meeting; a plan has nothing to fill in, and a reason stands there for those who may read it.

    The number of queries is fixed.
    """
    entries = [] if meeting.is_planned else list(meeting.roll.select_related("member"))
    due = [entry for entry in entries if entry.attendance in COUNTS_AS_DUE]
    if meeting.is_planned:
        signers = _planned(meeting)
    elif is_filled:
        signers = [
            _filled(entry, meeting, reader) for entry in sorted(entries, key=lambda row: row not in due)
        ]
    else:
        signers = [Signer(entry.member.name, entry.status_label) for entry in due]
    kinds = f"{meeting.kind_labels}（{meeting.group}）" if meeting.group else meeting.kind_labels
    return SignInSheet(
        branch_name=meeting.branch.name,
        meeting=meeting.title,
        kinds=kinds,
        span=meeting.span,
        place=meeting.place,
        chair=str(meeting.chair or ""),
        due=len(signers) if meeting.is_planned else len(due),
        signers=tuple(signers),
        guests=tuple(line.strip() for line in meeting.guests.splitlines() if line.strip()),
        made_on=on,
        is_filled=is_filled,
        counts=tuple(
            (str(status.label), number)
            for status in COUNTED
            if (number := sum(entry.attendance == status for entry in entries))
        ),
    )


def _planned(meeting: Meeting) -> list[Signer]:
    day = localtime(meeting.starts_at).date()
    members = due_members(meeting.branch, meeting.group, meeting.kinds, day)
    return [Signer(member.name, str(MembershipStatus(member.status_on).label)) for member in members]


def _filled(entry: RollEntry, meeting: Meeting, reader: User) -> Signer:
    return Signer(
        name=entry.member.name,
        status=entry.status_label,
        attendance=str(Attendance(entry.attendance).label),
        reason=entry.reason if can_read_reason(reader, meeting, entry) else "",
        made_up_on=entry.make_up_on,
    )
