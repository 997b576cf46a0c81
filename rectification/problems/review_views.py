"""The checks of a year, problems that may have come back, a problem's life, the figures of its items."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from core.pages import get_visible
from core.refusals import Refused
from rectification import permissions
from rectification.gate import require_reader
from rectification.items import timeline
from rectification.items.models import RectificationItem

from .gaps import gaps_of, suggested_repeats
from .life import chain_of, life_of
from .models import Problem
from .services import confirm_repeat, rule_out_repeat


@require_GET
def checks(request):
    """Every check of the chosen year, and suggestions of problems that came back."""
    branch, year = require_reader(request), request.workspace.year
    problems = Problem.objects.of_branch(branch).in_year(year)
    context = {
        "gaps": gaps_of(branch, year),
        "suggestions": suggested_repeats(branch, year),
        "repeating": problems.filter(repeats__isnull=False).select_related("repeats"),
        "has_problems": problems.exists(),
        "has_main": problems.main().exists(),
        "year": year,
        "can_record": permissions.can_record(request.user, branch),
        "can_read": True,
    }
    return render(request, "rectification/checks.html", context)


@require_POST
def problem_repeat(request, pk):
    """Confirm that a problem came back (`previous`), or that it did not (no `previous`)."""
    problem = get_visible(request, Problem, pk, permissions.can_change)
    previous = request.POST.get("previous", "")
    try:
        if previous.isdigit() and len(previous) < 19:
            earlier = get_visible(request, Problem, int(previous))
            confirm_repeat(problem=problem, previous=earlier, by=request.user)
            messages.success(request, "已标记为反复出现。")
        else:
            rule_out_repeat(problem=problem, by=request.user)
            messages.success(request, "已记下：不是反复出现。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rectification:checks")


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
            ("state", "按状态", timeline.by_state(items), ""),
            ("framework", "按对照方面", timeline.by_framework(items), "还没有整改事项。"),
            ("overdue", "逾期事项，按到期月份", timeline.overdue_by_month(items, today), "没有逾期的事项。"),
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
