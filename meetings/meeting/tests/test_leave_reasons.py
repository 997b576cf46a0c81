"""Why somebody was away may tell of an illness: who keeps the record reads it, and the person; nobody else."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.enums import Attendance
from meetings.meeting.roll import due_members
from meetings.meeting.services import hold_meeting
from meetings.tests.helpers import build, line

REASON = "住院做手术"
SEES = {"secretary": True, "committee": True, "member": True, "probationary": False, "superior": False}


@pytest.fixture
def meeting(cast):
    made = build(cast.branch, "2025-03-01")
    roll = [
        line(member, Attendance.LEAVE, REASON) if member == cast.people.member else line(member)
        for member in due_members(cast.branch, None, ["ASSEMBLY"], date(2025, 3, 1))
    ]
    return hold_meeting(made, kinds=["ASSEMBLY"], roll=roll, by=None)


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_is_shown_to_whom_it_concerns(cast, client_of, meeting, role, sees):
    page = client_of(getattr(cast, role)).get(reverse("meetings:meeting_detail", args=[meeting.pk]))
    assert (REASON in page.content.decode().split("修改记录")[0]) is sees


@pytest.mark.parametrize("role", ["probationary", "superior"])
def test_is_masked_in_the_history(cast, client_of, meeting, role):
    page = client_of(getattr(cast, role)).get(
        reverse("core:record_history", args=["meetings.meeting", meeting.pk])
    )
    assert page.status_code == 200
    assert REASON not in page.content.decode()
    assert "受限内容" in page.content.decode()
