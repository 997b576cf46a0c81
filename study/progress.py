"""The completion matrix members × tasks of a year, and each member's hours beside it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from branch.models import Organisation
from core.badges import Badge

from . import hours
from .enums import STATE_TONES, AssignmentState
from .models import StudyAssignment, StudyTask


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

    standing: hours.Standing
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
    def reached(self) -> int:
        """Members who reached the year's hours."""
        return sum(row.standing.is_reached for row in self.rows)

    @property
    def behind(self) -> int:
        """Members who fall behind an even pace."""
        return sum(row.is_behind for row in self.rows)

    @property
    def percent(self) -> int:
        """Members who reached the year's hours, in whole per cent."""
        return 100 * self.reached // len(self.rows) if self.rows else 0

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
        for standing in hours.standings(branch, year, on)
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
