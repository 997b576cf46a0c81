"""The make-up of the branch in figures."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from .. import access, permissions
from ..structure import structure_of
from ..workspace import branch_required


@require_GET
@branch_required
def structure(request):
    """Ages, genders, titles, who retires within five years; health only as counts."""
    branch, today = request.workspace.branch, timezone.localdate()
    if not permissions.can_read_structure(request.user, branch):
        raise PermissionDenied
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
