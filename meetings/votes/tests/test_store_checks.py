"""`check_store` on votes: a signed meeting whose frozen numbers no longer are those of its roll."""

from django.utils import timezone

from meetings.meeting.models import Meeting, RollEntry
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote
from meetings.votes.store_checks import votes_beside_the_roll

from .test_record_vote import assembly


def test_tells_of_a_vote_beside_the_signed_roll_and_of_nothing_else(cast):
    meeting = assembly(cast)
    vote = Vote(branch=cast.branch, item=meeting.agenda.get(), matter="ORDINARY", method="HANDS")
    record_vote(vote, tallies=[Tally(in_favour=9)], by=cast.secretary)
    RollEntry.objects.filter(meeting=meeting, member=cast.people.extra1).update(
        attendance="LEAVE", reason="出差"
    )
    assert list(votes_beside_the_roll()) == []  # not yet signed: signing refuses it
    Meeting.objects.filter(pk=meeting.pk).update(confirmed_on=timezone.localdate())
    (fault,) = votes_beside_the_roll()
    assert (
        f"会议 {meeting.pk} 的表决 {vote.pk}：存的是应到 9 人、实到 9 人，签到是应到 9 人、实到 8 人" in fault
    )
    assert "研究季度工作" not in fault
    RollEntry.objects.filter(meeting=meeting, member=cast.people.extra1).update(
        attendance="PRESENT", reason=""
    )
    assert list(votes_beside_the_roll()) == []
