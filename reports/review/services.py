"""Writes about the life of a report: answers of the committee, comments and their answers, finalising and returning with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from branch.accounts.models import User
from core import audit
from core.enums import AuditAction
from core.refusals import Refused
from meetings.meeting.models import Meeting
from reports.report import services as report_services
from reports.report.enums import ReportAction, ReportState
from reports.report.models import AnnualReport
from reports.report.permissions import writes

from . import permissions
from .enums import Choice, Verdict
from .models import Answer, Comment, Reply, Review
from .seats import Seat
from .texts import Text


def _held(report: AnnualReport) -> AnnualReport:
    """The report as it is stored, held for this change."""
    return AnnualReport.objects.select_for_update().get(pk=report.pk)


def _note(report: AnnualReport, by: User, label: str, old: str, new: str, *, is_open: bool = False) -> None:
    # Restricted: what the branch says among itself is not told to a superior officer.
    change = {"review": {"label": label, "old": old, "new": new, "restricted": not is_open}}
    audit.record(actor=by, action=AuditAction.UPDATE, obj=report, changes=change)


def _clean(words: str) -> str:
    # A NUL has no place in a text column of PostgreSQL.
    return words.replace("\0", "").strip()


def _review(report: AnnualReport) -> Review:
    """The deliberation on the version that the text will become."""
    newest = report.latest_version()
    review, _ = Review.objects.get_or_create(report=report, number=newest.number + 1 if newest else 1)
    return review


@transaction.atomic
def answer_review(
    *, report: AnnualReport, seat: Seat, choice: str, words: str, seen: Text, by: User, at: datetime
) -> Answer:
    """Note what a committee member says of the text; said again, it takes the place of what was said before.

    `by` is the person, or the secretary for one without an account. Raises Refused unless the text is deliberated on,
    and for an opinion without words.
    """
    stored = _held(report)
    if stored.state != ReportState.REVIEW:
        raise Refused(f"报告现在是“{stored.get_state_display()}”，只有“支委会审议”时可以表态。")
    if seat.user and seat.user.pk != by.pk:
        raise Refused(f"{seat.name}有自己的账号，请由本人表态。")
    words = _clean(words)
    if choice == Choice.OPINION and not words:
        raise Refused("请写明意见，例如哪一段要改、怎样改。", "words")
    review = _review(stored)
    old = next((one for one in review.answers.select_related("member", "user") if seat.gave(one)), None)
    answer = old or Answer(review=review, member=seat.member, user=seat.user)
    before = f"{answer.get_choice_display()}：{answer.words}".strip("：") if old else ""
    answer.choice, answer.words, answer.seen = choice, words, seen
    answer.given_at, answer.entered_by = at, by
    answer.save()
    told = f"{answer.get_choice_display()}：{words}".strip("：")
    _note(stored, by, f"支委会审议（{seat.name}）", before, told)
    return answer


@transaction.atomic
def choose_meeting(*, report: AnnualReport, meeting: Meeting | None, by: User) -> None:
    """Name the meeting at which the text was deliberated on. Raises Refused once the text is frozen."""
    stored = _held(report)
    if not stored.is_editable:
        raise Refused("报告已经定稿，审议的会议不能再改。")
    review = _review(stored)
    if review.meeting != meeting:
        old, review.meeting = review.meeting, meeting
        review.save(update_fields=["meeting"])
        _note(stored, by, "审议的支委会会议", str(old or ""), str(meeting or ""))


@dataclass(frozen=True)
class On:
    """What a comment is about: the words, the sentence they stand in, and where. Nothing of it: the whole report."""

    section_id: int | None = None
    paragraph_id: int | None = None
    quote: str = ""
    sentence: str = ""


@transaction.atomic
def add_comment(*, report: AnnualReport, on: On, words: str, by: User, at: datetime) -> Comment:
    """Write a comment. Raises Refused without words, and where the report no longer lies with the person."""
    stored = _held(report)
    if not permissions.can_comment(by, stored):
        raise Refused(f"报告现在是“{stored.get_state_display()}”，不能再写批注。")
    words = _clean(words)
    if not words:
        raise Refused("请写明批注的内容。", "words")
    section = stored.sections.filter(pk=on.section_id or 0).first()
    paragraph = section.paragraphs.filter(pk=on.paragraph_id or 0).first() if section else None
    comment = Comment.objects.create(
        report=stored,
        version=stored.latest_version() if stored.is_frozen else None,
        section=section,
        paragraph=paragraph,
        quote=on.quote.strip(),
        sentence=on.sentence.strip(),
        is_superior=not writes(by, stored),
        words=words,
        author=by,
        author_name=str(by),
        made_at=at,
    )
    _note(stored, by, "批注", comment.quote, comment.words, is_open=comment.is_superior)
    return comment


@transaction.atomic
def reply_to(*, comment: Comment, verdict: str, words: str, by: User, at: datetime) -> Reply:
    """Answer a comment (已改, 不改 with the reason), open it again, or merely write below it.

    Raises Refused for what takes a reason and has none, and where the person may not settle it.
    """
    report = _held(comment.report)
    comment = Comment.objects.select_related("report__branch").get(pk=comment.pk)
    if comment.withdrawn_at or not permissions.can_comment(by, report):
        raise Refused("这条批注现在不能再答复，请刷新页面看看。")
    may_settle = permissions.can_settle(by, comment)
    if verdict in {Verdict.CHANGED, Verdict.KEPT} and not may_settle:
        raise Refused("“已改”或“不改”由起草的一方答复。")
    words = _clean(words)
    if verdict != Verdict.CHANGED and not words:
        raise Refused("不改请写明理由。" if verdict == Verdict.KEPT else "请写明要说的话。", "words")
    reply = Reply.objects.create(
        comment=comment, verdict=verdict, words=words, author=by, author_name=str(by), made_at=at
    )
    if verdict:
        Comment.objects.filter(pk=comment.pk).update(verdict=verdict)
    told = f"{reply.get_verdict_display() or '回复'}：{reply.words}".strip("：")
    _note(report, by, "批注的答复", comment.words, told, is_open=comment.is_superior)
    return reply


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: User, at: datetime) -> None:
    """Take an own comment back; it stays stored. Raises Refused once it was answered."""
    report = _held(comment.report)
    comment = Comment.objects.select_related("report__branch").get(pk=comment.pk)
    if not permissions.can_withdraw(by, comment):
        raise Refused("这条批注已有答复，或报告已不在您这里，不能收回。")
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=at)
    _note(report, by, "收回批注", comment.words, "", is_open=comment.is_superior)


@transaction.atomic
def finalise_report(
    *, report: AnnualReport, meeting: Meeting | None, decisions: Mapping[int, str], by: User, at: datetime
) -> None:
    """Freeze the text, with the meeting that deliberated on it. Raises Refused as `move_report`."""
    if report.declaration.is_deliberated:
        choose_meeting(report=report, meeting=meeting, by=by)
    report_services.move_report(
        report=report, action=ReportAction.FINALISE, by=by, at=at, decisions=decisions
    )


@transaction.atomic
def return_report(*, report: AnnualReport, words: str, by: User, at: datetime) -> None:
    """Send a report back: what is said of the whole stands among the comments too. Raises Refused as `move_report`."""
    report_services.move_report(report=report, action=ReportAction.RETURN, by=by, at=at, comment=words)
    add_comment(report=report, on=On(), words=words, by=by, at=at)
