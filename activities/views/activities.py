"""Pages about activities."""

from django.shortcuts import render

from branch.workspace import branch_required

from ..models import Activity


@branch_required
def activity_list(request):
    return render(request, "activities/activity_list.html", {"activities": Activity.objects.none()})
