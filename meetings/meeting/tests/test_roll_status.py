"""Who votes at a meeting when the status changes close to its day."""

from datetime import date, timedelta

import pytest

from branch.members import services as branch_services
from core.testing import make_member
from meetings.meeting.forms.roll import RollGrid
from meetings.meeting.roll import due_members, status_at_meeting
from meetings.tests.helpers import hold

DAY = date(2025, 6, 20)
# (status until then, status from then on, days between the change and the meeting) -> (label, may vote)
TABLE = {
    ("PROBATIONARY", "FULL", -1): ("正式党员", True),
    ("PROBATIONARY", "FULL", 0): ("预备党员", False),
    ("PROBATIONARY", "FULL", 1): ("预备党员", False),
    ("FULL", "UNDER_PROBATION", -1): ("留党察看", False),
    ("FULL", "UNDER_PROBATION", 0): ("留党察看", False),
    ("FULL", "UNDER_PROBATION", 1): ("正式党员", True),
    # 留党察看 until the day before, until the day itself (its last day included), and until the day after.
    ("UNDER_PROBATION", "FULL", -1): ("正式党员", True),
    ("UNDER_PROBATION", "FULL", 0): ("留党察看", False),
    ("UNDER_PROBATION", "FULL", 1): ("留党察看", False),
}


def test_counts_the_status_with_which_a_member_comes_to_the_meeting(cast):
    people = {}
    for number, (old, new, days) in enumerate(TABLE):
        member = make_member(cast.branch, f"变试{number}", status=old)
        branch_services.change_status(
            member=member, status=new, since=DAY + timedelta(days=days), by=cast.secretary
        )
        people[old, new, days] = member
    newcomer = make_member(cast.branch, "来试九", since=DAY)
    grid = RollGrid(due_members(cast.branch, None, ["ASSEMBLY"], DAY), [], {})
    shown = {row.member: (row.status_label, row.is_voter) for row in grid.rows}
    roll = {
        entry.member: (entry.status_label, entry.may_vote)
        for entry in hold(cast.branch, f"{DAY}", "ASSEMBLY").roll.select_related("member")
    }
    for case, member in people.items():
        assert roll[member] == shown[member] == TABLE[case], case
    # Whoever came that day from elsewhere was 正式 before; members without any change are as they were.
    assert roll[newcomer] == ("正式党员", True)
    assert roll[cast.people.member] == ("正式党员", True)
    assert roll[cast.people.probationary] == ("预备党员", False)


@pytest.mark.parametrize(
    ("on_day", "day_before", "counts"),
    [
        ("FULL", "FULL", "FULL"),
        ("FULL", None, "FULL"),
        ("FULL", "PROBATIONARY", "PROBATIONARY"),
        ("FULL", "UNDER_PROBATION", "UNDER_PROBATION"),
        ("UNDER_PROBATION", "FULL", "UNDER_PROBATION"),
        ("PROBATIONARY", None, "PROBATIONARY"),
        (None, "FULL", None),
    ],
)
def test_gains_of_the_day_wait_and_losses_count(on_day, day_before, counts):
    assert status_at_meeting(on_day, day_before) == counts
