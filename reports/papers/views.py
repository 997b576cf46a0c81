"""The year's papers by the season, drafting one by a click, and a member's own."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.access import can_read_branch, is_secretary
from branch.members.models import Member
from core.editing import refusals_in, refusals_told
from core.form_tokens import digest_of, new_token, once
from core.pages import allow, chosen_branch
from reports.numbers.services import last_code
from reports.report import services
from reports.report.enums import HANDED_IN
from reports.report.models import AnnualReport
from reports.rulings.models import ReceivedRuling

from . import registry
from .forms import RequestForm
from .permissions import can_draft_paper, has_own_papers

WHY_NOT = "材料由书记和支委起草，党员在“我的材料”里写自己的发言提纲。"


@dataclass(frozen=True)
class PaperLine:
    """A paper of the season: what there is of it, and whether this person may draft it."""

    paper: registry.Paper
    reports: tuple[AnnualReport, ...]
    may_draft: bool
    received: tuple[ReceivedRuling, ...] = ()


@require_GET
def paper_list(request):
    """The papers of the branch and year in the order of the season."""
    branch = chosen_branch(request, can_read_branch, WHY_NOT)
    year, user = request.workspace.year, request.user
    visible = (
        AnnualReport.objects.visible_to(user)
        .filter(Q(branch=branch) | Q(answers_to__branch=branch), year=year)
        .select_related("member", "branch")
    )
    found: dict[str, list[AnnualReport]] = {}
    for report in visible.order_by("member__name_sort", "pk"):
        found.setdefault(report.paper, []).append(report)
    received = ReceivedRuling.objects.visible_to(user).filter(branch=branch, issued_on__year=year)
    lines = [
        PaperLine(
            paper,
            tuple(_handed_in(found.get(paper.code, [])) if paper.is_personal else found.get(paper.code, [])),
            not paper.is_personal
            and can_draft_paper(user, branch, paper)
            and (bool(paper.subject) or paper.code not in found),
            tuple(received) if paper.is_from_above else (),
        )
        for paper in registry.all_papers()
        if not paper.is_personal or is_secretary(user, branch)
    ]
    context = {
        "lines": lines,
        "year": year,
        "branch": branch,
        "member_count": Member.objects.on_roll(branch, localdate()).count(),
        "has_own": has_own_papers(user, branch),
        "form_token": new_token(),
    }
    return render(request, "reports/papers/list.html", context)


def _handed_in(reports: list[AnnualReport]) -> list[AnnualReport]:
    """What reached the secretary; the own draft stands on the own page."""
    return [report for report in reports if report.state in HANDED_IN]


@require_GET
def own_papers(request):
    """我的材料: what a member writes for the year."""
    branch = chosen_branch(request, has_own_papers, "您的账号还没有对应到这个支部的党员，请联系书记。")
    own = AnnualReport.objects.alive().filter(member=request.user.member, year=request.workspace.year)
    by_code = {report.paper: report for report in own.select_related("branch", "member")}
    lines = [
        PaperLine(
            paper,
            tuple(filter(None, [by_code.get(paper.code)])),
            paper.code not in by_code and can_draft_paper(request.user, branch, paper),
        )
        for paper in registry.all_papers()
        if paper.is_personal
    ]
    context = {"lines": lines, "year": request.workspace.year, "form_token": new_token()}
    return render(request, "reports/papers/own.html", context)


@require_POST
def paper_draft(request, code):
    """Draft a paper of the chosen year from the records."""
    try:
        paper = registry.get(code)
    except KeyError as error:
        raise Http404 from error
    if paper.subject:
        raise Http404
    branch, year = chosen_branch(request), request.workspace.year
    allow(can_draft_paper(request.user, branch, paper), WHY_NOT)
    new = AnnualReport(
        branch=branch, year=year, paper=code, member=request.user.member if paper.is_personal else None
    )
    with refusals_told(request):
        report = once(
            request.POST.get("form_token", ""),
            digest_of(request.POST),
            lambda: services.draft_paper(report=new, by=request.user, on=localdate()),
        )
        messages.success(request, "已按记录起草，没有记录的地方标为【待补充】。")
        return redirect("reports:report_detail", pk=report.pk)
    return redirect("reports:own_papers" if paper.is_personal else "reports:paper_list")


@require_http_methods(["GET", "POST"])
def request_create(request):
    """Draft a 请示 about one matter; its year is that in which it is written, as its number's."""
    paper, today = registry.get("request"), localdate()
    branch = chosen_branch(request, lambda user, branch: can_draft_paper(user, branch, paper), WHY_NOT)
    initial = {"code": last_code(branch)}
    form = RequestForm(request.POST or None, initial=initial, user=request.user, branch=branch)
    if request.method == "POST" and form.is_valid():
        new = AnnualReport(branch=branch, year=today.year, paper=paper.code)
        new.subject, new.code = form.cleaned_data["subject"], form.cleaned_data["code"]
        with refusals_in(form):
            report = services.draft_paper(report=new, by=request.user, on=today)
            messages.success(request, "已起草请示，没有记录的地方标为【待补充】。")
            return redirect("reports:report_detail", pk=report.pk)
    return render(request, "reports/papers/request.html", {"form": form}, status=422 if form.errors else 200)
