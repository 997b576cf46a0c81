"""The list of reports, drafting one, its page and files, the year book."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch, grants_of
from branch.organisations.models import Organisation
from branch.workspace import branch_required
from core.columns import Column, unseen
from core.dates import chinese_date
from core.editing import refusals_told
from core.form_tokens import digest_of, new_token, once
from core.jobs.downloads import lengthy, progress_of
from core.pages import Add, Words, chosen_branch, form_page, get_visible, list_page
from core.refusals import Refused
from documents.downloads import CONTENT_TYPES, document_response
from documents.fonts import RenderError
from reports.pane.tabs import Pane, listed
from reports.papers.registry import REQUEST
from reports.report import permissions, services
from reports.report.assembling import render_report
from reports.report.enums import ReportAction, SectionKind
from reports.report.forms import ReportForm
from reports.report.models import AnnualReport
from reports.report_templates.enums import Draws
from reports.report_templates.forms import TemplateChoice
from reports.report_templates.plan import STANDARD, ReportPlan
from reports.review.permissions import can_comment as may_comment
from reports.review.permissions import can_open_review
from reports.review.shown import waiting_for
from reports.round_trip.exported import export_word
from reports.rulings.shown import about
from reports.studio.page import studio_text
from reports.year_records import YearRecords
from reports.yearbook import YearBook, picture_count, to_document, year_book

# A book with more pictures is made in the background: each has to be read and made smaller.
MOST_PICTURES = 20


def visible_report(request, pk: int, may=None, why: str = "") -> AnnualReport:
    """A report with its tree. Raises Http404 and PermissionDenied as `core.pages.get_visible`."""
    return get_visible(request, AnnualReport, pk, may, why, rows=lambda rows: rows.with_tree())


def _version(report: AnnualReport) -> str:
    version = next(iter(report.versions.all()), None)
    return f"第 {version.number} 版，{chinese_date(localtime(version.frozen_at).date())}" if version else ""


def _files(report: AnnualReport) -> str:
    links = [
        (reverse("reports:report_file", args=[report.pk, code]), label, unseen(f"：{report.title}"))
        for code, label in (("docx", "Word"), ("pdf", "PDF"))
    ]
    return format_html_join(" ", '<a class="btn btn-sm" href="{}">{}{}</a>', links)


report_list = list_page(
    AnnualReport,
    [
        Column("报告", "title", is_main=True),
        Column("所属年度", lambda report: f"{report.year} 年度"),
        Column("状态", "state_badge"),
        Column("来源", "get_origin_display"),
        Column("定稿", _version),
        Column("导出", _files, is_action=True, css="text-nowrap"),
    ],
    may_open=can_read_branch,
    why="年度报告由书记和支委起草，上级组织在报送后可以查看。",
    of_year=False,
    rows=lambda rows, at: rows.annual().order_by("-year").prefetch_related("versions"),
    add=Add(
        "起草本年度报告",
        permissions.can_draft_report,
        "平时登记会议、学习、活动和整改，年底在这里一键起草；往年的报告可以导入，作为上年度整改的依据。",
    ),
    empty=("还没有可以查看的年度报告", "支部报送以后，报告会出现在这里。"),
    subtitle="每年一份，从记录起草，句句有依据",
    template="reports/report_list.html",
    context=lambda at: {
        "waiting": waiting_for(at.user),
        "has_this_year": AnnualReport.objects.of_branch(at.branch).in_year(at.year).annual().exists(),
    },
)


@require_http_methods(["GET", "POST"])
def report_create(request):
    """Show what the year's records hold, then draft the report from them."""
    branch = chosen_branch(request, permissions.can_draft_report, "年度报告由书记起草。")
    year, today = request.workspace.year, localdate()
    last = AnnualReport.objects.of_branch(branch).filter(template__isnull=False).order_by("-year").first()
    data = request.POST if request.method == "POST" else request.GET
    usual = {"template": last.template_id if last else ""}
    choice = TemplateChoice(data if "template" in data else usual, branch=branch)
    if request.method == "POST" and choice.is_valid():
        try:
            report = once(
                request.POST.get("form_token", ""),
                digest_of(request.POST),
                lambda: services.draft_report(
                    branch=branch, year=year, by=request.user, on=today, template=choice.chosen
                ),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reports:report_list")
        messages.success(request, "已按记录起草，没有记录的地方标为【待补充】。")
        return redirect("reports:report_detail", pk=report.pk)
    plan = choice.chosen.plan() if choice.chosen else STANDARD
    context = {
        "lines": year_overview(branch, year, today, plan),
        "form_token": new_token(),
        "choice": choice,
    }
    return render(request, "reports/report_create.html", context)


@require_GET
def report_detail(request, pk):
    """The report: editor for those who may change it, otherwise the text with its sources."""
    return editor_page(request, get_visible(request, AnnualReport, pk))


def editor_page(request, report: AnnualReport, *, typed: dict | None = None, status: int = 200):
    """Render the report's page; `typed` keeps a refused paragraph's text and says what is wrong with it.

    Who may change the text gets the editor, or with `?forms=1`, as without a script, a form for each paragraph.
    """
    pane = Pane(request, report, localdate())
    may_edit, (main, actions) = pane.may_edit, _actions(request.user, report)
    is_studio = may_edit and not typed and "forms" not in request.GET
    context = {
        "report": report,
        "shown": pane.shown,
        "tabs": listed(pane),
        "may_edit": may_edit,
        "is_own": report.member_id in grants_of(request.user).member_ids,
        "may_redraft": permissions.can_redraft_report(request.user, report),
        "main": main,
        "actions": actions,
        "may_return": ReportAction.RETURN in permissions.open_actions(request.user, report),
        "versions": report.versions.visible_to(request.user).defer("content"),
        "may_comment": may_comment(request.user, report),
        "may_review": can_open_review(request.user, report),
        "text": studio_text(report, localdate()) if is_studio else "",
        "typed": typed or {},
        "about": about(request.user, report),
        "form_token": new_token(),
    }
    return render(request, "reports/report_detail.html", context, status=status)


# What leads a paper on to its end; of a draft the committee comes first. A phone shows it alone beside the menu.
_ONWARD = (
    ReportAction.ACCEPT,
    ReportAction.SEND,
    ReportAction.SUBMIT,
    ReportAction.FINALISE,
    ReportAction.REVISE,
)


def _actions(user, report: AnnualReport) -> tuple[tuple[str, str] | None, list[tuple[str, str]]]:
    """The moves that are one click for this person, each with its word: the one that leads on, and the others."""
    open_ones = [one for one in permissions.open_actions(user, report) if one != ReportAction.RETURN]
    main = next((one for one in _ONWARD if one in open_ones), None)
    if report.paper == REQUEST and main == ReportAction.ACCEPT:
        # What leads a 请示 on is its 批复, which stands above the text.
        main = None
    told = {one: (one.value, report.action_label(one)) for one in open_ones}
    return told.pop(main) if main else None, list(told.values())


@require_http_methods(["GET", "POST"])
def report_update(request, pk):
    """Title, salutation and signature."""
    why = "定稿后的报告不能修改，需要修改时请先“修订”。"
    report = visible_report(request, pk, permissions.can_change_report, why)
    form = ReportForm(request.POST or None, instance=report, user=request.user, branch=report.branch)
    return form_page(request, form, Words("版头与落款", "已保存版头与落款。"), report)


@require_POST
def report_redraft(request, pk):
    """Draft the whole text or one section anew; a person's edits stay."""
    report = visible_report(request, pk, permissions.can_redraft_report)
    kind = request.POST.get("kind", "")
    kind = kind if kind in SectionKind.values else ""
    with refusals_told(request):
        kept = services.redraft_report(report=report, by=request.user, on=localdate(), kind=kind)
        messages.success(request, f"已按最新记录重新起草，人工修改的 {kept} 段保持不变。")
    return redirect("reports:report_detail", pk=report.pk)


@require_GET
def report_file(request, pk, file_format):
    """The report as `docx`, which is known again when it comes back, or `pdf`; `?inline=1` lets the browser show it."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    report = visible_report(request, pk)
    try:
        if file_format == "docx":
            data = export_word(report, by=request.user, on=timezone.localdate())
        else:
            data = render_report(report, file_format, on=timezone.localdate())
    except RenderError as error:
        messages.error(request, f"没有导出：{error}")
        return redirect("reports:report_detail", pk=report.pk)
    inline = file_format == "pdf" and request.GET.get("inline") == "1"
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[file_format],
        headers={
            "Content-Disposition": content_disposition_header(not inline, f"{report.title}.{file_format}")
        },
    )


@require_GET
@branch_required
def yearbook(request, file_format):
    """The year book of the chosen branch and year as `docx` or `pdf`."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    workspace = request.workspace
    if not permissions.can_read_year_book(request.user, workspace.branch):
        raise PermissionDenied
    branch, year, today = workspace.branch, workspace.year, timezone.localdate()
    if progress_of(request) is None and picture_count(branch, year) > MOST_PICTURES:
        return lengthy(request, f"{YearBook(branch.name, year, today, ()).title}.{file_format}")
    book = year_book(branch, year, today)
    return document_response(request, to_document(book), file_format, back="reports:report_list")


@require_GET
def report_preview(request, pk):
    """The pages as they will be printed."""
    return render(request, "reports/report_preview.html", {"report": visible_report(request, pk)})


@dataclass(frozen=True)
class OverviewLine:
    """A section and the records it will be drafted from."""

    heading: str
    figures: str
    is_empty: bool
    list_url: str


# Which records stand behind what a section draws on: in words with their unit, and where they are listed.
FIGURES: dict[str, tuple[list[tuple[str, Callable[[YearRecords], list], str]], str]] = {
    Draws.LAST_YEAR: (
        [("上年度整改事项", lambda r: r.last_year_items, "项")],
        "rectification:item_list",
    ),
    Draws.OPINIONS: ([("征求意见", lambda r: r.opinions, "条")], "rectification:problem_list"),
    Draws.FINDINGS: (
        [("征求意见", lambda r: r.opinions, "条"), ("查摆问题", lambda r: r.findings, "个")],
        "rectification:problem_list",
    ),
    Draws.CAMPAIGNS: ([("学习教育", lambda r: r.tagged, "次")], "reports:campaign_list"),
    Draws.WORK: (
        [
            ("会议", lambda r: r.meetings, "次"),
            ("活动", lambda r: r.activities, "次"),
            ("学习任务", lambda r: r.tasks, "项"),
            ("工作领域", lambda r: r.work_areas, "个"),
        ],
        "activities:activity_list",
    ),
    Draws.PROBLEMS: ([("主要问题", lambda r: r.main_problems, "个")], "rectification:problem_list"),
    Draws.CAUSES: ([("原因", lambda r: r.causes, "条")], "rectification:problem_list"),
    Draws.MEASURES: (
        [("措施", lambda r: r.measures, "条"), ("整改事项", lambda r: r.items, "项")],
        "rectification:item_list",
    ),
}


def year_overview(branch: Organisation, year: int, on: date, plan: ReportPlan) -> list[OverviewLine]:
    """One line per section of the report as it is planned."""
    r = YearRecords(branch, year, on)
    lines = []
    for section in plan.sections:
        figures = [
            (label, len(rows(r)), unit) for draw in section.draws for label, rows, unit in FIGURES[draw][0]
        ]
        lines.append(
            OverviewLine(
                section.heading,
                "，".join(f"{label} {count} {unit}" for label, count, unit in figures) or "由人撰写",
                not any(count for _, count, _ in figures),
                FIGURES[section.draws[0]][1] if section.draws else "",
            )
        )
    return lines
