"""A meeting's history tells of its votes too, from the entries of the votes themselves."""

from django.urls import reverse

from core import audit, history, records
from core.models import AuditEntry
from core.testing import assert_flat_queries
from meetings.tests.helpers import hold, item, line
from meetings.votes import services
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally


def vote_on(meeting, by, in_favour: int = 9) -> Vote:
    vote = Vote(branch=meeting.branch, item=meeting.agenda.first())
    return services.record_vote(vote, tallies=[Tally(in_favour=in_favour)], by=by)


def test_shows_what_became_of_the_votes_once_each(cast, client_of):
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item("购置投影仪")], by=cast.secretary)
    other = hold(cast.branch, "2025-04-07", "ASSEMBLY", agenda=[item("别的会")], by=cast.secretary)
    vote_on(other, cast.secretary)
    vote = vote_on(meeting, cast.secretary)
    before = audit.snapshot(vote)
    services.change_vote(vote, before=before, tallies=[Tally(in_favour=8, against=1)], by=cast.committee)
    records.soft_delete(vote, by=cast.secretary, reason="登记错了议题")
    lines = history.lines_for(meeting, cast.secretary)
    assert [(row.action, row.about) for row in lines] == [
        ("删除", "表决：购置投影仪"),
        ("修改", "表决：购置投影仪"),
        ("新建", "表决：购置投影仪"),
        ("新建", ""),
    ]
    assert lines[1].changes[0].old.startswith("赞成 9")
    # Told from one chain: four entries of this meeting and its vote, two of the other.
    assert AuditEntry.objects.filter(object_type__in=["meetings.meeting", "meetings.vote"]).count() == 6
    assert audit.first_broken() is None
    for url in (
        reverse("meetings:meeting_detail", args=[meeting.pk]),
        reverse("core:record_history", args=["meetings.meeting", meeting.pk]),
    ):
        page = client_of(cast.secretary).get(url).content.decode()
        assert page.count("表决：购置投影仪") == 3, url
        assert "登记错了议题" in page
        assert "别的会" not in page


def test_masks_each_part_by_its_own_type(cast):
    roll = [line(cast.people.secretary), line(cast.people.member, "LEAVE", "住院")]
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item()], roll=roll, by=cast.secretary)
    vote_on(meeting, cast.secretary, in_favour=1)
    told = str(history.lines_for(meeting, cast.group_leader))
    assert "住院" not in told
    assert "赞成 1" in told
    assert "住院" in str(history.lines_for(meeting, cast.secretary))


def test_costs_the_same_with_many_votes(cast, client_of):
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item()], by=cast.secretary)
    vote_on(meeting, cast.secretary)
    url, client = (
        reverse("core:record_history", args=["meetings.meeting", meeting.pk]),
        client_of(cast.secretary),
    )
    assert_flat_queries(lambda: client.get(url), lambda: [vote_on(meeting, cast.secretary) for _ in range(5)])
