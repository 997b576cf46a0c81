"""The conversion table of a branch: how many hours a half day, a day or an hour counts for."""

from decimal import ROUND_HALF_UP, Decimal

from branch.models import Organisation

from .hours import plain
from .models import HourUnit

# What most units count by; a branch that has not fixed its own table is offered this one.
STANDARD = (("小时", Decimal(1)), ("半天", Decimal(4)), ("天", Decimal(8)))
STANDARD_SOURCE = "通行算法，请按本单位规定核对"


def standard_units(branch: Organisation) -> list[HourUnit]:
    """The usual table, not stored."""
    return [
        HourUnit(branch=branch, name=name, hours=hours, source=STANDARD_SOURCE) for name, hours in STANDARD
    ]


def units_of(branch: Organisation) -> list[HourUnit]:
    """The branch's own table, or the usual one while it has none."""
    return list(HourUnit.objects.of_branch(branch)) or standard_units(branch)


def converted(unit: HourUnit, count: Decimal) -> tuple[Decimal, str]:
    """Hours, to one decimal, and in words how they were reckoned."""
    hours = (unit.hours * count).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return hours, f"{unit.name} × {plain(count)}，{unit}（{unit.source}）"[:200]
