"""The make-up of the branch in figures."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.pages import chosen_branch

from .. import access, permissions
from ..structure import structure_of


@require_GET
def structure(request):
    """Ages, genders, titles, who retires within five years; health only as counts."""
    branch, today = chosen_branch(request, permissions.can_read_structure), timezone.localdate()
    sees_health = access.may_see_restricted(request.user, branch)
    figures = structure_of(branch, today, sees_health=sees_health)
    context = {
        "figures": figures,
        "groups": (
            ("年龄", figures.ages),
            ("性别", figures.genders),
            ("职称", figures.titles),
            ("党籍", figures.statuses),
        ),
        "today": today,
        "sees_health": sees_health,
    }
    return render(request, "branch/structure.html", context)
