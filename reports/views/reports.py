"""The list of reports, drafting one, its page, and its moves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.workspace import branch_required
from core.editing import edit_page, refusals_in, refusals_told
from core.form_tokens import new_token, once
from core.refusals import Refused

from .. import permissions, services
from ..editor import show
from ..enums import ReportAction, SectionKind
from ..facts import FactBook
from ..forms import ReportForm, ReturnForm
from ..models import AnnualReport
from ..year_overview import year_overview


def visible_report(request, pk: int) -> AnnualReport:
    """A report that the user may know of, with its tree; 404 otherwise."""
    return get_object_or_404(AnnualReport.objects.visible_to(request.user).with_tree(), pk=pk)


@require_GET
@branch_required
def report_list(request):
    """The branch's reports, newest year first."""
    branch = request.workspace.branch
    if not request.workspace.can_read:
        raise PermissionDenied("年度报告由书记和支委起草，上级组织在报送后可以查看。")
    reports = AnnualReport.objects.visible_to(request.user).filter(branch=branch).order_by("-year")
    context = {
        "reports": reports.prefetch_related("versions"),
        "may_draft": permissions.can_draft_report(request.user, branch),
        "has_this_year": AnnualReport.objects.of_branch(branch).in_year(request.workspace.year).exists(),
    }
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def report_create(request):
    """Show what the year's records hold, then draft the report from them."""
    workspace = request.workspace
    if not permissions.can_draft_report(request.user, workspace.branch):
        raise PermissionDenied("年度报告由书记起草。")
    today = timezone.localdate()
    if request.method == "POST":
        try:
            report = once(
                request.POST.get("form_token", ""),
                lambda: services.draft_report(
                    branch=workspace.branch, year=workspace.year, by=request.user, on=today
                ),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reports:report_list")
        messages.success(request, "已按记录起草，没有记录的地方标为【待补充】。")
        return redirect("reports:report_detail", pk=report.pk)
    context = {"lines": year_overview(workspace.branch, workspace.year, today), "form_token": new_token()}
    return render(request, "reports/report_create.html", context)


@require_GET
def report_detail(request, pk):
    """The report: editor for those who may change it, otherwise the text with its sources."""
    return editor_page(request, visible_report(request, pk))


def editor_page(request, report: AnnualReport, *, typed: dict | None = None, status: int = 200):
    """Render the report's page; `typed` keeps a refused paragraph's text and says what is wrong with it."""
    today = timezone.localdate()
    may_edit = permissions.can_change_report(request.user, report)
    context = {
        "report": report,
        "shown": show(report, on=today),
        "may_edit": may_edit,
        "may_redraft": permissions.can_redraft_report(request.user, report),
        "actions": [a for a in permissions.open_actions(request.user, report) if a != ReportAction.RETURN],
        "may_return": ReportAction.RETURN in permissions.open_actions(request.user, report),
        "versions": report.versions.all(),
        "facts": FactBook(report.branch, report.year, today).offered() if may_edit else [],
        "typed": typed or {},
        "form_token": new_token(),
    }
    return render(request, "reports/report_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def report_update(request, pk):
    """Title, salutation and signature."""
    report = visible_report(request, pk)
    if not permissions.can_change_report(request.user, report):
        raise PermissionDenied("定稿后的报告不能修改，需要修改时请先“修订”。")
    form = ReportForm(request.POST or None, instance=report, user=request.user, branch=report.branch)
    return edit_page(
        request,
        form,
        template="reports/report_form.html",
        done="已保存版头与落款。",
        context={"report": report},
    )


@require_POST
def report_redraft(request, pk):
    """Draft the whole text or one section anew; a person's edits stay."""
    report = visible_report(request, pk)
    if not permissions.can_redraft_report(request.user, report):
        raise PermissionDenied
    kind = request.POST.get("kind", "")
    kind = kind if kind in SectionKind.values else ""
    kept = services.redraft_report(report=report, by=request.user, on=timezone.localdate(), kind=kind)
    messages.success(request, f"已按最新记录重新起草，人工修改的 {kept} 段保持不变。")
    return redirect("reports:report_detail", pk=report.pk)


@require_POST
def report_move(request, pk):
    """Submit, finalise, send, accept, revise: one move of the table."""
    report = visible_report(request, pk)
    action = request.POST.get("action", "")
    if action not in ReportAction.values or not permissions.can_do(request.user, report, action):
        raise PermissionDenied
    with refusals_told(request):
        services.move_report(report=report, action=action, by=request.user, at=timezone.localtime())
        messages.success(request, f"已{ReportAction(action).label}。")
    return redirect("reports:report_detail", pk=report.pk)


@require_http_methods(["GET", "POST"])
def report_return(request, pk):
    """The superior officer sends the report back with a comment."""
    report = visible_report(request, pk)
    if not permissions.can_do(request.user, report, ReportAction.RETURN):
        raise PermissionDenied
    form = ReturnForm(request.POST or None, user=request.user, branch=report.branch)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.move_report(
                report=report,
                action=ReportAction.RETURN,
                by=request.user,
                at=timezone.localtime(),
                comment=form.cleaned_data["comment"],
            )
            messages.success(request, "已退回支部修改。")
            return redirect("reports:report_detail", pk=report.pk)
    return render(request, "reports/report_return.html", {"form": form, "report": report})
