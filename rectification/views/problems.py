"""Problems: the list by 对照 item, a problem with all that hangs on it across years, entering and editing."""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page
from core.posted import whole_number

from .. import exports, permissions
from ..forms.filters import ProblemFilter
from ..forms.problems import ProblemForm
from ..models.framework import FrameworkItem, Opinion
from ..models.problems import Problem
from .listing import list_page, require_reader, require_recorder, sorted_rows

SORTS = {"order": ("order",), "owner": ("owner",)}
BY_FRAMEWORK = (
    F("framework_item__audience").asc(nulls_last=True),
    "framework_item__order",
    "framework_item_id",
    "order",
    "pk",
)


@require_GET
@branch_required
def problem_list(request):
    """The year's problems, grouped by 对照 item unless another order is asked for."""
    branch, year = require_reader(request), request.workspace.year
    problems = Problem.objects.visible_to(request.user).of_branch(branch).in_year(year)
    form = ProblemFilter(request.GET, branch=branch, year=year)
    found = form.apply(problems)
    rows = found.for_list()
    is_sorted = request.GET.get("sort", "").removeprefix("-") in SORTS
    rows = sorted_rows(request, rows, SORTS) if is_sorted else rows.order_by(*BY_FRAMEWORK)
    has_framework = FrameworkItem.objects.of_branch(branch).in_year(year).exists()
    return list_page(
        request,
        rows,
        form=form,
        template="rectification/problem_list.html",
        sheet=lambda _: exports.problem_sheet(found.for_report(), branch=branch, year=year),
        context={"year": year, "is_grouped": not is_sorted, "has_framework": has_framework},
    )


@require_GET
def problem_detail(request, pk):
    """A problem with its points, opinions, causes, measures, items, and its life in other years."""
    problem = get_object_or_404(Problem.objects.visible_to(request.user).for_report(), pk=pk)
    context = {
        "problem": problem,
        "previous": _with_items(problem, [problem.repeats_id]),
        "later": _with_items(problem, problem.repeated_by.alive().values("pk")),
        "opinion_counts": _by_source(problem.opinions.all()),
        "can_record": permissions.can_change(request.user, problem),
        "today": localdate(),
    }
    return render(request, "rectification/problem_detail.html", context)


def _with_items(problem: Problem, pks):
    rows = Problem.objects.of_branch(problem.branch).filter(pk__in=pks)
    return rows.for_list().order_by("year")


def _by_source(opinions) -> list[tuple[str, int]]:
    labels = sorted(opinion.get_source_display() for opinion in opinions)
    return [(label, len(list(rows))) for label, rows in groupby(labels)]


@require_http_methods(["GET", "POST"])
@branch_required
def problem_create(request):
    """Enter a problem; `?opinion=` ticks opinions to merge, `?framework_item=` chooses its 对照 item."""
    branch, year = require_recorder(request), request.workspace.year
    given = {"opinions": _opinions_given(request, branch, year)}
    if request.GET.get("framework_item", "").isdigit():
        given["framework_item"] = request.GET["framework_item"]
    given["sources"] = sorted({opinion.source for opinion in given["opinions"]})
    form = ProblemForm(
        request.POST or None,
        instance=Problem(branch=branch, year=year),
        initial=given,
        user=request.user,
        branch=branch,
        today=localdate(),
    )
    return edit_page(
        request,
        form,
        template="rectification/problem_form.html",
        done="问题已登记。",
        context={"year": year},
    )


def _opinions_given(request, branch, year: int):
    pks = [pk for pk in request.GET.getlist("opinion") if whole_number(pk) is not None]
    return list(Opinion.objects.of_branch(branch).in_year(year).unmerged().filter(pk__in=pks))


@require_http_methods(["GET", "POST"])
def problem_update(request, pk):
    """Edit a problem, its points and the opinions merged into it."""
    problem = get_object_or_404(Problem.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, problem):
        raise PermissionDenied
    form = ProblemForm(
        request.POST or None, instance=problem, user=request.user, branch=problem.branch, today=localdate()
    )
    return edit_page(
        request,
        form,
        template="rectification/problem_form.html",
        done="问题已保存。",
        context={"problem": problem, "year": problem.year},
    )
