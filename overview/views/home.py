"""工作台: what each role needs first."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from branch.models import Organisation, User
from meetings.coming import planned_ahead
from study.hours import standings

from ..compliance import grid_rows, lines_of
from ..figures import figures_of, recent_records
from ..todo import todos_for

MONTHS = range(1, 13)


@require_GET
def home(request):
    """The work bench of the person's role in the chosen branch."""
    workspace = request.workspace
    if workspace.branch is None:
        return _administrator_home(request)
    if workspace.can_write:
        return _branch_home(request, may_record=True)
    if workspace.is_superior:
        return redirect("overview:oversight")
    return _member_home(request)


def _branch_home(request, *, may_record: bool):
    workspace, today = request.workspace, timezone.localdate()
    branch, year = workspace.branch, workspace.year
    lines = lines_of(branch, year, today)
    context = {
        "figures": figures_of(request.user, branch, year, today, lines),
        "todos": todos_for(request.user, branch, today, lines),
        "recent": recent_records(branch, year),
        "upcoming": _upcoming(request, 3),
        "grid": grid_rows(lines, may_record=may_record),
        "months": MONTHS,
        "current_month": today.month if year == today.year else 0,
    }
    return render(request, "overview/home_branch.html", context)


def _upcoming(request, number: int):
    """The next meetings of the branch that the person may see."""
    rows = planned_ahead(request.user, timezone.localdate())
    return rows.of_branch(request.workspace.branch)[:number]


def _member_home(request):
    """A member or group leader: own to-dos, own hours, the next meetings; a leader the own group's grid too."""
    workspace, today = request.workspace, timezone.localdate()
    branch, year = workspace.branch, workspace.year
    led = workspace.grants.led_group_ids
    lines = lines_of(branch, year, today) if led else []
    own_lines = [line for line in lines if line.subject_key in {f"group:{pk}" for pk in led}]
    member_ids = workspace.grants.member_ids
    standing = next((s for s in standings(branch, year, today) if s.member.pk in member_ids), None)
    context = {
        "todos": todos_for(request.user, branch, today, lines),
        "upcoming": _upcoming(request, 5),
        "standing": standing,
        "hours_unit": f"/ {standing.needed:f} 学时" if standing else "",
        "hours_label": f"我的 {year} 年学时"
        + (f"，{standing.missing}" if standing and standing.missing else "，已达标"),
        "grid": grid_rows(own_lines, may_record=True),
        "months": MONTHS,
        "current_month": today.month if year == today.year else 0,
    }
    return render(request, "overview/home_member.html", context)


def _administrator_home(request):
    """An administrator keeps accounts and organisations; anyone else without a branch is told whom to ask."""
    is_administrator = request.workspace.grants.is_administrator
    context = {
        "is_administrator": is_administrator,
        "account_count": User.objects.filter(is_active=True).count() if is_administrator else 0,
        "branch_count": Organisation.objects.alive().branches().count() if is_administrator else 0,
    }
    return render(request, "overview/home_administrator.html", context)
