"""监督: the branches below a superior officer, side by side. Read only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from branch.models import Member, Organisation
from core import rules
from core.enums import RuleState
from rectification.models.items import RectificationItem
from reports.models import AnnualReport

from ..compliance import grid_rows, lines_of
from ..figures import recent_records


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

    @property
    def report_state(self):
        """The badge of a report that was sent up; None for one that is not."""
        return self.report.state_badge if self.report else None


def _rows(below: dict[Organisation, list[rules.Line]], year: int, today: date, user) -> list[BranchLine]:
    """One line per branch; items and reports are read for all branches at once."""
    overdue = RectificationItem.objects.alive().filter(branch__in=below).overdue(today).order_by()
    items = dict(overdue.values_list("branch").annotate(number=Count("pk")))
    sent = AnnualReport.objects.visible_to(user).filter(branch__in=below, year=year)
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
            )
        )
    return rows


@require_GET
def oversight(request):
    """Every branch below, and the grid of the one chosen in the header."""
    workspace, today = request.workspace, timezone.localdate()
    if not workspace.grants.superior_ids:
        raise PermissionDenied("监督页面供上级党务工作者使用。")
    below = [b for b in workspace.branches if b.pk in workspace.grants.superior_ids]
    chosen = workspace.branch if workspace.branch in below else below[0]
    lines = {branch: lines_of(branch, workspace.year, today) for branch in below}
    context = {
        "rows": _rows(lines, workspace.year, today, request.user),
        "chosen": chosen,
        "grid": grid_rows(lines[chosen], may_record=False),
        "recent": recent_records(chosen, workspace.year),
        "months": range(1, 13),
        "current_month": today.month if workspace.year == today.year else 0,
    }
    return render(request, "overview/oversight.html", context)
