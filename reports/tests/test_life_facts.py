"""Talks, criticism, appraisal, admissions and duties as facts: counted, of whom is not told."""

from datetime import date

import pytest

from activities.models import DutyItem
from activities.tests.helpers import make_activity
from meetings.cycle.appraisal.models import AppraisalEntry, AppraisalRound
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.talks.models import Talk
from meetings.tests.helpers import hold, item
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote
from rectification.items.models import Evidence, RectificationItem
from reports.drafting.work import meetings_told
from reports.facts import LIFE_FACTS, FactBook

pytestmark = pytest.mark.django_db
READ_ON = date(2026, 1, 20)
WITHOUT_ROWS = ("谈心谈话次数", "上年批评意见条数", "上年评议优秀人数", "上年评议合格人数")


def vote(cast, day: str, *, carried: bool) -> None:
    """A vote by hands at a 党员大会, with everybody or nobody in favour."""
    meeting = hold(cast.branch, day, "ASSEMBLY", by=cast.secretary, agenda=[item("讨论经费")])
    due = meeting.roll.filter(may_vote=True).count()
    tally = Tally(in_favour=due) if carried else Tally(against=due)
    record_vote(Vote(item=meeting.agenda.get()), tallies=[tally], by=cast.secretary)


@pytest.fixture
def book(cast):
    people, branch = cast.people, cast.branch
    for day in (date(2025, 12, 20), date(2026, 1, 10), date(2026, 2, 1)):
        Talk.objects.create(
            branch=branch, year=2025, held_on=day, one=people.secretary, other=people.member, content="谈"
        )
    meeting = hold(branch, "2025-01-18", "LIFE", year=2024, by=cast.secretary)
    this_year = hold(branch, "2026-01-20", "LIFE", year=2025, by=cast.secretary)
    for at, other in ((meeting, people.member), (meeting, people.secretary), (this_year, people.member)):
        Criticism.objects.create(
            branch=branch, meeting=at, critic=people.secretary, criticised=other, opinion="快些"
        )
    vote(cast, "2025-03-05", carried=True)
    vote(cast, "2025-04-05", carried=False)
    vote(cast, "2024-12-05", carried=True)
    days = {"opens_on": date(2025, 1, 5), "closes_on": date(2025, 1, 18)}
    closed = AppraisalRound.objects.create(branch=branch, year=2024, state="CLOSED", **days)
    for member, grade in (
        (people.member, "EXCELLENT"),
        (people.secretary, "QUALIFIED"),
        (people.committee, "QUALIFIED"),
    ):
        AppraisalEntry.objects.create(appraisal=closed, member=member, status_label="正式党员", grade=grade)
    type(people.member).objects.filter(branch=branch).update(
        joined_on=date(2015, 7, 1), confirmed_on=date(2016, 7, 1)
    )
    type(people.member).objects.filter(pk=people.member.pk).update(
        joined_on=date(2025, 7, 1), confirmed_on=None
    )
    type(people.member).objects.filter(pk=people.extra1.pk).update(confirmed_on=date(2025, 8, 1))
    duties = [
        DutyItem.objects.create(
            branch=branch, post_title="SECRETARY", text=f"职责{n}", adopted_on=day, adopted_at="支委会"
        )
        for n, day in enumerate((date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1)))
    ]
    duties[0].activities.add(make_activity(cast, "relay", happened_on=date(2025, 5, 5)))
    item = RectificationItem.objects.create(branch=branch, year=2024, content="逐月通报")
    for n in range(2):
        Evidence.objects.create(
            item=item, object_type="meetings.meeting", object_id=meeting.pk + n, label="会", by_name="甲"
        )
    return FactBook(branch, 2025, READ_ON)


def told_of_votes(cast) -> list[str]:
    book = FactBook(cast.branch, 2025, READ_ON)
    drafts = meetings_told(book.records, ["ASSEMBLY"])
    return [one.text for one in drafts if "表决" in one.text]


def test_votes_are_told_once_one_has_carried(cast):
    vote(cast, "2025-03-05", carried=False)
    assert told_of_votes(cast) == []
    vote(cast, "2025-04-05", carried=True)
    assert told_of_votes(cast) == ["会上表决{表决次数}次，通过{表决通过次数}次。"]


def test_all_carried_says_so(cast):
    vote(cast, "2025-04-05", carried=True)
    assert told_of_votes(cast) == ["会上表决{表决次数}次，均获通过。"]


def test_counts_what_was_recorded_by_the_day(book):
    expected = {
        "谈心谈话次数": "2",
        "上年批评意见条数": "1",
        "上年评议优秀人数": "1",
        "上年评议合格人数": "2",
        "上年评议基本合格人数": "0",
        "上年评议不合格人数": "0",
        "表决次数": "2",
        "表决通过次数": "1",
        "接收预备党员人数": "1",
        "转正党员人数": "1",
        "支委职责项数": "2",
        "已落实支委职责项数": "1",
        "整改佐证件数": "2",
    }
    assert {fact.name for fact in LIFE_FACTS} == set(expected)
    assert {name: book.value(name).text for name in expected} == expected


def test_does_not_say_of_whom(book):
    assert [book.value(name).rows for name in WITHOUT_ROWS] == [()] * len(WITHOUT_ROWS)
