"""The completion matrix with everyone's hours, and the list of what is overdue."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.access import can_read_branch, grants_of
from core.columns import Column, unseen
from core.dates import short_date
from core.pages import chosen_branch, list_page
from core.sheets import sheet_response

from .. import permissions
from ..form_shares import shares_of_year
from ..forms import GroupFilter, OverdueFilter
from ..models import StudyAssignment
from ..progress import matrix
from ..sheets import hours_sheet, overdue_sheet


@require_GET
def progress(request):
    """Members × tasks of the year; a group leader sees the own group."""
    branch, year = chosen_branch(request, permissions.can_see_progress), request.workspace.year
    form = GroupFilter(request.GET, user=request.user, branch=branch)
    group = form.chosen("group")
    group_ids = None if can_read_branch(request.user, branch) else grants_of(request.user).led_group_ids
    table = matrix(branch, year, localdate(), group_ids=frozenset([int(group)]) if group else group_ids)
    if request.GET.get("format") == "xlsx":
        return sheet_response(hours_sheet(branch, year, table))
    shown = [row.standing.member.pk for row in table.rows]
    context = {
        "form": form,
        "matrix": table,
        "year": year,
        "shares": shares_of_year(branch, year, member_ids=shown),
    }
    return render(request, "study/progress.html", context)


def _columns(at) -> list[Column]:
    """Who has not completed what, with the way to enter it for those who may."""
    return [
        Column("姓名", "member", sort="member", by=("member__name_sort",), is_main=True),
        Column("党小组", "member.group"),
        Column("任务", _task_link, sort="task", by=("task__title",)),
        Column("截止", lambda row: short_date(row.task.due_on), sort="due_on", by=("task__due_on",)),
        Column(
            "逾期",
            lambda row: format_html('<span class="due-late">逾 {} 天</span>', -row.days_left(at.today)),
        ),
        Column("操作", lambda row: _record_button(row, at.user), is_action=True, css="num"),
    ]


def _task_link(row: StudyAssignment) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse("study:task_detail", args=[row.task_id]), row.task.title
    )


def _record_button(row: StudyAssignment, user) -> str:
    if not permissions.can_record_completion(user, row):
        return ""
    url = reverse("study:assignment_complete", args=[row.pk])
    return format_html('<a class="btn btn-sm" href="{}">登记完成{}</a>', url, unseen(f"：{row}"))


overdue_list = list_page(
    StudyAssignment,
    _columns,
    may_open=permissions.can_see_progress,
    of_year=False,
    rows=lambda rows, at: (
        rows.of_branch(at.branch, at.year)
        .overdue(at.today)
        .for_list()
        .order_by("task__due_on", "member__name_sort", "pk")
    ),
    filters=OverdueFilter,
    unit="项",
    sheet=lambda at: overdue_sheet(at.branch, at.year, at.found, at.today),
    empty=("没有逾期", "到期的任务都已完成。"),
    title="逾期名单",
    subtitle="过了截止日期还没有完成的任务",
    tabs=("study/_tabs.html", "overdue"),
)
