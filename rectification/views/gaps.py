"""The checks of a year: what is missing, and problems that may have come back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.pages import get_visible
from core.refusals import Refused

from .. import permissions
from ..gaps import gaps_of, suggested_repeats
from ..models.problems import Problem
from ..services.problems import confirm_repeat, rule_out_repeat
from .gate import require_reader


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
