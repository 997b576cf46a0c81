"""Writes about votes, with what one must fulfil before it is saved: the table of `quorum`, and numbers that can be true."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import audit, records
from core.refusals import Refused
from meetings.enums import (
    COUNTS_AS_DUE,
    NAMES_CANDIDATES,
    ON_PAPER,
    TAKES_WRITTEN_OPINIONS,
    Attendance,
    VoteMatter,
    VoteMethod,
)
from meetings.meeting.models import Meeting, RollEntry

from . import quorum
from .models import TALLY_FIELDS, Vote, VoteLine
from .quorum import Tally


@dataclass(frozen=True)
class Voters:
    """Who votes at a meeting and how many, by its roll; no body for meetings that decide nothing."""

    body: str
    due: int
    present: int


def voters_of(meeting: Meeting) -> Voters:
    """The body and its voters, counted from the roll as it is stored now."""
    roll = RollEntry.objects.filter(meeting=meeting, may_vote=True, attendance__in=COUNTS_AS_DUE)
    attendances = list(roll.values_list("attendance", flat=True))
    return Voters(meeting.voting_body, len(attendances), attendances.count(Attendance.PRESENT))


def matters_of(branch: Organisation, vote: Vote | None = None) -> list[VoteMatter]:
    """What a branch votes on: one that was sent out neither elects nor admits. A stored vote keeps its matter."""
    kept = vote.matter if vote and vote.pk else None
    return [
        matter
        for matter in VoteMatter
        if not branch.is_sent_out or matter == kept or matter not in NAMES_CANDIDATES
    ]


def outdated_for_signing(meeting: Meeting) -> str:
    """Which votes no longer fit the roll; empty when all do."""
    votes = list(Vote.objects.for_agenda().filter(item__meeting=meeting))
    voters = voters_of(meeting) if votes else None
    titles = [
        f"“{vote}”" for vote in votes if voters and vote.is_outdated(voters.body, voters.due, voters.present)
    ]
    if not titles:
        return ""
    return f"登记表决{'、'.join(titles)}以后，到会情况改过。请打开这项表决，核对票数后再保存一次。"


def faults_of(vote: Vote, tallies: Sequence[Tally], voters: Voters) -> list[str]:
    """Everything that is wrong with a vote as it would be saved, in sentences; empty when it is right."""
    if not voters.body:
        return ["表决由支部党员大会或支委会进行。请先编辑会议，在类别里选上其中一类。"]
    branch = vote.item.meeting.branch
    if vote.matter not in matters_of(branch):
        return [f"{branch.why_not(VoteMatter(vote.matter).label)}，这里不能登记这项表决。"]
    rule = quorum.rule_for(voters.body, vote.matter)
    if rule is None:
        label = VoteMatter(vote.matter).label
        return [f"{label}由支部党员大会表决；支委会的审查意见请选“{VoteMatter.ORDINARY.label}”。"]
    opening = quorum.opening(rule, voters.due, voters.present)
    if not opening.is_met:
        return [f"{opening.text}。依据：{rule.source}。"]
    if not any(tally.cast or tally.written for tally in tallies):
        return ["请填写票数：赞成、反对、弃权各多少。"]
    return [
        *_faults_of_names(vote, tallies),
        *(_faults_on_paper(vote, tallies, voters) if vote.method in ON_PAPER else ()),
        *(fault for tally in tallies for fault in _faults_of_tally(vote, tally, voters)),
    ]


def _faults_of_names(vote: Vote, tallies: Sequence[Tally]) -> list[str]:
    names = [tally.candidate for tally in tallies]
    if vote.matter not in NAMES_CANDIDATES:
        return ["这一事项只有一组票数，请移除多余的行。"] if len(tallies) > 1 else []
    faults = []
    if not all(names):
        faults.append("请填写姓名：接收、转正和选举都要写明是谁的票数。")
    faults += [f"{name}填了两行，请合并。" for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if vote.matter != VoteMatter.ELECTION and len(tallies) > 1:
        faults.append("接收和转正逐人表决：这里只登记一人，保存以后再登记下一人。")
    if vote.matter == VoteMatter.ELECTION:
        if vote.method != VoteMethod.SECRET:
            faults.append(f"选举采用无记名投票，请把表决方式改为“{VoteMethod.SECRET.label}”。")
        if not vote.seats:
            faults.append("请填写应选人数，至少 1 人。")
    return faults


def _faults_on_paper(vote: Vote, tallies: Sequence[Tally], voters: Voters) -> list[str]:
    issued, returned, valid = vote.ballots_issued, vote.ballots_returned, vote.ballots_valid
    if issued is None or returned is None or valid is None:
        return ["投票表决请填写发出、收回和有效票数。"]
    faults = []
    if issued > voters.present:
        faults.append(f"发出 {issued} 张票，多于实到有表决权的 {voters.present} 人，请核对。")
    if returned > issued:
        faults.append(f"收回 {returned} 张票，多于发出的 {issued} 张，这次投票无效，应重新投票。")
    if valid > returned:
        faults.append(f"有效 {valid} 张票，多于收回的 {returned} 张，请核对。")
    if vote.matter == VoteMatter.ELECTION and vote.seats:
        marks, most = sum(tally.in_favour for tally in tallies), valid * vote.seats
        if marks > most:
            faults.append(
                f"各人赞成票共 {marks} 票；{valid} 张有效票、应选 {vote.seats} 人，最多 {most} 票，请核对。"
            )
    return faults


def _faults_of_tally(vote: Vote, tally: Tally, voters: Voters) -> list[str]:
    faults = []
    who = f"{tally.candidate}：" if tally.candidate else ""
    sums = f"{who}赞成 {tally.in_favour}、反对 {tally.against}、弃权 {tally.abstained}，共 {tally.cast} 票"
    valid = vote.ballots_valid
    if vote.method not in ON_PAPER:
        if tally.cast > voters.present:
            faults.append(f"{sums}，多于实到有表决权的 {voters.present} 人，请核对。")
    elif valid is not None:
        if vote.matter == VoteMatter.ELECTION and tally.cast > valid:
            faults.append(f"{sums}，多于有效票 {valid} 张，请核对。")
        if vote.matter != VoteMatter.ELECTION and tally.cast != valid:
            faults.append(f"{sums}，与有效票 {valid} 张不符，请核对。")
    away = voters.due - voters.present
    if tally.written and vote.matter not in TAKES_WRITTEN_OPINIONS:
        faults.append(f"{who}会前书面意见只在接收和转正时计入票数，请清空。")
    elif tally.written > away:
        faults.append(f"{who}会前书面意见 {tally.written} 份，多于因故没有到会的 {away} 人，请核对。")
    return faults


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
    voters = voters_of(meeting)
    if faults := faults_of(vote, tallies, voters):
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
