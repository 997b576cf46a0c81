"""The view from above: how the branches below stand, a page of them at a time, and the grid of the one chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from branch.accounts.confirming import waiting_below
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import audit, rules
from core.badges import Badge
from core.forms import Choice, ListFilter, SearchField
from core.pages import PAGE_SIZE
from core.paging import ListPaginator
from overview.compliance import grid_rows, lines_of, recent_records
from overview.standing.models import Standing
from overview.standing.services import lacking, standings_of, years_kept
from rectification.items.models import RectificationItem
from reports.report.models import AnnualReport
from reports.review.shown import waiting_for

ANY_RULE = ("ANY", "任何一项")


@dataclass(frozen=True)
class BranchLine:
    """One branch: its rules' results, its rectification, its report."""

    branch: Organisation
    standing: Standing
    member_count: int
    overdue_items: int
    report: AnnualReport | None
    # The periods in which the rule asked for is overdue.
    late_in: str = ""
    ending: Badge | None = None

    @property
    def report_state(self):
        """The badge of a report that was sent up; None for one that is not."""
        return self.report.state_badge if self.report else None


def _lines(branches: list[Organisation], year: int, today: date, user, rule: str) -> list[BranchLine]:
    """One line per branch; everything is read for all branches at once."""
    standings = standings_of(branches, year, today)
    overdue = RectificationItem.objects.alive().filter(branch__in=branches).overdue(today).order_by()
    items = dict(overdue.values_list("branch").annotate(number=Count("pk")))
    sent = AnnualReport.objects.visible_to(user).annual().filter(branch__in=branches, year=year)
    reports = {report.branch_id: report for report in sent}
    members = Member.objects.count_on_roll(branches, today)
    return [
        BranchLine(
            branch=branch,
            standing=standings[branch.pk],
            member_count=members.get(branch.pk, 0),
            overdue_items=items.get(branch.pk, 0),
            report=reports.get(branch.pk),
            late_in=_periods(standings[branch.pk].overdue_periods(rule)),
            ending=_ending(branch, today),
        )
        for branch in branches
    ]


def _periods(keys: Iterable[str]) -> str:
    periods = (rules.period_of(key) for key in keys)
    return "、".join(period.label for period in periods if period)


def _ending(branch: Organisation, today: date) -> Badge | None:
    """已撤销, or that its expected end has passed without that."""
    if branch.closed_on:
        return Badge("已撤销", "muted")
    is_over = branch.is_sent_out and branch.runs_until is not None and branch.runs_until < today
    return Badge("到期未撤销", "late") if is_over else None


class BranchFilter(ListFilter):
    """Branches by words of their names, and by what is overdue."""

    q = SearchField("党支部")
    rule = Choice("逾期的要求", everything="不限")

    searched = ("name", "short_name", "parent__short_name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.year not in years_kept(self.today):
            del self.fields["rule"]
            return
        known = [(rule.id, rule.label) for rule in rules.all_rules()]
        self.fields["rule"].choices = [self.fields["rule"].everything, ANY_RULE, *known]

    @property
    def rule_id(self) -> str:
        """The rule that must be overdue; empty where none is asked for."""
        chosen = self.chosen("rule") if "rule" in self.fields else ""
        return "" if chosen == ANY_RULE[0] else chosen

    @property
    def asks_for_overdue(self) -> bool:
        """Whether only branches with something overdue are wanted."""
        return "rule" in self.fields and bool(self.chosen("rule"))

    def by_rule(self, rows: QuerySet, value: str) -> QuerySet:
        """As far as standings are kept and hold; the page tells of how many branches it is not known."""
        held = Standing.objects.holding(self.today or timezone.localdate())
        late = held.filter(branch=OuterRef("pk"), year=self.year)
        late = late.filter(
            Q(overdue__gt=0) if value == ANY_RULE[0] else Q(overdue_rules__contains=f" {value} ")
        )
        return rows.filter(Exists(late))


@require_GET
def oversight(request):
    """The branches below, a page of them at a time, and the grid of the one chosen."""
    workspace, today = request.workspace, timezone.localdate()
    grants, year = workspace.grants, workspace.year
    if not grants.is_superior:
        raise PermissionDenied("监督页面供上级党务工作者使用。")
    below = Organisation.objects.alive().branches().filter(grants.watched()).select_related("parent")
    chosen = workspace.branch if grants.watches_over(workspace.branch) else below[0]
    filters = BranchFilter(request.GET, user=request.user, year=year, today=today)
    page: Page = ListPaginator(filters.apply(below), PAGE_SIZE).get_page(request.GET.get("page"))
    unknown = lacking(year, today).filter(grants.watched()).count() if filters.asks_for_overdue else 0
    context = {
        "waiting_reports": waiting_for(request.user),
        "filters": filters,
        "page": page,
        "branch_count": below.count() if filters.is_filtered else page.paginator.count,
        "unknown": unknown,
        "waiting_roles": waiting_below(request.user, today),
        "rows": _lines(list(page), year, today, request.user, filters.rule_id),
        "anchor": audit.anchor(),
        "chosen": chosen,
        "grid": grid_rows(lines_of(chosen, year, today), may_record=False),
        "recent": recent_records(chosen, year),
        "months": range(1, 13),
        "current_month": today.month if year == today.year else 0,
    }
    return render(request, "overview/oversight.html", context)
