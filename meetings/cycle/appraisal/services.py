"""Writes about 民主评议: opening a round, what members say and vote, closing, and the committee's verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from branch.accounts.models import User
from branch.enums import COMMITTEE_POSTS, SECRETARIES, MembershipStatus
from branch.members.models import Member, Post
from core import audit, records, sealed_box
from core.dates import chinese_date
from core.enums import AuditAction
from core.panels import Panel
from core.refusals import Refused
from meetings.cycle import permissions
from meetings.cycle.enums import AppraisalState, BodyGrade, Grade
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting

from .models import FEWEST_BALLOTS, AppraisalEntry, AppraisalRound, Ballot, PeerAssessment, random_key

# One mark of a ballot takes so many bytes at most: a key of a row, the longest grade, and what stands around them.
MARK_BYTES = 40


@dataclass(frozen=True)
class Verdict:
    """The committee's opinion and grade for one member, apart from the ballots, and when the member was told."""

    entry: AppraisalEntry
    grade: str = ""
    opinion: str = ""
    feedback_on: date | None = None


@transaction.atomic
def open_round(appraisal: AppraisalRound, *, by: User) -> AppraisalRound:
    """Open a round for everyone on the roll on its first day; 预备党员 take part and get no grade.

    Raises Refused when nobody would be graded.
    """
    members = list(
        Member.objects.on_roll(appraisal.branch, appraisal.opens_on).with_status(appraisal.opens_on)
    )
    if not any(member.status_on != MembershipStatus.PROBATIONARY for member in members):
        raise Refused(f"{chinese_date(appraisal.opens_on)}支部没有可以评定等次的党员。")
    appraisal.created_by = appraisal.created_by or by
    appraisal.rates_committee = appraisal.rates_branch and _has_committee(appraisal)
    with records.audited(appraisal, by=by):
        AppraisalEntry.objects.bulk_create(
            AppraisalEntry(
                appraisal=appraisal,
                member=member,
                status_label=MembershipStatus(member.status_on).label,
                is_graded=member.status_on != MembershipStatus.PROBATIONARY,
            )
            for member in members
        )
    return appraisal


def _has_committee(appraisal: AppraisalRound) -> bool:
    """Whether any post of a committee is held: a branch that is too small has a 书记 and perhaps a 副书记."""
    held = Post.objects.held_on(appraisal.opens_on).filter(branch=appraisal.branch)
    return bool(held.filter(title__in=set(COMMITTEE_POSTS) - SECRETARIES).exists())


@transaction.atomic
def change_round(appraisal: AppraisalRound, *, before: audit.Values, by: User) -> AppraisalRound:
    """Save a changed round; `before` is its snapshot before the change.

    Raises Refused when ballots were cast by another method, or StaleRecord.
    """
    stored = AppraisalRound.objects.select_for_update().get(pk=appraisal.pk)
    if stored.method != appraisal.method and stored.has_ballots:
        raise Refused(
            f"已经有测评票（{stored.get_method_display()}），不能改成另一种：一次评议只用一种方式。"
        )
    return records.save(appraisal, by=by, before=before)


def _locked(entry: AppraisalEntry, on: date) -> AppraisalEntry:
    """The entry as stored, with its round locked. Raises Refused outside the round's days."""
    appraisal = AppraisalRound.objects.select_for_update().get(pk=entry.appraisal_id)
    if appraisal.is_deleted or not appraisal.is_open:
        raise Refused("民主评议已经截止，不能再提交。")
    if on < appraisal.opens_on:
        raise Refused(f"民主评议从{chinese_date(appraisal.opens_on)}开始，请到时再提交。")
    if on > appraisal.closes_on:
        raise Refused(f"民主评议的截止日期是{chinese_date(appraisal.closes_on)}，需要延期请联系书记。")
    stored = AppraisalEntry.objects.select_related("member", "appraisal__branch").get(pk=entry.pk)
    stored.appraisal = appraisal
    return stored


def _note(appraisal: AppraisalRound, by: User | None, label: str, old: str, new: str) -> None:
    """An audit entry whose values only readers of the branch see."""
    changes = audit.diff({"part": (label, old)}, {"part": (label, new)}, restricted=frozenset({"part"}))
    audit.record(actor=by, action=AuditAction.UPDATE, obj=appraisal, changes=changes)


def _graded(text: str, grade: str) -> str:
    return f"{Grade(grade).label}：{text}" if grade else text


@transaction.atomic
def assess_self(*, entry: AppraisalEntry, text: str, grade: str, by: User | None, on: date) -> AppraisalEntry:
    """The member's own assessment; it can be changed until the round is closed. Raises Refused."""
    stored = _locked(entry, on)
    if not text.strip():
        raise Refused("请写自评内容。")
    if stored.is_graded and grade not in Grade.values:
        raise Refused("请选择自评等次。")
    old = _graded(stored.self_assessment, stored.self_grade)
    stored.self_assessment, stored.self_grade = text.strip(), grade if stored.is_graded else ""
    stored.save(update_fields=["self_assessment", "self_grade"])
    new = _graded(stored.self_assessment, stored.self_grade)
    if old != new:
        _note(stored.appraisal, by, f"{stored.member}自评", old, new)
    return stored


@transaction.atomic
def assess_peers(
    *, entry: AppraisalEntry, given: Mapping[int, tuple[str, str]], by: User | None, on: date
) -> AppraisalEntry:
    """What a member thinks of the others, {entry: (grade, comment)}; an empty grade takes it back.

    Raises Refused.
    """
    stored = _locked(entry, on)
    others = _graded_entries(stored.appraisal).exclude(pk=stored.pk)
    known = {other.pk: other for other in others}
    if set(given) - set(known):
        raise Refused("互评名单和参加评议的党员不一致，请刷新页面后再提交。")
    mine = PeerAssessment.objects.filter(entry__appraisal=stored.appraisal, by=stored.member)
    before = _peer_words(mine)
    mine.filter(entry__in=[pk for pk, (grade, _) in given.items() if not grade]).delete()
    PeerAssessment.objects.bulk_create(
        [
            PeerAssessment(entry=known[pk], by=stored.member, grade=grade, comment=comment.strip())
            for pk, (grade, comment) in given.items()
            if grade
        ],
        update_conflicts=True,
        unique_fields=["entry", "by"],
        update_fields=["grade", "comment"],
    )
    after = _peer_words(mine.all())
    if before != after:
        _note(stored.appraisal, by, f"{stored.member}互评", before, after)
    return stored


def _peer_words(rows: Iterable[PeerAssessment]) -> str:
    rows = PeerAssessment.objects.filter(pk__in=[row.pk for row in rows]).select_related("entry__member")
    return "；".join(f"{row.entry}{Grade(row.grade).label}{row.comment}" for row in rows)


def _graded_entries(appraisal: AppraisalRound) -> QuerySet[AppraisalEntry]:
    return appraisal.entries.filter(is_graded=True).select_related("member")


@transaction.atomic
def cast_ballot(
    *, entry: AppraisalEntry, marks: Mapping[int, str], bodies: Mapping[str, str] | None = None, on: date
) -> None:
    """One member's anonymous ballot, {entry: grade} and {body: grade}; without any mark it is void. Raises Refused.

    Kept of the voter: that the member has voted, without a time, and no audit entry, which would have one. The ballot
    lies in the round's sealed box until the round is closed.
    """
    stored = _locked(entry, on)
    if stored.appraisal.is_on_paper:
        raise Refused("这次民主评议用纸质测评票，请在会上投票。")
    if stored.has_voted:
        raise Refused("您已经投过票；无记名投票提交以后不能查看，也不能更改。")
    known = set(_graded_entries(stored.appraisal).values_list("pk", flat=True))
    rated, asked = dict(bodies or {}), stored.appraisal.bodies
    wrong = set(marks.values()) - set(Grade.values) or set(rated.values()) - set(BodyGrade.values)
    if set(marks) - known or set(rated) - set(asked) or wrong:
        raise Refused("票面和参加评议的党员不一致，请刷新页面后再提交。")
    if sealed_box.broken(stored.appraisal):
        raise Refused("票箱打不开，这张票没有收下，请告诉书记；需要全体重新投票。")
    stored.has_voted = True
    stored.save(update_fields=["has_voted"])
    paper = {str(pk): grade for pk, grade in marks.items()} | rated
    sealed_box.put(stored.appraisal, paper, slot=MARK_BYTES * (len(known) + len(asked) + 1), on=on)


def _open_the_box(appraisal: AppraisalRound) -> None:
    """Store the ballots in an order that says nothing; so few that they would name their voters are destroyed unread."""
    if sealed_box.broken(appraisal):
        raise Refused("票箱打不开，不能统计。请先点“重新投票”。")
    # A round that was begun before there were sealed boxes has ballots outside.
    earlier = list(Ballot.objects.filter(appraisal=appraisal).values_list("marks", flat=True))
    papers = [*earlier, *sealed_box.take_out(appraisal)]
    valid = sum(map(bool, papers))
    if len(papers) < FEWEST_BALLOTS or 0 < valid < FEWEST_BALLOTS:
        papers = []
    sealed_box.shuffle(papers)
    Ballot.objects.filter(appraisal=appraisal).delete()
    keys = _fresh_keys(len(papers))
    Ballot.objects.bulk_create(
        Ballot(pk=key, appraisal=appraisal, marks=paper) for key, paper in zip(keys, papers, strict=True)
    )


def _fresh_keys(number: int) -> list[int]:
    """Random keys, all different, that no other ballot has."""
    while True:
        keys = {random_key() for _ in range(number)}
        if len(keys) == number and not Ballot.objects.filter(pk__in=keys).exists():
            return list(keys)


@transaction.atomic
def close_round(*, appraisal: AppraisalRound, by: User) -> AppraisalRound:
    """End assessing and voting; from now on the ballots are counted. Raises Refused."""
    stored = AppraisalRound.objects.select_for_update().get(pk=appraisal.pk)
    if not stored.is_open:
        raise Refused("这次民主评议已经截止。")
    if stored.is_on_paper and not stored.has_paper_counts:
        raise Refused("纸质测评票的计票结果还没有录入，请先录入再截止。")
    before = audit.snapshot(stored)
    stored.state = AppraisalState.CLOSED
    if not stored.is_on_paper:
        _open_the_box(stored)
    return records.save(stored, by=by, before=before, action=AuditAction.STATE)


@transaction.atomic
def vote_again(*, appraisal: AppraisalRound, by: User) -> AppraisalRound:
    """When the box cannot be opened: it is destroyed, and everyone votes anew. Raises Refused while it can be."""
    stored = AppraisalRound.objects.select_for_update().get(pk=appraisal.pk)
    if not stored.is_open or not sealed_box.broken(stored):
        raise Refused("票箱完好，不用重新投票。")
    voted = stored.entries.filter(has_voted=True)
    _note(stored, by, "票箱打不开，重新投票", stored.turnout_words, "")
    voted.update(has_voted=False)
    Ballot.objects.filter(appraisal=stored).delete()
    sealed_box.discard(stored)
    return stored


@transaction.atomic
def decide(*, appraisal: AppraisalRound, verdicts: Iterable[Verdict], by: User) -> AppraisalRound:
    """Store the committee's opinions and grades; `appraisal` carries the version that the person saw.

    Raises Refused, or StaleRecord when someone else saved first.
    """
    if appraisal.is_open:
        raise Refused("民主评议还没有截止，请先截止投票，再研究评定。")
    stored = {row.pk: row for row in _graded_entries(appraisal)}
    before, after = {}, {}
    for verdict in verdicts:
        row = stored.get(verdict.entry.pk)
        if row is None:
            raise Refused(f"{verdict.entry}不评定等次。")
        if verdict.feedback_on and not verdict.grade:
            raise Refused(f"{row}还没有评定等次，不能填反馈日期。")
        if verdict.feedback_on and verdict.feedback_on < appraisal.opens_on:
            raise Refused(f"{row}的反馈日期 {verdict.feedback_on:%Y-%m-%d} 早于评议开始日期，请改正。")
        key, label = f"entry-{row.pk}", f"{row}评定"
        before[key] = (label, _verdict_words(row))
        row.grade, row.opinion = verdict.grade, verdict.opinion.strip()
        row.feedback_on = verdict.feedback_on
        after[key] = (label, _verdict_words(row))
        row.save(update_fields=["grade", "opinion", "feedback_on"])
    changes = audit.diff(before, after, restricted=frozenset(after))
    if changes:
        # Raises StaleRecord when another verdict was stored since this one was begun.
        records.save(appraisal, by=by, before=audit.snapshot(appraisal))
        audit.record(actor=by, action=AuditAction.UPDATE, obj=appraisal, changes=changes)
    return appraisal


def _verdict_words(row: AppraisalEntry) -> str:
    parts = [Grade(row.grade).label if row.grade else "", row.opinion]
    parts += [f"{chinese_date(row.feedback_on)}反馈"] if row.feedback_on else []
    return "；".join(part for part in parts if part)


def panel(user: User, meeting: Meeting, _on: date) -> Panel | None:
    """On the page of a 民主评议: the year's round, or the button that begins one."""
    if MeetingKind.APPRAISAL not in meeting.kinds or meeting.group_id:
        return None
    rounds = AppraisalRound.objects.visible_to(user).of_branch(meeting.branch).in_year(meeting.year)
    found = rounds.first()
    if found is None and not permissions.can_record(user, meeting.branch):
        return None
    return Panel("meetings/_appraisal.html", {"round": found})
