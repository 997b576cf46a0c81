"""The member's own pledge of the year, written on the phone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.editing import refusals_in
from core.pages import chosen_branch

from .. import permissions, pledges
from ..forms.pledges import PledgeForm


@require_http_methods(["GET", "POST"])
def pledge_update(request):
    """Write the own pledge of the chosen year, or say how far it is kept."""
    workspace, member = request.workspace, request.user.member
    branch = chosen_branch(request, permissions.can_pledge)
    pledge = pledges.pledge_of(member, workspace.year)
    initial = {**pledge.data, "version": pledge.lock_version} if pledge else {}
    form = PledgeForm(request.POST or None, initial=initial, user=request.user, branch=branch)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            pledges.keep_own_pledge(
                member=member,
                year=workspace.year,
                words=form.words(),
                version=form.cleaned_data["version"],
                by=request.user,
                on=timezone.localdate(),
            )
            messages.success(request, "承诺已保存。")
            return redirect("activities:pledge_update")
    context = {
        "form": form,
        "pledge": pledge,
        "values": pledge.field_values(request.user) if pledge else [],
        # What was typed stays on the page with the reason why it was not taken.
        "may_write": bool(form.errors) or _may_write(pledge, workspace),
    }
    return render(request, "activities/pledge_form.html", context)


def _may_write(pledge, workspace) -> bool:
    is_open = pledge is None or not pledges.is_commented(pledge)
    return is_open and workspace.year == workspace.current_year
