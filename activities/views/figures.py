"""The statistics page: what the year's activities come to, each figure leading to its rows."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.pages import chosen_branch

from .. import permissions
from ..kinds import registry
from ..kinds.base import Kind
from ..kinds.statistics import KindStatistics, StatisticValue
from ..statistics import figure_url, year_statistics


@dataclass(frozen=True)
class Figure:
    """A figure and the address of its rows; an empty one where it counts none."""

    value: StatisticValue
    url: str


@dataclass(frozen=True)
class Line:
    """A kind with its figures and its sentence."""

    kind: Kind
    figures: tuple[Figure, ...]
    sentence: str


def _line(kind: Kind, statistics: KindStatistics) -> Line:
    figures = tuple(
        Figure(value, figure_url(kind.code, key) if value.rows else "")
        for key, value in statistics.values.items()
    )
    return Line(kind, figures, registry.describe(statistics))


@require_GET
def statistics(request):
    """Figures of every kind in the chosen year, grouped by the usual work areas."""
    branch, year = chosen_branch(request, permissions.can_read_figures), request.workspace.year
    by_code = {one.code: one for one in year_statistics(branch, year, timezone.localdate())}
    areas = [
        (name, [_line(registry.get(code), by_code[code]) for code in codes])
        for name, codes in registry.codes_by_area().items()
    ]
    recorded = sum(one["count"].value for one in by_code.values())
    context = {
        "areas": areas,
        "recorded": recorded,
        "may_add": permissions.can_add_activity(request.user, branch),
    }
    return render(request, "activities/statistics.html", context)
