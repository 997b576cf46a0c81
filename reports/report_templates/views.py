"""报告模板: list, page, entering and editing; another template for a report."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core.columns import Column
from core.editing import refusals_told, whole_number
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from reports.report.models import AnnualReport
from reports.report.permissions import can_redraft_report

from . import permissions
from .changing import change_template, move_to
from .copying import begun_from
from .forms import TemplateChoice, TemplateForm
from .models import ReportTemplate

FACTS = [
    Column("文种", "get_form_display"),
    Column("主送机关或称呼", "addressee"),
    Column("开头语", "opening_words"),
    Column("结尾语", "closing_words"),
    Column("附件", "annex_names"),
    Column("版式", lambda template: template.house or "公文格式（GB/T 9704）"),
    Column("所属单位", "branch.name"),
]


def _owner(template: ReportTemplate) -> str:
    return "本支部" if template.branch.is_branch else f"{template.branch}提供"


template_list = list_page(
    ReportTemplate,
    [
        Column("名称", "name", is_main=True),
        Column("文种", "get_form_display"),
        Column("各部分", "heading_names"),
        Column("附件", "annex_names"),
        Column("来自", _owner),
    ],
    may_open=permissions.can_read_templates,
    of_year=False,
    rows=lambda _rows, at: ReportTemplate.objects.visible_to(at.user).usable_in(at.branch).for_list(),
    unit="个",
    add=Add(
        "新建报告模板",
        permissions.can_add_template,
        "本单位的报告不是通常的六部分，或者要报送上级、附台账和统计表，就建一个模板，起草时选用。",
    ),
    subtitle="报告分几部分、每部分写什么、多少字，开头结尾怎么说，附哪些表",
    template="reports/report_templates/list.html",
    context=lambda at: {
        "reports": AnnualReport.objects.visible_to(at.user).of_branch(at.branch).order_by("-year")[:6]
    },
)


template_detail = detail_page(
    ReportTemplate,
    "reports/report_templates/detail.html",
    facts=FACTS,
    context=lambda request, template: {
        "may_draft": permissions.can_add_template(request.user, request.workspace.branch)
    },
)


def _initial(request) -> dict:
    """From the report that the address names, of those the person sees."""
    pk = whole_number(request.GET.get("from", ""))
    if pk is None:
        return {}
    rows = AnnualReport.objects.visible_to(request.user).with_tree()
    report = rows.filter(pk=pk, branch=request.workspace.branch).first()
    return begun_from(report) if report else {}


template_create, template_update = form_pages(
    TemplateForm,
    Words(
        "新建报告模板",
        "报告模板已保存，起草年度报告时可以选用。",
        "已列出通常的六部分，可以改名、增减、合并和调整先后。",
        again="",
    ),
    Words("编辑报告模板", "报告模板已保存。已经起草的报告不变，可以在报告页面换用修改后的模板。"),
    may_add=permissions.can_add_template,
    why="报告模板由书记编辑，上级单位的由上级党务工作者编辑。",
    initial=_initial,
)


@require_http_methods(["GET", "POST"])
def report_template(request, pk):
    """Show what another template would do to a report, then put it over it."""
    report = get_visible(
        request,
        AnnualReport,
        pk,
        lambda user, report: report.is_annual and can_redraft_report(user, report),
        "起草的报告在定稿以前由书记更换模板。",
        rows=lambda rows: rows.with_tree(),
    )
    on = localdate()
    data = request.POST if request.method == "POST" else request.GET
    current = {"template": report.template_id or ""}
    choice = TemplateChoice(data if "template" in data else current, branch=report.branch)
    if request.method == "POST" and choice.is_valid():
        with refusals_told(request):
            kept = change_template(report=report, template=choice.chosen, by=request.user, on=on)
            messages.success(
                request, f"已按“{choice.chosen or '默认（六部分）'}”重新编排，您写的 {kept} 段都在。"
            )
            return redirect("reports:report_detail", pk=pk)
    move = move_to(report, choice.chosen, on=on)
    context = {
        "report": report,
        "choice": choice,
        "lines": move.outline(),
        "is_same": (choice.chosen.pk if choice.chosen else None) == report.template_id,
    }
    return render(request, "reports/report_templates/change.html", context)
