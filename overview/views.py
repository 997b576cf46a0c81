"""工作台 with what each role needs first, the superior's view, search."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from branch.accounts.confirming import waiting_roles
from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import audit, rules
from core.badges import Badge
from core.enums import RuleState
from core.forms import ListFilter, SearchField
from core.health import room_warning
from core.kept import kept
from core.pages import PAGE_SIZE
from core.search import search
from meetings.meeting.calendar import planned_ahead
from meetings.meeting.models import Meeting
from rectification.items.models import RectificationItem
from reports.report.models import AnnualReport
from reports.review.shown import waiting_for
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


@dataclass(frozen=True)
class BranchLine:
    """One branch: its rules' results, its rectification, its report."""

    branch: Organisation
    member_count: int
    met: int
    pending: int
    overdue: int
    explained: int
    overdue_items: int
    report: AnnualReport | None
    ending: Badge | None = None

    @property
    def report_state(self):
        """The badge of a report that was sent up; None for one that is not."""
        return self.report.state_badge if self.report else None


def _rows(below: dict[Organisation, list[rules.Line]], year: int, today: date, user) -> list[BranchLine]:
    """One line per branch; items and reports are read for all branches at once."""
    overdue = RectificationItem.objects.alive().filter(branch__in=below).overdue(today).order_by()
    items = dict(overdue.values_list("branch").annotate(number=Count("pk")))
    sent = AnnualReport.objects.visible_to(user).annual().filter(branch__in=below, year=year)
    reports = {report.branch_id: report for report in sent}
    rows = []
    for branch, lines in below.items():
        count = Counter(result.state for line in lines for result in line.results)
        rows.append(
            BranchLine(
                branch=branch,
                member_count=Member.objects.on_roll(branch, today).count(),
                met=count[RuleState.MET],
                pending=count[RuleState.PENDING],
                overdue=count[RuleState.OVERDUE],
                explained=count[RuleState.EXPLAINED],
                overdue_items=items.get(branch.pk, 0),
                report=reports.get(branch.pk),
                ending=_ending(branch, today),
            )
        )
    return rows


def _ending(branch: Organisation, today: date) -> Badge | None:
    """已撤销, or that its expected end has passed without that."""
    if branch.closed_on:
        return Badge("已撤销", "muted")
    is_over = branch.is_sent_out and branch.runs_until is not None and branch.runs_until < today
    return Badge("到期未撤销", "late") if is_over else None


class BranchFilter(ListFilter):
    """Branches by words of their names."""

    q = SearchField("党支部")

    def found(self, branches: list[Organisation]) -> list[Organisation]:
        """Those of which every word is in the name or in that of the organisation above."""
        words = self.chosen("q").split()
        names = [(one, f"{one.name} {one.short_name} {one.parent or ''}") for one in branches]
        return [one for one, name in names if all(word in name for word in words)]


@require_GET
def oversight(request):
    """The branches below, a page of them at a time, and the grid of the one chosen."""
    workspace, today = request.workspace, timezone.localdate()
    if not workspace.grants.superior_ids:
        raise PermissionDenied("监督页面供上级党务工作者使用。")
    below = [b for b in workspace.branches if b.pk in workspace.grants.superior_ids]
    chosen = workspace.branch if workspace.branch in below else below[0]
    filters = BranchFilter(request.GET)
    page = Paginator(filters.found(below), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = {branch: lines_of(branch, workspace.year, today) for branch in {*page, chosen}}
    context = {
        "waiting_reports": waiting_for(request.user),
        "filters": filters,
        "page": page,
        "branch_count": len(below),
        "waiting_roles": [row for row in waiting_roles(request.user, below, today) if row.may_confirm],
        "rows": _rows({branch: lines[branch] for branch in page}, workspace.year, today, request.user),
        "anchor": audit.anchor(),
        "chosen": chosen,
        "grid": grid_rows(lines[chosen], may_record=False),
        "recent": recent_records(chosen, workspace.year),
        "months": range(1, 13),
        "current_month": today.month if workspace.year == today.year else 0,
    }
    return render(request, "overview/oversight.html", context)


LONGEST_QUERY = 60


@require_GET
def search_page(request):
    """Records that contain every word, by type."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = search(query, request.user, request.workspace.branch)
    return render(request, "overview/search.html", {"query": query, "found": found})
