"""Figures of the rectification, and a problem's life across years."""

from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.pages import get_visible

from .. import figures
from ..life import chain_of, life_of
from ..models.items import RectificationItem
from ..models.problems import Problem
from .gate import require_reader


@require_GET
def item_figures(request):
    """The year's items and those carried into it: by state, by 对照 item, overdue by month."""
    branch, year, today = require_reader(request), request.workspace.year, localdate()
    rows = RectificationItem.objects.of_branch(branch)
    items = list((rows.in_year(year) | rows.carried_into(year)).for_list())
    context = {
        "year": year,
        "total": len(items),
        "charts": [
            ("state", "按状态", figures.by_state(items), ""),
            ("framework", "按对照方面", figures.by_framework(items), "还没有整改事项。"),
            ("overdue", "逾期事项，按到期月份", figures.overdue_by_month(items, today), "没有逾期的事项。"),
        ],
    }
    return render(request, "rectification/item_figures.html", context)


@require_GET
def problem_life(request, pk):
    """One problem through the years: found, put right, carried over, come back."""
    problem = get_visible(request, Problem, pk)
    chain = chain_of(problem)
    context = {"problem": problem, "chain": chain, "years": life_of(chain)}
    return render(request, "rectification/problem_life.html", context)
