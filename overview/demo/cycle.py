"""Loads what surrounds the demo's 组织生活会: notes, talks, criticism, and the appraisal of 2025."""

from datetime import date
from itertools import combinations

from branch.models import Member
from core import records
from meetings import appraisals, paper_ballots
from meetings.enums import Attendance
from meetings.enums_cycle import BallotMethod, Grade
from meetings.models import AppraisalEntry, AppraisalRound, Criticism, CycleNote, Meeting, Talk
from meetings.talk_matrix import matrix_of

from . import cycle_data as data
from .world import World

YEARS = (2024, 2025)
# The ballots of the first were paper, those of the second were cast online.
ON_PAPER, APPRAISED = YEARS


def load(world: World) -> None:
    """Both years' cycles, as far as they lie before the demo's today."""
    for year in YEARS:
        _notes(world, year)
        _talks(world, year)
        _criticisms(world, year)
    _paper_appraisal(world)
    _appraisal(world)


def _past(world: World, day: date) -> bool:
    return day < world.today


def _notes(world: World, year: int) -> None:
    for step, start, text, place, end in data.NOTES:
        on, until = _day(year, start), _day(year, end) if end else None
        if _past(world, until or on):
            note = CycleNote(
                branch=world.branch,
                year=year,
                step=step,
                on=on,
                text=text,
                place=place,
                until=until,
                **world.stamp(on),
            )
            records.create(note, by=world.secretary)


def _day(year: int, spot: tuple[int, int, int]) -> date:
    """A day of the winter of a year's cycle: -1 lies before New Year, 0 after it."""
    offset, month, day = spot
    return date(year + 1 + offset, month, day)


def _talks(world: World, year: int) -> None:
    """Every committee pair, each member with one of the committee, and the members two by two."""
    matrix = matrix_of(world.branch, year, date(year, 12, 31))
    committee, members = matrix.committee, [line.member for line in matrix.lines]
    pairs = list(combinations(committee, 2))
    pairs += [(committee[i % len(committee)], member) for i, member in enumerate(members)]
    willing = [member for member in members if member.name not in data.NOT_TALKED.get(year, ())]
    pairs += list(zip(willing[::2], willing[1::2], strict=False))
    if len(willing) % 2:
        pairs.append((willing[-1], willing[0]))
    for number, (one, other) in enumerate(pairs):
        held_on = date(year, 12, 10 + number % 18)
        if _past(world, held_on):
            talk = Talk(
                branch=world.branch,
                year=year,
                held_on=held_on,
                one=one,
                other=other,
                place=data.TALK_PLACES[number % len(data.TALK_PLACES)],
                content=data.TALK_CONTENTS[number % len(data.TALK_CONTENTS)] if number % 3 == 0 else "",
                **world.stamp(held_on),
            )
            records.create(talk, by=world.secretary)


def _criticisms(world: World, year: int) -> None:
    meeting = Meeting.objects.of_branch(world.branch).held().of_kind("LIFE", year).first()
    if meeting is None:
        return
    present = meeting.roll.filter(attendance=Attendance.PRESENT).select_related("member")
    for number, entry in enumerate(present):
        text = data.SELF_CRITICISMS[number % len(data.SELF_CRITICISMS)]
        _criticise(world, meeting, entry.member, entry.member, text, "")
    mutual = [*data.MUTUAL, *((*said, "") for said in [data.UNANSWERED.get(year)] if said)]
    for critic, criticised, opinion, reply in mutual:
        _criticise(world, meeting, world.members[critic], world.members[criticised], opinion, reply)


def _criticise(
    world: World, meeting: Meeting, critic: Member, criticised: Member, opinion: str, reply: str
) -> None:
    criticism = Criticism(
        branch=world.branch,
        meeting=meeting,
        critic=critic,
        criticised=criticised,
        opinion=opinion,
        reply=reply,
        **world.stamp(meeting.starts_at.date()),
    )
    records.create(criticism, by=world.secretary)


def _open_round(world: World, year: int, opens_on: date, closes_on: date, **fields: str) -> AppraisalRound:
    meeting = Meeting.objects.of_branch(world.branch).held().of_kind("APPRAISAL", year).first()
    appraisal = AppraisalRound(
        branch=world.branch,
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
        meeting=meeting,
        **fields,
        **world.stamp(opens_on),
    )
    return appraisals.open_round(appraisal, by=world.secretary)


def _paper_appraisal(world: World) -> None:
    """One round on paper: one member was away, one paper was void, the count was typed in after the meeting."""
    day, told_on = _day(ON_PAPER, (0, 1, 20)), _day(ON_PAPER, (0, 2, 5))
    if not _past(world, told_on):
        return
    appraisal = _open_round(world, ON_PAPER, day, day, method=BallotMethod.PAPER)
    entries = list(appraisal.entries.select_related("member"))
    valid = len(entries) - 2
    lines, verdicts = [], []
    for entry in (entry for entry in entries if entry.is_graded):
        excellent = data.MARKS_ON_PAPER.get(entry.member.name, 0)
        abstained = int(bool(excellent))
        marks = (excellent, valid - excellent - abstained, 0, 0)
        lines.append(paper_ballots.Line(entry, marks, abstained))
        grade = Grade.EXCELLENT if excellent > valid // 2 else Grade.QUALIFIED
        verdicts.append(appraisals.Verdict(entry, grade, data.VERDICTS[grade], told_on))
    papers = paper_ballots.Papers(len(entries), len(entries) - 1, valid)
    appraisal = paper_ballots.record_papers(
        appraisal=appraisal, papers=papers, lines=lines, by=world.secretary, on=day
    )
    appraisal = appraisals.close_round(appraisal=appraisal, by=world.secretary)
    appraisals.decide(appraisal=appraisal, verdicts=verdicts, by=world.secretary)


def _appraisal(world: World) -> None:
    """One round: everyone assesses the own year, most grade each other, nearly all vote, the committee decides."""
    opens_on, closes_on, told_on = (_day(APPRAISED, (0, *day)) for day in ((1, 19), (1, 23), (2, 3)))
    if not _past(world, told_on):
        return
    appraisal = _open_round(world, APPRAISED, opens_on, closes_on)
    entries = list(appraisal.entries.select_related("member"))
    graded = [entry for entry in entries if entry.is_graded]
    for number, entry in enumerate(entries):
        _take_part(world, number, entry, graded, on=closes_on)
    appraisal = appraisals.close_round(appraisal=appraisal, by=world.secretary)
    verdicts = [_verdict(entry, told_on) for entry in graded]
    appraisals.decide(appraisal=appraisal, verdicts=verdicts, by=world.secretary)


def _grade(name: str) -> str:
    return Grade.EXCELLENT if name in data.EXCELLENT else Grade.QUALIFIED


def _take_part(
    world: World, number: int, entry: AppraisalEntry, graded: list[AppraisalEntry], *, on: date
) -> None:
    account = next((user for user in world.users.values() if user.member_id == entry.member_id), None)
    text = data.SELF_ASSESSMENTS[number % len(data.SELF_ASSESSMENTS)]
    appraisals.assess_self(entry=entry, text=text, grade=Grade.QUALIFIED, by=account, on=on)
    given = {
        other.pk: (_grade(other.member.name), data.PEER_COMMENTS[(number + place) % len(data.PEER_COMMENTS)])
        for place, other in enumerate(graded)
        if other.pk != entry.pk and (number + place) % 4 == 0
    }
    appraisals.assess_peers(entry=entry, given=given, by=account, on=on)
    if entry.member.name == data.AWAY:
        return
    marks = {
        other.pk: Grade.QUALIFIED if (number + place) % 5 == 0 else _grade(other.member.name)
        for place, other in enumerate(graded)
    }
    blank = entry.member.name == data.BLANK
    appraisals.cast_ballot(entry=entry, marks={} if blank else marks, by=account, on=on)


def _verdict(entry: AppraisalEntry, told_on: date) -> appraisals.Verdict:
    grade = _grade(entry.member.name)
    return appraisals.Verdict(entry, grade, data.VERDICTS[grade], told_on)
