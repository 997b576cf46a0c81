"""Everything a report of one branch and one year can tell of, each kind of record loaded once."""

from datetime import date
from functools import cached_property

from activities.kinds.statistics import Person, StatContext
from activities.models import Activity, WorkArea
from branch.enums import COMMITTEE_POSTS
from branch.members.models import Member, Post
from branch.members.structure import Structure, structure_of
from branch.organisations.models import Organisation
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from rectification.items.models import RectificationItem
from rectification.opinions.models import Opinion
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from study.hours.reckoning import Standing, standings
from study.plan.models import PlanItem
from study.reading.models import Reflection
from study.tasks.models import StudyAssignment, StudyTask
from study.trainings.models import Training

from .document import SourceRef


def ref(obj) -> SourceRef:
    """A pointer to a record, with the label it has now."""
    return SourceRef(obj._meta.label_lower, obj.pk, str(obj)[:200])


def refs(objects) -> tuple[SourceRef, ...]:
    """Pointers to records."""
    return tuple(ref(obj) for obj in objects)


class YearRecords:
    """The records of a branch in a year; `on` decides who is a member and what is still open."""

    def __init__(self, branch: Organisation, year: int, on: date):
        self.branch, self.year = branch, year
        self.on = min(on, date(year, 12, 31))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Meetings that were held and count in the year in some kind, by date."""
        held = Meeting.objects.of_branch(self.branch).in_year(self.year).held()
        return list(held.with_counts().for_report().order_by("starts_at", "pk"))

    def meetings_of(self, kind: MeetingKind) -> list[Meeting]:
        """Held meetings that count as a kind; one meeting may serve several kinds."""
        return [meeting for meeting in self.meetings if kind in meeting.counted_kinds(self.year)]

    @cached_property
    def activities(self) -> list[Activity]:
        """Activities by date."""
        return list(Activity.objects.of_branch(self.branch).in_year(self.year).for_report())

    def activities_of(self, kind: str) -> list[Activity]:
        """Activities of a kind."""
        return [activity for activity in self.activities if activity.kind == kind]

    @cached_property
    def stat_context(self) -> StatContext:
        """What the figures of activities need beyond the activities themselves."""
        posts = list(
            Post.objects.held_on(self.on).filter(branch=self.branch).select_related("member").order_by("pk")
        )
        committee = {
            p.member_id: Person(p.member_id, p.member.name) for p in posts if p.title in COMMITTEE_POSTS
        }
        duties = {p.member_id: Person(p.member_id, p.member.name) for p in posts if p.duties.strip()}
        return StatContext(
            year=self.year,
            months_elapsed=self.on.month if self.on.year == self.year else 12,
            members_on_roll=len(self.members),
            duty_holders=tuple(duties.values()),
            committee=tuple(committee.values()),
        )

    @cached_property
    def work_areas(self) -> list[WorkArea]:
        """The year's work areas in order."""
        return list(WorkArea.objects.of_branch(self.branch).in_year(self.year).order_by("order", "pk"))

    @cached_property
    def tasks(self) -> list[StudyTask]:
        """Study tasks of the year."""
        rows = StudyTask.objects.of_branch(self.branch).in_year(self.year)
        return list(rows.select_related("material").order_by("due_on", "pk"))

    @cached_property
    def assignments(self) -> list[StudyAssignment]:
        """Who was to do which study task, and whether it was done."""
        rows = StudyAssignment.objects.alive().filter(task__in=self.tasks)
        return list(rows.select_related("task", "member").order_by("pk"))

    @cached_property
    def trainings(self) -> list[Training]:
        """Training elsewhere whose hours were approved."""
        rows = Training.objects.of_branch(self.branch).in_year(self.year).approved()
        return list(rows.select_related("member").order_by("ends_on", "pk"))

    @cached_property
    def plan(self) -> list[PlanItem]:
        """The year's study plan with what became of it."""
        return list(PlanItem.objects.of_branch(self.branch).in_year(self.year).for_list())

    @cached_property
    def standings(self) -> list[Standing]:
        """Each member's hours against rule P4."""
        return standings(self.branch, self.year, self.on)

    @cached_property
    def reflections(self) -> list[Reflection]:
        """心得 of the year."""
        rows = Reflection.objects.of_branch(self.branch).in_year(self.year)
        return list(rows.select_related("member").order_by("written_on", "pk"))

    @cached_property
    def members(self) -> list[Member]:
        """Members on the roll, with the status of the day."""
        rows = Member.objects.on_roll(self.branch, self.on).with_status(self.on)
        return list(rows.in_pinyin_order())

    @cached_property
    def structure(self) -> Structure:
        """The make-up of the roll, with illness as anyone may read it."""
        return structure_of(self.branch, self.on, sees_health=False)

    @cached_property
    def framework(self) -> list[FrameworkItem]:
        """The year's 对照 items of the committee."""
        rows = FrameworkItem.objects.of_branch(self.branch).in_year(self.year).filter(audience="COMMITTEE")
        return list(rows.order_by("order", "pk"))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Opinions collected in the year."""
        return list(Opinion.objects.of_branch(self.branch).in_year(self.year).order_by("collected_on", "pk"))

    @cached_property
    def problems(self) -> list[Problem]:
        """Problems of the year with their points."""
        rows = Problem.objects.of_branch(self.branch).in_year(self.year)
        return list(rows.select_related("framework_item").prefetch_related("points").order_by("order", "pk"))

    @property
    def findings(self) -> list[Problem]:
        """Problems reported in section two."""
        return [problem for problem in self.problems if problem.is_finding]

    @property
    def main_problems(self) -> list[Problem]:
        """Problems reported in section four."""
        return [problem for problem in self.problems if problem.is_main]

    @cached_property
    def causes(self) -> list[Cause]:
        """Causes of the year's problems."""
        rows = Cause.objects.of_branch(self.branch).in_year(self.year)
        return list(rows.prefetch_related("problems").order_by("order", "pk"))

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures against the year's problems."""
        rows = Measure.objects.of_branch(self.branch).in_year(self.year)
        return list(rows.prefetch_related("problems").order_by("order", "pk"))

    @cached_property
    def items(self) -> list[RectificationItem]:
        """Rectification items that answer the year's problems."""
        rows = RectificationItem.objects.of_branch(self.branch).in_year(self.year)
        return self._in_order(rows)

    @cached_property
    def last_year_items(self) -> list[RectificationItem]:
        """What section one reports on: items of the year before, and older ones that were still open then."""
        return self._in_order(RectificationItem.objects.of_branch(self.branch).carried_into(self.year))

    def _in_order(self, rows) -> list[RectificationItem]:
        related = rows.select_related("problem", "measure", "leader", "responsible")
        return list(related.order_by("year", "problem__order", "problem_id", "due_on", "pk"))
