"""How much of a year's study plan is done, and whether its hours are enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .enums import Audience, PlanState
from .models import PlanItem


@dataclass(frozen=True)
class PlanOverview:
    """A plan in figures; hours are those planned for every member, and beyond them for the committee."""

    planned: int
    given: int
    done: int
    missed: int
    hours_for_all: Decimal
    hours_for_committee: Decimal
    has_training: bool

    @property
    def given_percent(self) -> int:
        """Lines of which a task was made, in whole per cent."""
        return 100 * self.given // self.planned if self.planned else 0

    @property
    def done_percent(self) -> int:
        """Lines completed by everyone, in whole per cent."""
        return 100 * self.done // self.planned if self.planned else 0


def overview(items: Iterable[PlanItem], on: date) -> PlanOverview:
    """The figures of a plan on a day; the lines need `for_list()`."""
    lines = list(items)
    states = [item.state_on(on) for item in lines]
    for_all = sum((item.hours for item in lines if item.audience == Audience.ALL), Decimal(0))
    for_committee = sum((item.hours for item in lines if item.audience == Audience.COMMITTEE), Decimal(0))
    return PlanOverview(
        planned=len(lines),
        given=sum(state in (PlanState.GIVEN, PlanState.DONE) for state in states),
        done=states.count(PlanState.DONE),
        missed=states.count(PlanState.MISSED),
        hours_for_all=for_all,
        hours_for_committee=for_all + for_committee,
        has_training=any(item.is_training for item in lines),
    )
