"""The year's plan of meetings: its rows with what became of them, filling it, and the themes of the whole year."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch
from branch.workspace import branch_required
from core.editing import edit_page, refusals_told
from core.records import StaleRecord
from core.sheets import sheet_response

from .. import permissions, plan, services
from ..forms.plans import PlanFilterForm, PlanItemForm, ThemePage
from ..models import Meeting, MeetingPlanItem
from ..sheets_plan import plan_sheet


@require_GET
@branch_required
def plan_list(request):
    """The year by month, with what became of each row and the button that starts its meeting."""
    branch, year, on = request.workspace.branch, request.workspace.year, localdate()
    if not permissions.can_list_meetings(request.user, branch):
        raise PermissionDenied
    lines = plan.lines_of(branch, year, on)
    filters = PlanFilterForm(request.GET)
    rows = filters.keep(lines)
    if request.GET.get("format") == "xlsx":
        return sheet_response(plan_sheet(branch, year, rows))
    may_change = permissions.can_change_plan(request.user, branch)
    shown = _shown(request.user, rows)
    is_long = year == on.year and on.month > 1 and any(line.item.month == on.month for line in rows)
    context = {
        "filters": filters,
        "year": year,
        "months": [
            (month, list(of_month)) for month, of_month in groupby(shown, lambda row: row[0].item.month)
        ],
        "count": len(rows),
        "jump_to": on.month if is_long else 0,
        "figures": plan.figures_of(lines),
        "may_change": may_change,
        "may_word": permissions.can_add_meeting(request.user, branch),
        "may_copy": may_change and MeetingPlanItem.objects.of_branch(branch).in_year(year - 1).exists(),
    }
    return render(request, "meetings/plan_list.html", context)


def _shown(user, lines):
    """(line, whether its meeting may be opened, whether the person may start or change it) per row."""
    pks = [line.meeting.pk for line in lines if line.meeting]
    open_to = set(Meeting.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
    return [
        (
            line,
            bool(line.meeting and line.meeting.pk in open_to),
            permissions.can_change_plan_item(user, line.item),
        )
        for line in lines
    ]


@require_GET
def plan_detail(request, pk):
    """One row of the plan, and the meeting that fulfils it."""
    item = get_object_or_404(MeetingPlanItem.objects.visible_to(request.user).for_list(), pk=pk)
    line = next(one for one in plan.lines_of(item.branch, item.year, localdate()) if one.item.pk == item.pk)
    ((_, may_open, may_change),) = _shown(request.user, [line])
    context = {
        "item": item,
        "line": line,
        "may_open": may_open,
        "may_change": may_change,
        "reads_all": can_read_branch(request.user, item.branch),
    }
    return render(request, "meetings/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def plan_create(request):
    """Add a row to the plan."""
    workspace = request.workspace
    if not permissions.can_change_plan(request.user, workspace.branch):
        raise PermissionDenied
    initial = {"year": workspace.year}
    form = PlanItemForm(request.POST or None, user=request.user, branch=workspace.branch, initial=initial)
    return edit_page(request, form, template="meetings/plan_form.html", done="计划已登记。")


@require_http_methods(["GET", "POST"])
def plan_update(request, pk):
    """Change a row; the meeting that fulfils it is found anew."""
    item = get_object_or_404(MeetingPlanItem.objects.visible_to(request.user).for_list(), pk=pk)
    if not permissions.can_change_plan_item(request.user, item):
        raise PermissionDenied
    form = PlanItemForm(request.POST or None, instance=item, user=request.user, branch=item.branch)
    context = {"item": item}
    return edit_page(request, form, template="meetings/plan_form.html", done="计划已保存。", context=context)


@require_http_methods(["GET", "POST"])
@branch_required
def plan_themes(request):
    """Themes and work links of the whole year on one page, saved at once."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_add_meeting(request.user, branch):
        raise PermissionDenied
    mine = MeetingPlanItem.objects.changeable_by(request.user).of_branch(branch).in_year(year)
    items = plan.in_order(mine.for_list())
    page = ThemePage(items, request.POST if request.method == "POST" else None)
    if request.method == "POST" and page.is_valid():
        try:
            number = services.save_themes(items=items, lines=page.lines(), by=request.user)
        except services.SaveThemesRefused as refusal:
            page.show_conflicts(refusal.conflicts)
        except StaleRecord as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已保存 {number} 项计划。" if number else "没有改动。")
            return redirect("meetings:plan_list")
    months = [(month, list(rows)) for month, rows in groupby(page.rows, lambda row: row[0].month)]
    return render(request, "meetings/plan_themes.html", {"page": page, "months": months, "year": year})


@require_POST
@branch_required
def plan_fill(request):
    """按要求排出全年: the rows that the rules ask for and the plan lacks."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_change_plan(request.user, branch):
        raise PermissionDenied
    rows = services.fill_year(branch=branch, year=year, today=localdate(), by=request.user)
    if rows:
        messages.success(request, f"已排出 {year} 年的会议 {len(rows)} 项，请填写主题。")
    else:
        messages.info(request, f"{year} 年按要求该开的会都在计划里了。")
    return redirect("meetings:plan_list")


@require_POST
@branch_required
def plan_copy(request):
    """沿用去年: last year's rows, where this year has none yet."""
    branch, year = request.workspace.branch, request.workspace.year
    if not permissions.can_change_plan(request.user, branch):
        raise PermissionDenied
    with refusals_told(request):
        added, filled = services.copy_year(branch=branch, year=year, by=request.user)
        done = [f"增加 {added} 项" if added else "", f"给 {filled} 项补上主题" if filled else ""]
        text = "，".join(filter(None, done))
        messages.success(
            request,
            f"已沿用 {year - 1} 年的计划：{text}，请核对主题。" if text else "今年的计划已经齐了，没有改动。",
        )
    return redirect("meetings:plan_list")
