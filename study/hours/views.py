"""The conversion table, progress and hours of a year, and a member's study record as Word and PDF."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from branch.access import can_read_branch, can_write_branch, grants_of
from branch.members.models import Member
from core import records
from core.columns import Column, unseen
from core.dates import short_date
from core.editing import refusals_told
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, list_page
from core.sheets import sheet_response
from documents.downloads import CONTENT_TYPES, document_response
from study import permissions
from study.documents import study_record as gather
from study.documents import to_document
from study.filters import GroupFilter, OverdueFilter
from study.sheets import guest_sheet, hours_sheet, overdue_sheet
from study.tasks.models import StudyAssignment

from . import elsewhere, reckoning
from .certificate import certificate_of
from .forms import ExemptionForm, UnitForm
from .models import HoursExemption, HourUnit
from .progress import matrix, shares_of_year
from .reckoning import standard_units

COLUMNS = [
    Column("单位", "name", is_main=True),
    Column("折合学时", "hours", css="num"),
    Column("依据", "source"),
]

unit_list = list_page(
    HourUnit,
    COLUMNS,
    may_open=permissions.can_open_study,
    add=Add("登记换算", permissions.can_change_units),
    subtitle="半天、一天、一小时各计多少学时",
    template="study/unit_list.html",
    context=lambda at: {"standard": standard_units(at.branch)},
)
unit_detail = detail_page(HourUnit, may_open=permissions.can_open_study, facts=COLUMNS)
unit_create, unit_update = form_pages(
    UnitForm,
    Words("登记学时换算", "学时换算已保存。"),
    Words("编辑学时换算", "学时换算已保存。"),
    may_open=permissions.can_open_study,
    may_add=permissions.can_change_units,
)


EXEMPTIONS = [Column("姓名", "member.name", is_main=True), Column("年度", "year"), Column("原因", "reason")]
exemption_list = list_page(
    HoursExemption,
    EXEMPTIONS,
    may_open=permissions.can_change_units,
    add=Add("登记", permissions.can_change_units),
    subtitle="{year} 年；年老体弱、行动不便、重病的党员，不计入学时要求。只有书记能看到",
)
exemption_detail = detail_page(HoursExemption, may_open=permissions.can_change_units, facts=EXEMPTIONS)
exemption_create, exemption_update = form_pages(
    ExemptionForm,
    Words("登记学时不作硬性要求", "已登记，不再计入学时要求。"),
    Words("编辑学时不作硬性要求", "修改已保存。"),
    may_open=permissions.can_change_units,
    may_add=permissions.can_change_units,
    given=("member", "year"),
)


@require_POST
def unit_adopt(request):
    """Take over the usual table as the branch's own."""
    branch = chosen_branch(request, permissions.can_change_units)
    with refusals_told(request):
        if reckoning.adopt_standard_units(branch=branch, by=request.user):
            messages.success(request, "已采用常用换算，请把依据改成本单位的文件。")
        else:
            messages.info(request, "支部已有自己的换算表，没有改动。")
    return redirect("study:unit_list")


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
        "may_exempt": permissions.can_change_units(request.user, branch),
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

YEARS = range(1921, 2101)


@require_GET
def study_record(request, pk, year, file_format):
    """The record of one member and one year, for the member and whoever reads the branch."""
    if file_format not in CONTENT_TYPES or year not in YEARS:
        raise Http404
    people = Member.objects.visible_to(request.user).select_related("branch", "group")
    member = get_object_or_404(people, pk=pk)
    if not permissions.can_see_study_record(request.user, member):
        raise PermissionDenied("个人学习记录由本人和支部导出。")
    document = to_document(gather(member, year, on=localdate()))
    name = f"{member.name}{year}年度学习记录"
    return document_response(request, document, file_format, back=records.url_of(member), name=name)


@require_GET
def hours_elsewhere(request):
    """Hours of guests to be reported to their own branch, and those that other branches report of own members."""
    branch, year = chosen_branch(request, can_read_branch), request.workspace.year
    guests = elsewhere.hours_of_guests(elsewhere.guests_here(branch), year)
    if request.GET.get("format") == "xlsx":
        return sheet_response(guest_sheet(branch, year, guests))
    context = {
        "year": year,
        "guests": guests,
        "offers": elsewhere.offers_for(branch, year, localdate()),
        "may_take": can_write_branch(request.user, branch),
    }
    return render(request, "study/hours_elsewhere.html", context)


@require_POST
def hours_take(request, pk, year):
    """Take over what another branch reports of one member (its guest of this number) as training elsewhere."""
    branch = chosen_branch(request, can_write_branch)
    get_object_or_404(Member.objects.alive().filter(home_branch=branch), pk=pk)
    if year not in YEARS:
        raise Http404
    with refusals_told(request):
        training = elsewhere.take_over(home=branch, guest_id=pk, year=year, by=request.user, on=localdate())
        words = "已认定" if training.is_approved else "已登记，等待其他支委认定"
        messages.success(request, f"{training.member.name}{reckoning.plain(training.hours)} 学时{words}。")
    return redirect("study:hours_elsewhere")


@require_GET
def hours_certificate(request, pk, year, file_format):
    """学时证明 of a guest for a year, for the member and whoever reads the branch."""
    if file_format not in CONTENT_TYPES or year not in YEARS:
        raise Http404
    people = Member.objects.visible_to(request.user).select_related("branch", "group", "home_branch")
    member = get_object_or_404(people, pk=pk)
    if not permissions.can_see_study_record(request.user, member):
        raise PermissionDenied("学时证明由本人和支部导出。")
    document = certificate_of(member, year, on=localdate())
    name = f"{member.name}{year}年度学时证明"
    return document_response(request, document, file_format, back=records.url_of(member), name=name)
