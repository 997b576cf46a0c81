"""A year's 组织生活会 as 13 steps: how far each is, on which records that rests, what is missing, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch, can_write_branch
from core.pages import chosen_branch
from meetings.cycle.enums import CycleStep

from . import steps as after
from . import steps as before
from .data import CycleData
from .steps import Step, StepInWork

WORKERS: dict[str, Callable[[CycleData], StepInWork]] = {
    CycleStep.NOTICE: before.notice,
    CycleStep.STUDY: before.study,
    CycleStep.OPINIONS: before.opinions,
    CycleStep.TALKS: before.talks,
    CycleStep.PROBLEMS: before.problems,
    CycleStep.MATERIAL: before.material,
    CycleStep.MEETING: after.meeting,
    CycleStep.CRITICISM: after.criticism,
    CycleStep.BALLOTS: after.ballots,
    CycleStep.COMMENTS: after.comments,
    CycleStep.GRADES: after.grades,
    CycleStep.ITEMS: after.items,
    CycleStep.CLOSING: after.closing,
}


@dataclass(frozen=True)
class Cycle:
    """The year's steps and how many are done."""

    year: int
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first step that is not done and can be worked on."""
        return next((step for step in self.steps if step.is_next), None)


def cycle_of(data: CycleData) -> Cycle:
    """The cycle of a branch and a year."""
    steps = [WORKERS[step](data).step(step) for step in CycleStep]
    first_open = next((place for place, step in enumerate(steps) if not step.is_done), None)
    return Cycle(
        data.year,
        tuple(
            replace(step, number=place + 1, is_next=place == first_open) for place, step in enumerate(steps)
        ),
    )


# So many items that the year before left open are named; the rest stand behind the list.
OPEN_MOST = 5


@require_GET
def cycle(request):
    """The steps with state, records and what is missing, and what the year before left to this one."""
    branch, year, today = chosen_branch(request, can_read_branch), request.workspace.year, localdate()
    data = CycleData(branch, year, request.user, today)
    last = CycleData(branch, year - 1, request.user, today)
    context = {
        "cycle": cycle_of(data),
        "last": cycle_of(last),
        "last_items": data.last_items,
        "last_open": data.last_open[:OPEN_MOST],
        "more_open": max(len(data.last_open) - OPEN_MOST, 0),
        "last_meeting": data.last_meeting,
        "may_record": can_write_branch(request.user, branch),
        "year": year,
        "has_last_year": year - 1 in request.workspace.years,
    }
    return render(request, "overview/cycle.html", context)
