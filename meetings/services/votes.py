"""Writes about votes: entering and correcting one, with the numbers of voters frozen at that moment."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from branch.models import User
from core import audit, records
from core.refusals import Refused

from .. import vote_checks
from ..enums import NAMES_CANDIDATES, ON_PAPER, VoteMatter
from ..models import Meeting, Vote, VoteLine
from ..models.votes import TALLY_FIELDS
from ..quorum import Tally


@transaction.atomic
def record_vote(vote: Vote, *, tallies: Sequence[Tally], by: User | None) -> Vote:
    """Enter a vote on an agenda item. Raises Refused with everything that is wrong."""
    tallies = _prepare(vote, tallies)
    vote.branch = vote.item.meeting.branch
    vote.created_by = vote.created_by or by
    with records.audited(vote, by=by):
        _write_lines(vote, tallies)
    return vote


@transaction.atomic
def change_vote(vote: Vote, *, before: audit.Values, tallies: Sequence[Tally], by: User | None) -> Vote:
    """Correct a vote; the numbers of voters are taken anew from the roll. Raises Refused or StaleRecord."""
    tallies = _prepare(vote, tallies)
    with records.audited(vote, by=by, before=before):
        _write_lines(vote, tallies)
    return vote


def _prepare(vote: Vote, tallies: Sequence[Tally]) -> list[Tally]:
    """Freeze the numbers, clear what the matter and the method do not ask for, and refuse what is wrong."""
    meeting = Meeting.objects.select_for_update().get(pk=vote.item.meeting_id)
    if meeting.is_confirmed:
        raise Refused("会议记录已经签字确认，表决不能再改；有差错请用“补充更正”说明。")
    if meeting.is_planned or meeting.is_deleted:
        raise Refused("会议还没有登记召开情况，请先登记到会情况，再登记表决。")
    if vote.method not in ON_PAPER:
        vote.ballots_issued = vote.ballots_returned = vote.ballots_valid = None
    if vote.matter != VoteMatter.ELECTION:
        vote.seats = None
    if vote.matter not in NAMES_CANDIDATES:
        tallies = [replace(tally, candidate="") for tally in tallies]
    voters = vote_checks.voters_of(meeting)
    if faults := vote_checks.faults_of(vote, tallies, voters):
        raise Refused("".join(faults))
    vote.body, vote.voters_due, vote.voters_present = voters.body, voters.due, voters.present
    return list(tallies)


def _write_lines(vote: Vote, tallies: Sequence[Tally]) -> None:
    VoteLine.objects.filter(vote=vote).delete()
    VoteLine.objects.bulk_create(
        VoteLine(
            vote=vote,
            order=order,
            candidate=tally.candidate,
            **{name: getattr(tally, name) for name in TALLY_FIELDS},
        )
        for order, tally in enumerate(tallies, start=1)
    )
