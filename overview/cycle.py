"""A year's 组织生活会 as 13 steps: how far each is, on which records that rests, what is missing, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from meetings.enums_cycle import CycleStep

from . import cycle_after as after
from . import cycle_before as before
from .cycle_data import CycleData
from .cycle_step import Draft, Step

WORKERS: dict[str, Callable[[CycleData], Draft]] = {
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
