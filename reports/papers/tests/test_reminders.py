"""What of members' own papers is reminded of, by the state of the paper and by who asks; two queries, whatever there is."""

from datetime import date

import pytest

from core.testing import count_queries
from meetings.meeting.services import plan_meeting
from meetings.tests.helpers import build
from reports.papers.reminders import reminders_for
from reports.report.models import AnnualReport

pytestmark = pytest.mark.django_db
TODAY, ON = date(2026, 1, 5), "2026-01-20"
WRITE, WAITS, BACK = "写个人发言提纲", "1 份个人发言提纲待看", "钱试二的提纲"


def told(cast, who: str) -> list[tuple[str, str]]:
    return [(one.title, one.detail) for one in reminders_for(getattr(cast, who), cast.branch, TODAY)]


@pytest.mark.parametrize(
    ("state", "member", "secretary"),
    [
        ("", [(WRITE, "按您本人的记录起草")], []),
        ("DRAFT", [(WRITE, "已经起草，还没有交给书记")], []),
        ("SENT", [], [(WAITS, "党员已经交来")]),
        ("RETURNED", [(BACK, "请写具体")], []),
        ("ACCEPTED", [], []),
    ],
)
def test_reminds_by_the_state_of_the_paper(cast, state, member, secretary):
    meeting = build(cast.branch, ON, year=2025, title="组织生活会")
    plan_meeting(meeting, kinds=["LIFE"], by=cast.secretary)
    # The secretary has handed in the own one: nothing of it waits for anybody.
    mine = {"branch": cast.branch, "year": 2025, "paper": "statement", "title": BACK, "comment": "请写具体"}
    AnnualReport.objects.create(**mine, member=cast.people.secretary, state="SENT")
    if state:
        AnnualReport.objects.create(**mine, member=cast.people.member, state=state)
    assert told(cast, "member") == member
    assert told(cast, "secretary") == secretary
    assert told(cast, "outsider") == []
    with count_queries() as counted:
        told(cast, "secretary")
    assert len(counted) == 2
