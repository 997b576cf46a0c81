"""A member's own page of study, and the way there."""

from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch
from core.pages import allow, chosen_branch

from .. import hours
from ..models import Reflection, StudyAssignment, Training


@require_GET
def home(request):
    """Where 学习 in the navigation leads: readers of the branch to its tasks, members to their own."""
    reads_all = can_read_branch(request.user, chosen_branch(request))
    return redirect("study:task_list" if reads_all else "study:my_study")


@require_GET
def my_study(request):
    """What I have to study by when, what I did, and the year's hours."""
    workspace, branch = request.workspace, chosen_branch(request)
    member, on = request.user.member, localdate()
    is_here = member is not None and member.branch_id == branch.pk
    allow(is_here, "这个页面是党员本人的学习记录，您的账号没有对应这个支部的党员。")
    mine = StudyAssignment.objects.live().for_list().filter(member=member)
    people = hours.standings(branch, workspace.year, on, member_ids=[member.pk])
    standing = people[0] if people else None
    written = Reflection.objects.alive().filter(member=member).in_year(workspace.year)
    context = {
        "on": on,
        "year": workspace.year,
        "standing": standing,
        "reminder": standing.reminder(workspace.year, on) if standing else "",
        "trainings": Training.objects.of_branch(branch).in_year(workspace.year).filter(member=member),
        "waiting": [
            (row, row.days_label(on), row.days_left(on) < 0)
            for row in mine.pending().filter(task__year__lte=workspace.year).order_by("task__due_on", "pk")
        ],
        "done": mine.completed().filter(task__year=workspace.year).order_by("-completed_on", "-pk"),
        "reflections": written.for_list(),
    }
    return render(request, "study/my_study.html", context)
