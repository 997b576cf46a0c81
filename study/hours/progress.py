"""The completion matrix members × tasks of a year with each member's hours, and the shares of the forms of study."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from branch.organisations.models import Organisation
from core.badges import Badge
from meetings.enums import StudyForm
from study.enums import STATE_TONES, AssignmentState
from study.tasks.models import StudyAssignment, StudyTask
from study.trainings.models import Training

from . import reckoning


@dataclass(frozen=True)
class Cell:
    """Where one member stands with one task; `state` is empty when the task is not the member's."""

    pk: int = 0
    state: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return AssignmentState(self.state).label if self.state else "不在名单"

    @property
    def badge(self) -> Badge:
        """The state's tone and icon."""
        return Badge(self.label, STATE_TONES[AssignmentState(self.state)])


@dataclass(frozen=True)
class Row:
    """One member: hours of the year, how many tasks are done, overdue and given, and a cell per task."""

    standing: reckoning.Standing
    cells: tuple[Cell, ...]
    is_behind: bool = False

    def count(self, state: str = "") -> int:
        """Cells in a state, or all that are the member's."""
        return sum(1 for cell in self.cells if cell.state and state in ("", cell.state))

    @property
    def done(self) -> int:
        """Tasks completed."""
        return self.count(AssignmentState.DONE)

    @property
    def given(self) -> int:
        """Tasks given."""
        return self.count()

    @property
    def late(self) -> int:
        """Tasks overdue."""
        return self.count(AssignmentState.OVERDUE)


@dataclass(frozen=True)
class Matrix:
    """Tasks across, members down."""

    tasks: tuple[StudyTask, ...]
    rows: tuple[Row, ...]

    @property
    def counting(self) -> list[reckoning.Standing]:
        """Those of whom the year's hours are asked."""
        return reckoning.counting(row.standing for row in self.rows)

    @property
    def reached(self) -> int:
        """Members who reached the year's hours, of those of whom they are asked."""
        return sum(one.is_reached for one in self.counting)

    @property
    def behind(self) -> int:
        """Members who fall behind an even pace."""
        return sum(row.is_behind for row in self.rows)

    @property
    def percent(self) -> int:
        """Members who reached the year's hours, in whole per cent."""
        return 100 * self.reached // len(self.counting) if self.counting else 0

    @property
    def given(self) -> int:
        """Assignments in all."""
        return sum(row.given for row in self.rows)

    @property
    def done(self) -> int:
        """Assignments completed."""
        return sum(row.done for row in self.rows)

    @property
    def done_percent(self) -> int:
        """Assignments completed, in whole per cent."""
        return 100 * self.done // self.given if self.given else 0

    @property
    def late(self) -> int:
        """Assignments overdue."""
        return sum(row.late for row in self.rows)


def matrix(branch: Organisation, year: int, on: date, *, group_ids: frozenset[int] | None = None) -> Matrix:
    """The matrix of a branch's year; `group_ids` leaves only members of those groups."""
    people = [
        standing
        for standing in reckoning.standings(branch, year, on)
        if group_ids is None or standing.member.group_id in group_ids
    ]
    tasks = list(StudyTask.objects.of_branch(branch).in_year(year).order_by("due_on", "pk"))
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    due = {task.pk: task.due_on for task in tasks}
    assignments = StudyAssignment.objects.of_branch(branch, year).values_list(
        "pk", "task_id", "member_id", "completed_on"
    )
    for pk, task_id, member_id, completed_on in assignments:
        state = AssignmentState.DONE if completed_on else AssignmentState.PENDING
        if not completed_on and due[task_id] < on:
            state = AssignmentState.OVERDUE
        cells[member_id][task_id] = Cell(pk, state)
    rows = tuple(
        Row(
            person,
            tuple(cells[person.member.pk].get(task.pk, Cell()) for task in tasks),
            person.is_behind(year, on),
        )
        for person in people
    )
    return Matrix(tuple(tasks), rows)


@dataclass(frozen=True)
class FormShare:
    """Hours of all members together in one form, and their part of all hours in per cent with one decimal."""

    form: StudyForm
    hours: Decimal
    percent: Decimal


def form_shares(hours: Iterable[tuple[str, Decimal]]) -> list[FormShare]:
    """The share of every form, in the order of StudyForm, from (form, hours) of whatever was completed."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for form, gained in hours:
        sums[form] += gained
    total = sum(sums.values(), Decimal(0))
    return [FormShare(form, sums[form], _percent(sums[form], total)) for form in StudyForm]


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal(0)


def shares_of_year(
    branch: Organisation, year: int, *, member_ids: Collection[int] | None = None
) -> list[FormShare]:
    """The shares in completed tasks and approved training of a year, of all members or of those named."""
    done = StudyAssignment.objects.of_branch(branch, year).completed()
    elsewhere = Training.objects.of_branch(branch).in_year(year).approved()
    if member_ids is not None:
        done, elsewhere = done.filter(member__in=member_ids), elsewhere.filter(member__in=member_ids)
    return form_shares(
        [*done.values_list("task__form", "hours_done"), *elsewhere.values_list("form", "hours")]
    )
