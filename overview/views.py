"""工作台 with what each role needs first, and the search."""

from datetime import date

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core.health import room_warning
from core.kept import kept
from core.search import search
from meetings.meeting.calendar import planned_ahead
from meetings.meeting.models import Meeting
from study.hours.reckoning import standings

from .compliance import figures_of, grid_rows, lines_of, recent_records
from .data_safety import data_safety, may_see
from .first_steps import first_steps
from .todo import todos_for

MONTHS = range(1, 13)


@require_GET
def home(request):
    """The work bench of the person's role in the chosen branch."""
    workspace = request.workspace
    if workspace.branch is None:
        return _administrator_home(request)
    if workspace.can_write:
        return _branch_home(request)
    if workspace.is_superior:
        return redirect("overview:oversight")
    return _member_home(request)


def _branch_home(request):
    workspace, today = request.workspace, timezone.localdate()
    context = {
        **branch_bench(request.user, workspace.branch, workspace.year, today),
        "months": MONTHS,
        "current_month": today.month if workspace.year == today.year else 0,
    }
    return render(request, "overview/home_branch.html", context)


@kept(128)
def branch_bench(user: User, branch: Organisation, year: int, today: date) -> dict[str, object]:
    """What the work bench of someone who records for a branch tells, worked out from the records."""
    lines = lines_of(branch, year, today)
    return {
        "figures": figures_of(user, branch, year, today, lines),
        "todos": todos_for(user, branch, today, lines),
        "recent": recent_records(branch, year),
        "upcoming": _upcoming(user, branch, today, 3),
        "steps": first_steps(branch, user, year, today),
        "grid": grid_rows(lines, may_record=True),
    }


@kept(256)
def _upcoming(user: User, branch: Organisation, today: date, number: int) -> list[Meeting]:
    """The next meetings of the branch that the person may see."""
    return list(planned_ahead(user, today).of_branch(branch)[:number])


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
        "upcoming": _upcoming(request.user, branch, today, 5),
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
        "room_warning": room_warning(),
        "safety": data_safety(timezone.now()) if may_see(request.user) else None,
        "account_count": User.objects.visible_to(request.user).filter(is_active=True).count(),
        "branch_count": Organisation.objects.kept_by(request.user).branches().count(),
    }
    return render(request, "overview/home_administrator.html", context)


LONGEST_QUERY = 60


@require_GET
def search_page(request):
    """Records that contain every word, by type."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = search(query, request.user, request.workspace.branch)
    return render(request, "overview/search.html", {"query": query, "found": found})
