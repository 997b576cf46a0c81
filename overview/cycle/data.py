"""What the cycle page reads: a year's records of the 组织生活会, each kind once, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from activities.models import Activity
from branch.organisations.models import Organisation
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.models import CycleNote
from meetings.cycle.talks.matrix import TalkMatrix, matrix_of
from meetings.cycle.talks.models import Talk
from meetings.enums import OF_THE_YEAR, Attendance, MeetingKind
from meetings.meeting.models import Meeting, RollEntry
from rectification.enums import ItemState
from rectification.items.models import RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Problem
from reports.report.models import AnnualReport

# Study within so many days before the 组织生活会 counts as 会前学习.
STUDY_BEFORE = timedelta(days=30)
# A relayed document belongs to the cycle when its title names the meeting.
NOTICE_WORDS = ("组织生活会", "民主评议")
SETTLED = (ItemState.CLOSED, ItemState.LONG_TERM)


@dataclass(frozen=True)
class Span:
    """How many records there are, and the first and the last day."""

    count: int = 0
    first: date | None = None
    last: date | None = None


@dataclass
class CycleData:
    """The records of one branch and year as one person may see them on a day."""

    branch: Organisation
    year: int
    user: AbstractBaseUser
    today: date

    @cached_property
    def notes(self) -> list[CycleNote]:
        """Notes of the year, by date."""
        return list(CycleNote.objects.of_branch(self.branch).in_year(self.year).in_order())

    def notes_of(self, step: str) -> list[CycleNote]:
        """Notes on one step."""
        return [note for note in self.notes if note.step == step]

    @cached_property
    def meetings(self) -> list[Meeting]:
        """组织生活会 and 民主评议 of the year with their kinds, by date."""
        rows = Meeting.objects.of_branch(self.branch).filter(year=self.year)
        wanted = rows.filter(kind_links__kind__in=OF_THE_YEAR).distinct()
        return list(wanted.prefetch_related("kind_links", "agenda").order_by("starts_at"))

    def _of_kind(self, kind: str) -> list[Meeting]:
        return [meeting for meeting in self.meetings if kind in meeting.kinds]

    @cached_property
    def held(self) -> list[Meeting]:
        """组织生活会 of the branch that took place."""
        return [m for m in self._of_kind(MeetingKind.LIFE) if not m.is_planned and m.group_id is None]

    @cached_property
    def planned(self) -> list[Meeting]:
        """组织生活会 still to come."""
        return [m for m in self._of_kind(MeetingKind.LIFE) if m.is_planned]

    @cached_property
    def appraisal_meetings(self) -> list[Meeting]:
        """民主评议 meetings that took place."""
        return [m for m in self._of_kind(MeetingKind.APPRAISAL) if not m.is_planned]

    @property
    def meeting_day(self) -> date | None:
        """The day of the first 组织生活会, held or planned."""
        rows = self.held or self.planned
        return timezone.localtime(rows[0].starts_at).date() if rows else None

    @cached_property
    def last_meeting(self) -> Meeting | None:
        """The first 组织生活会 of the branch that was held for the year before, with its kinds."""
        rows = Meeting.objects.of_branch(self.branch).held().branch_wide()
        last = rows.of_kind(MeetingKind.LIFE, self.year - 1).prefetch_related("kind_links")
        return last.order_by("starts_at").first()

    @property
    def proposed_day(self) -> date | None:
        """A year after the last meeting, on the same day of the week; None where there is nothing to go by."""
        last = self.last_meeting
        return timezone.localtime(last.starts_at).date() + timedelta(weeks=52) if last else None

    @cached_property
    def study(self) -> list[Meeting]:
        """集中学习 in the days before the 组织生活会; none while its day is unknown."""
        if self.meeting_day is None:
            return []
        span = (self.meeting_day - STUDY_BEFORE, self.meeting_day - timedelta(days=1))
        rows = Meeting.objects.of_branch(self.branch).held().of_kind(MeetingKind.STUDY).branch_wide()
        return list(rows.between(*span).order_by("starts_at"))

    @cached_property
    def relays(self) -> list[Activity]:
        """Relayed documents about the year's 组织生活会: from October to the next March."""
        named = Q()
        for word in NOTICE_WORDS:
            named |= Q(title__icontains=word)
        span = (date(self.year, 10, 1), date(self.year + 1, 3, 31))
        rows = Activity.objects.of_branch(self.branch).of_kind("relay").filter(named)
        return list(rows.filter(happened_on__range=span).order_by("happened_on"))

    @cached_property
    def opinions(self) -> Span:
        """Opinions of the year."""
        rows = Opinion.objects.of_branch(self.branch).in_year(self.year)
        return Span(**rows.aggregate(count=Count("pk"), first=Min("collected_on"), last=Max("collected_on")))

    @cached_property
    def unmerged(self) -> int:
        """Opinions that no problem answers yet."""
        return Opinion.objects.of_branch(self.branch).in_year(self.year).unmerged().count()

    @cached_property
    def matrix(self) -> TalkMatrix:
        """Who has talked with whom."""
        return matrix_of(self.branch, self.year, self.today)

    @cached_property
    def talks(self) -> Span:
        """Talks of the year."""
        rows = Talk.objects.of_branch(self.branch).in_year(self.year)
        return Span(**rows.aggregate(count=Count("pk"), first=Min("held_on"), last=Max("held_on")))

    @cached_property
    def problems(self) -> tuple[int, int]:
        """(problems, of them without a rectification item)."""
        rows = Problem.objects.of_branch(self.branch).in_year(self.year).of_life_meeting()
        return rows.count(), rows.without_item().count()

    @cached_property
    def report(self) -> AnnualReport | None:
        """The year's report, as far as this person may see it."""
        rows = AnnualReport.objects.visible_to(self.user).annual().filter(branch=self.branch, year=self.year)
        return rows.first()

    @cached_property
    def present(self) -> set[int]:
        """Members who were present at a 组织生活会 of the year."""
        rows = RollEntry.objects.filter(meeting__in=self.held, attendance=Attendance.PRESENT)
        return set(rows.values_list("member_id", flat=True))

    @cached_property
    def criticisms(self) -> list[tuple[int, int]]:
        """(critic, criticised) of the year; what was said is not read here."""
        rows = Criticism.objects.of_branch(self.branch).in_year(self.year)
        return list(rows.values_list("critic_id", "criticised_id"))

    @cached_property
    def appraisal(self) -> AppraisalRound | None:
        """The year's 民主评议 with its figures."""
        rows = AppraisalRound.objects.of_branch(self.branch).in_year(self.year)
        return rows.with_progress().first()

    @cached_property
    def items(self) -> dict[str, int]:
        """Rectification items of the year's problems: all, settled, overdue, long term."""
        rows = RectificationItem.objects.of_branch(self.branch).in_year(self.year)
        return self._items(rows.of_life_meeting())

    @cached_property
    def last_items(self) -> dict[str, int]:
        """Items of the years before that this year's report has to answer for."""
        return self._items(RectificationItem.objects.of_branch(self.branch).carried_into(self.year))

    @cached_property
    def last_open(self) -> list[RectificationItem]:
        """Of these, the ones still to be settled, the most urgent first."""
        rows = RectificationItem.objects.of_branch(self.branch).carried_into(self.year)
        return list(rows.exclude(state__in=SETTLED).for_list().in_working_order())

    def _items(self, rows) -> dict[str, int]:
        overdue = Q(pk__in=rows.overdue(self.today).values("pk"))
        return rows.aggregate(
            total=Count("pk"),
            settled=Count("pk", filter=Q(state__in=SETTLED)),
            lasting=Count("pk", filter=Q(state=ItemState.LONG_TERM)),
            overdue=Count("pk", filter=overdue),
        )


def says_comment(meetings: Iterable[Meeting]) -> bool:
    """Whether minutes or agenda of a meeting tell of a comment from above."""
    return any(
        "点评" in "".join([m.minutes, *(f"{item.title}{item.discussion}" for item in m.agenda.all())])
        for m in meetings
    )
