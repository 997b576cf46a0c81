"""The year's plan of meetings with what became of its rows, filling it, the themes of the whole year; agenda templates."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch
from branch.workspace import branch_required
from core.columns import Column, lines, unseen
from core.editing import refusals_told, whole_number
from core.pages import Add, Words, chosen_branch, detail_page, form_page, get_visible, list_page
from core.records import StaleRecord
from core.sheets import sheet_response
from meetings.meeting.models import Meeting
from meetings.meeting.permissions import can_add_meeting, can_list_meetings

from . import planning, services
from .forms import AgendaTemplateForm, PlanFilterForm, PlanItemForm, ThemePage
from .models import AgendaTemplate, AgendaTemplateVersion, MeetingPlanItem
from .permissions import can_change_plan, can_change_plan_item, can_change_template, can_list_templates
from .planning import plan_sheet
from .services import TemplateLine


@require_GET
@branch_required
def plan_list(request):
    """The year by month, with what became of each row and the button that starts its meeting."""
    branch, year, on = request.workspace.branch, request.workspace.year, localdate()
    if not can_list_meetings(request.user, branch):
        raise PermissionDenied
    lines = planning.lines_of(branch, year, on)
    filters = PlanFilterForm(request.GET)
    rows = filters.keep(lines)
    if request.GET.get("format") == "xlsx":
        return sheet_response(plan_sheet(branch, year, rows))
    may_change = can_change_plan(request.user, branch)
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
        "figures": planning.figures_of(lines),
        "may_change": may_change,
        "may_word": can_add_meeting(request.user, branch),
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
            can_change_plan_item(user, line.item),
        )
        for line in lines
    ]


@require_GET
def plan_detail(request, pk):
    """One row of the plan, and the meeting that fulfils it."""
    item = get_object_or_404(MeetingPlanItem.objects.visible_to(request.user).for_list(), pk=pk)
    line = next(
        one for one in planning.lines_of(item.branch, item.year, localdate()) if one.item.pk == item.pk
    )
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
    if not can_change_plan(request.user, workspace.branch):
        raise PermissionDenied
    initial = {"year": workspace.year}
    form = PlanItemForm(request.POST or None, user=request.user, branch=workspace.branch, initial=initial)
    return form_page(request, form, Words("增加一项计划", "计划已登记。"))


@require_http_methods(["GET", "POST"])
def plan_update(request, pk):
    """Change a row; the meeting that fulfils it is found anew."""
    item = get_object_or_404(MeetingPlanItem.objects.visible_to(request.user).for_list(), pk=pk)
    if not can_change_plan_item(request.user, item):
        raise PermissionDenied
    form = PlanItemForm(request.POST or None, instance=item, user=request.user, branch=item.branch)
    return form_page(request, form, Words("编辑计划", "计划已保存。"), item)


@require_http_methods(["GET", "POST"])
@branch_required
def plan_themes(request):
    """Themes and work links of the whole year on one page, saved at once."""
    branch, year = request.workspace.branch, request.workspace.year
    if not can_add_meeting(request.user, branch):
        raise PermissionDenied
    mine = MeetingPlanItem.objects.changeable_by(request.user).of_branch(branch).in_year(year)
    items = planning.in_order(mine.for_list())
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
    if not can_change_plan(request.user, branch):
        raise PermissionDenied
    with refusals_told(request):
        if rows := services.fill_year(branch=branch, year=year, today=localdate(), by=request.user):
            messages.success(request, f"已排出 {year} 年的会议 {len(rows)} 项，请填写主题。")
        else:
            messages.info(request, f"{year} 年按要求该开的会都在计划里了。")
    return redirect("meetings:plan_list")


@require_POST
@branch_required
def plan_copy(request):
    """沿用去年: last year's rows, where this year has none yet."""
    branch, year = request.workspace.branch, request.workspace.year
    if not can_change_plan(request.user, branch):
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


FORM = "meetings/template_form.html"


def _columns(at) -> list[Column]:
    """With the way to a meeting, for those who enter meetings."""
    may_add = can_add_meeting(at.user, at.branch)
    return [
        Column("名称", "name", is_main=True),
        Column("会议类别", "get_kind_display"),
        Column("议题", lambda row: lines(f"{line.order}. {line.title}" for line in row.latest.lines.all())),
        Column("版本", lambda row: f"第 {row.latest.number} 版"),
        *([Column("操作", _use, is_action=True, css="num")] if may_add else []),
    ]


def _use(row: AgendaTemplate) -> str:
    url = f"{reverse('meetings:meeting_create')}?{urlencode({'kind': row.kind, 'template': row.pk})}"
    return format_html('<a class="btn btn-sm" href="{}">用它登记会议{}</a>', url, unseen(f"：{row}"))


template_list = list_page(
    AgendaTemplate,
    _columns,
    may_open=can_list_templates,
    add=Add(
        "新建模板",
        can_change_plan,
        "把每月支委会固定的几项议题写成模板；也可以打开一次会议，按“把这次议程存为模板”。",
    ),
    subtitle="登记会议时按一下，议题自动填好；改过的模板留着原来的版本",
    tabs=("meetings/_tabs.html", "templates"),
)


def _versions(request, template) -> dict:
    """The agenda in use beside an older one (`?with=2`, the one before by default), and all versions."""
    versions = list(AgendaTemplateVersion.objects.with_lines().with_use().filter(template=template))
    wanted = request.GET.get("with", "")
    older = next((version for version in versions[1:] if str(version.number) == wanted), None)
    older = older or next(iter(versions[1:]), None)
    return {
        "versions": versions,
        "pair": _beside(versions[0], older),
        "older": older,
        "may_add": can_add_meeting(request.user, template.branch),
    }


template_detail = detail_page(
    AgendaTemplate,
    "meetings/template_detail.html",
    rows=lambda rows: rows.select_related("branch"),
    context=_versions,
)


def _beside(latest, older):
    """(version, its lines with a mark on those the other lacks), the one in use first."""
    if older is None:
        return [(latest, [(line, "") for line in latest.lines.all()])]
    pair = [(latest, older, "新增"), (older, latest, "已去掉")]
    marked = []
    for version, other, mark in pair:
        there = {(line.title, line.reporter) for line in other.lines.all()}
        lines = [(line, "" if (line.title, line.reporter) in there else mark) for line in version.lines.all()]
        marked.append((version, lines))
    return marked


@require_http_methods(["GET", "POST"])
def template_create(request):
    """Enter a template; `?meeting=12` starts from that meeting's agenda."""
    branch = chosen_branch(request, can_change_plan)
    options = {"user": request.user, "branch": branch}
    if request.method == "POST":
        form = AgendaTemplateForm(request.POST, **options)
    else:
        form = AgendaTemplateForm(**options, **_from_meeting(request, branch))
    return form_page(request, form, Words("新建议程模板", "议程模板已保存。", again=""), template=FORM)


def _from_meeting(request, branch) -> dict[str, object]:
    """The first values of a template made from a meeting's agenda."""
    pk = whole_number(request.GET.get("meeting", ""))
    if pk is None:
        return {}
    meeting = get_visible(request, Meeting, pk, rows=lambda rows: rows.of_branch(branch))
    kinds = meeting.kinds
    initial = {"kind": kinds[0], "name": f"{kinds[0].label}议程"} if kinds else {}
    return {
        "initial": initial,
        "lines": [TemplateLine(item.title, item.reporter, item.kind) for item in meeting.agenda.all()],
    }


@require_http_methods(["GET", "POST"])
def template_update(request, pk):
    """Change a template; another agenda becomes its next version."""
    template = get_visible(
        request,
        AgendaTemplate,
        pk,
        can_change_template,
        rows=lambda rows: rows.for_list(),
    )
    form = AgendaTemplateForm(
        request.POST or None, instance=template, user=request.user, branch=template.branch
    )
    words = Words("编辑议程模板", "议程模板已保存。", "议题有改动时保存为新的版本，已经登记的会议不受影响")
    return form_page(request, form, words, template, template=FORM)
