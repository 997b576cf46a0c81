"""The cycle page: the 13 steps of the chosen year's 组织生活会."""

from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch, can_write_branch
from core.pages import chosen_branch

from ..cycle import cycle_of
from ..cycle_data import CycleData

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
