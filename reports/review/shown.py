"""What pages show of comments and answers: each comment with its place and what the person may do, each seat with its answer."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from branch.access import grants_of
from branch.accounts.models import User
from core.paging import Shortlist, first_of
from reports.papers.registry import REQUEST
from reports.report.editor import Shown
from reports.report.enums import ReportState
from reports.report.models import AnnualReport, ReportVersion
from reports.rulings.shown import ShownRuling, rulings_on

from . import permissions
from .enums import Choice
from .models import Answer, Comment, Reply, Review
from .places import Line, Spot, lines_of, spot_of
from .seats import Seat, answers_by_seat, seats_of
from .texts import Text


@dataclass(frozen=True)
class CommentRow:
    """A comment on a page."""

    comment: Comment
    spot: Spot
    replies: tuple[Reply, ...]
    may_settle: bool
    may_reply: bool
    may_withdraw: bool


def comment_rows(user: AbstractBaseUser, report: AnnualReport, shown: Shown) -> list[CommentRow]:
    """What the person sees of the comments of a report, in the order of the text; those on the whole first."""
    comments = list(
        Comment.objects.visible_to(user)
        .filter(report=report)
        .select_related("report__branch", "version", "author")
        .prefetch_related("replies")
    )
    if not comments:
        return []
    lines = lines_of(report, shown)
    places = {line.anchor: number for number, line in enumerate(lines)}
    rows = [_row(user, comment, lines) for comment in comments]
    return sorted(rows, key=lambda row: (places.get(row.spot.anchor, -1), row.comment.made_at))


def _row(user: AbstractBaseUser, comment: Comment, lines: list[Line]) -> CommentRow:
    return CommentRow(
        comment,
        spot_of(comment, lines),
        tuple(comment.replies.all()),
        may_settle=permissions.can_reply(user, comment) and permissions.can_settle(user, comment),
        may_reply=permissions.can_reply(user, comment),
        may_withdraw=permissions.can_withdraw(user, comment),
    )


def open_rows(rows: list[CommentRow]) -> list[CommentRow]:
    """Those that wait for an answer."""
    return [row for row in rows if row.comment.is_open]


@dataclass(frozen=True)
class SeatRow:
    """A person of the committee with the answer given; `is_before_change`: the text has changed since."""

    seat: Seat
    answer: Answer | None
    is_before_change: bool = False

    @property
    def is_noted(self) -> bool:
        """Whether the secretary noted it for someone without an account."""
        return bool(self.answer and self.answer.entered_by_id != self.answer.user_id and not self.seat.user)


@dataclass(frozen=True)
class ShownReview:
    """The deliberation on one version: its meeting, and everybody's answer."""

    review: Review | None
    rows: tuple[SeatRow, ...]

    @property
    def missing(self) -> list[Seat]:
        """Who has not answered."""
        return [row.seat for row in self.rows if row.answer is None]

    @property
    def agreed(self) -> int:
        """How many agree."""
        return sum(row.answer is not None and row.answer.choice == Choice.AGREE for row in self.rows)

    @property
    def opinions(self) -> int:
        """How many have something to say."""
        return sum(row.answer is not None and row.answer.choice == Choice.OPINION for row in self.rows)


def shown_review(report: AnnualReport, text: Text, *, on: date) -> ShownReview:
    """The deliberation on the text that is now worked on, or on the newest version where it is frozen."""
    newest = report.latest_version()
    number = (newest.number if newest else 0) + (not report.is_frozen)
    review = report.reviews.filter(number=number).select_related("meeting").first()
    answers = list(review.answers.select_related("member", "user", "entered_by")) if review else []
    seats = seats_of(report.branch, on)
    rows = [
        SeatRow(seat, one, bool(one and one.seen != text)) for seat, one in answers_by_seat(seats, answers)
    ]
    told = {row.answer.pk for row in rows if row.answer}
    # Who has left the committee since has answered all the same.
    rows += [
        SeatRow(Seat(one.member, one.user, "已离任"), one, one.seen != text)
        for one in answers
        if one.pk not in told
    ]
    return ShownReview(review, tuple(rows))


@dataclass(frozen=True)
class Waiting:
    """A paper that lies with the superior organisation until it is accepted or returned; of a 请示 what answers it."""

    report: AnnualReport
    version: ReportVersion
    open_comments: int
    is_asking: bool = False
    ruling: ShownRuling | None = None


def waiting_for(user: User, most: int = 10) -> Shortlist:
    """What waits for a superior officer's acceptance, of all branches and years, those that have waited longest."""
    if not grants_of(user).is_superior:
        return Shortlist([])
    newest = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("-number")
    newest = newest.annotate(since=Coalesce("sent_at", "frozen_at"))
    rows = AnnualReport.objects.visible_to(user).filter(
        grants_of(user).watched("branch"), member__isnull=True, state=ReportState.SENT
    )
    rows = rows.annotate(waits_since=Subquery(newest.values("since")[:1])).filter(waits_since__isnull=False)
    found = first_of(rows.select_related("branch").order_by("waits_since", "pk"), most)
    reports = {report.pk: report for report in found.rows}
    versions: dict[int, ReportVersion] = {}
    for version in ReportVersion.objects.filter(report__in=reports).defer("content").order_by("number"):
        versions[version.report_id] = version
    open_comments: dict[int, int] = {}
    for pk in (
        Comment.objects.filter(report__in=reports, is_superior=True).open().values_list("report", flat=True)
    ):
        open_comments[pk] = open_comments.get(pk, 0) + 1
    asking = {pk for pk, report in reports.items() if report.paper == REQUEST}
    begun = {one.request_id: one for one in rulings_on(user, asking)} if asking else {}
    return found.of(
        [
            Waiting(one, versions[pk], open_comments.get(pk, 0), pk in asking, begun.get(pk))
            for pk, one in reports.items()
        ]
    )
