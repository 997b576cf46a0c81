"""Records the votes of the demo: two admissions, and how a committee and an assembly decide ordinary matters."""

from datetime import date

from meetings import services, vote_checks
from meetings.enums import ON_PAPER, TAKES_WRITTEN_OPINIONS
from meetings.models import Meeting, Vote
from meetings.quorum import Tally

from .meeting_data import VOTES, VoteDraft
from .world import World


def record_votes(world: World, meeting: Meeting | None, kind: str, day: date) -> None:
    """The vote written down for the first agenda item of a meeting, if there is one."""
    draft = VOTES.get((kind, day.year, day.month))
    if meeting is None or draft is None:
        return
    voters = vote_checks.voters_of(meeting)
    ballots = {}
    if draft.method in ON_PAPER:
        ballots = dict.fromkeys(("ballots_issued", "ballots_returned", "ballots_valid"), voters.present)
    vote = Vote(
        item=meeting.agenda.order_by("order")[0],
        matter=draft.matter,
        method=draft.method,
        **ballots,
        **world.stamp(day),
    )
    services.record_vote(vote, tallies=[_tally(draft, voters)], by=world.secretary)


def _tally(draft: VoteDraft, voters: vote_checks.Voters) -> Tally:
    """Everyone present in favour but for those who abstained; of those away one wrote, where writing counts."""
    writes = draft.matter in TAKES_WRITTEN_OPINIONS and voters.due > voters.present
    return Tally(
        candidate=draft.candidate,
        in_favour=voters.present - draft.abstained,
        abstained=draft.abstained,
        written_in_favour=int(writes),
    )
