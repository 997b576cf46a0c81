"""What the records of a year say of one member, for the member's own paper: nothing that the member may not see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from activities.duties.services import pledge_of
from activities.models import Activity
from branch.members.models import Member
from core.dates import on_days
from core.numbers import plain_number
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.talks.models import Talk
from meetings.enums import COUNTS_AS_DUE, TOOK_PLACE, Attendance
from meetings.meeting.models import Meeting, RollEntry
from rectification.enums import FrameworkAudience, ItemState
from rectification.items.models import RectificationItem
from rectification.problems.models import FrameworkItem, Problem
from reports.report.document import SourceRef
from study.reading.models import Reflection
from study.tasks.models import StudyAssignment


class OwnRecords:
    """The records of a member in a year up to a day, each kind loaded once."""

    def __init__(self, member: Member, year: int, on: date):
        self.member, self.year, self.on = member, year, on

    @cached_property
    def roll(self) -> list[RollEntry]:
        """Meetings of the year at which the member was due, with whether the member came."""
        meetings = (
            Meeting.objects.of_branch(self.member.branch).in_year(self.year).filter(state__in=TOOK_PLACE)
        )
        rows = RollEntry.objects.filter(
            member=self.member, attendance__in=COUNTS_AS_DUE, meeting__in=meetings
        )
        rows = rows.filter(on_days("meeting__starts_at", last=self.on)).select_related("meeting")
        return list(rows.order_by("meeting__starts_at", "pk"))

    @property
    def attended(self) -> list[Meeting]:
        """The meetings that the member came to."""
        return [entry.meeting for entry in self.roll if entry.attendance == Attendance.PRESENT]

    @cached_property
    def completed(self) -> list[StudyAssignment]:
        """Study tasks of the year that the member has completed."""
        rows = StudyAssignment.objects.alive().filter(member=self.member, task__deleted_at__isnull=True)
        rows = rows.filter(task__year=self.year, completed_on__lte=self.on)
        return list(rows.select_related("task", "member").order_by("completed_on", "pk"))

    @cached_property
    def reflections(self) -> list[Reflection]:
        """心得 that the member wrote in the year."""
        rows = Reflection.objects.alive().in_year(self.year)
        rows = rows.filter(member=self.member, written_on__lte=self.on)
        return list(rows.named().order_by("written_on", "pk"))

    @cached_property
    def activities(self) -> list[Activity]:
        """Activities that the member took part in, but for pledges and talks, which are told apart or not at all."""
        rows = Activity.objects.alive().in_year(self.year).with_person(self.member.pk)
        rows = rows.exclude(kind__in=("pledge", "integrity_talk", "visit"))
        return list(rows.filter(happened_on__lte=self.on).order_by("happened_on", "pk"))

    @cached_property
    def pledge(self) -> Activity | None:
        """The member's pledge of the year."""
        return pledge_of(self.member, self.year)

    @cached_property
    def talks(self) -> list[Talk]:
        """谈心谈话 with the member ahead of the year's 组织生活会."""
        rows = Talk.objects.alive().in_year(self.year).with_person(self.member.pk)
        return list(rows.filter(held_on__lte=self.on).named().order_by("held_on", "pk"))

    @property
    def partners(self) -> list[Member]:
        """With whom."""
        others = (talk.other if talk.one_id == self.member.pk else talk.one for talk in self.talks)
        return list({one.pk: one for one in others}.values())

    def criticisms(self, year: int) -> list[Criticism]:
        """What others said to the member at the 组织生活会 of a year."""
        rows = Criticism.objects.alive().in_year(year).filter(criticised=self.member)
        rows = rows.filter(on_days("meeting__starts_at", last=self.on), meeting__deleted_at__isnull=True)
        return list(
            rows.exclude(critic=self.member).named().select_related("critic", "criticised", "meeting")
        )

    @cached_property
    def last_criticisms(self) -> list[Criticism]:
        """At that of the year before."""
        return self.criticisms(self.year - 1)

    @cached_property
    def last_items(self) -> list[RectificationItem]:
        """Items of earlier years that the member leads or is responsible for."""
        rows = RectificationItem.objects.of_branch(self.member.branch).carried_into(self.year)
        return list(rows.of_person(self.member).select_related("problem").order_by("year", "due_on", "pk"))

    @property
    def last_closed(self) -> list[RectificationItem]:
        """Those of them that are closed."""
        return [item for item in self.last_items if item.state == ItemState.CLOSED]

    @cached_property
    def items(self) -> list[RectificationItem]:
        """The year's items that the member leads or is responsible for."""
        rows = RectificationItem.objects.of_branch(self.member.branch).in_year(self.year)
        return list(rows.of_person(self.member).of_life_meeting().order_by("due_on", "pk"))

    @cached_property
    def problems(self) -> list[Problem]:
        """The member's own problems of the year."""
        rows = (
            Problem.objects.of_branch(self.member.branch).in_year(self.year).filter(owner_member=self.member)
        )
        return list(rows.prefetch_related("points").order_by("order", "pk"))

    @cached_property
    def framework(self) -> list[FrameworkItem]:
        """What members measure themselves against in the year."""
        rows = FrameworkItem.objects.of_branch(self.member.branch).in_year(self.year)
        return list(rows.for_audience(FrameworkAudience.MEMBER).order_by("order", "pk"))


Rows = Sequence[Any]


def _refs(rows: Rows) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(row._meta.label_lower, row.pk, str(row)[:200]) for row in rows)


@dataclass(frozen=True)
class OwnFigure:
    """A figure of one member: its unit, how it is counted, its value and the rows counted."""

    unit: str
    explanation: str
    rows: Callable[[OwnRecords], Rows]
    value: Callable[[Rows], str] = lambda rows: str(len(rows))

    def count(self, own: OwnRecords) -> tuple[str, tuple[SourceRef, ...]]:
        """The value as printed, and the rows."""
        rows = self.rows(own)
        return self.value(rows), _refs(rows)


def _hours(rows: Rows) -> str:
    return plain_number(sum((row.hours_done for row in rows), Decimal(0)))


OWN_FACTS = {
    "本人应到会议次数": OwnFigure(
        "次", "年内本人应参加的会议。", lambda own: [one.meeting for one in own.roll]
    ),
    "本人到会次数": OwnFigure("次", "其中到会的。", lambda own: own.attended),
    "本人学习任务数": OwnFigure("项", "年内本人完成的学习任务。", lambda own: own.completed),
    "本人任务学时": OwnFigure("学时", "完成这些任务记的学时。", lambda own: own.completed, _hours),
    "本人心得篇数": OwnFigure("篇", "年内本人写的心得体会。", lambda own: own.reflections),
    "本人活动次数": OwnFigure("次", "年内本人参加的活动。", lambda own: own.activities),
    "本人谈心谈话次数": OwnFigure("次", "为本年度组织生活会与本人的谈心谈话。", lambda own: own.talks),
    "上年本人批评意见条数": OwnFigure(
        "条", "上年度组织生活会上其他党员对本人的批评意见。", lambda own: own.last_criticisms
    ),
    "本人上年整改事项数": OwnFigure("项", "上年度和结转的、本人负责的整改事项。", lambda own: own.last_items),
    "本人上年已销号数": OwnFigure("项", "其中已销号的。", lambda own: own.last_closed),
}
