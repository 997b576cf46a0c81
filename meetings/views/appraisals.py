"""民主评议 as the branch keeps it: list, opening, the round with its results, closing, the committee's verdict."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import grants_of
from branch.workspace import asked_year
from core import records
from core.columns import Column, span
from core.editing import refusals_told
from core.pages import Add, Words, chosen_branch, form_page, get_visible, list_page
from core.refusals import Refused
from core.sheets import sheet_response

from .. import appraisals, sheets, suggestions
from .. import permissions_cycle as permissions
from ..appraisal_results import limit_warning, results_of
from ..enums_cycle import BallotMethod, Grade
from ..forms.appraisals import AppraisalRoundForm, VerdictForm
from ..models import AppraisalRound, Meeting

# So long a new round stays open unless the secretary says otherwise.
TIME_TO_VOTE = timedelta(days=7)


def _columns(at) -> list[Column]:
    """How far everyone is, for those who read the branch."""
    shares = [
        ("自评", "assessed_count", "member_count"),
        ("投票", "voted_count", "member_count"),
        ("评定", "decided_count", "graded_count"),
        ("反馈", "told_count", "graded_count"),
    ]
    return [
        Column("名称", str, is_main=True),
        Column("起止", lambda row: span(row.opens_on, row.closes_on)),
        *(
            Column(label, lambda row, of=of: f"{getattr(row, of[0])} / {getattr(row, of[1])}", css="num")
            for label, *of in (shares if permissions.can_read(at.user, at.branch) else [])
        ),
        Column("状态", "state_badge"),
    ]


appraisal_list = list_page(
    AppraisalRound,
    _columns,
    may_open=permissions.can_list_own,
    of_year=False,
    rows=lambda rows, at: rows.with_progress().order_by("-year"),
    add=Add(
        "开始民主评议",
        permissions.can_record,
        "开始以后，党员在手机上自评、互评和无记名投票；在会上用纸质票的，计票以后录入票数。",
    ),
    empty=("还没有民主评议", "支部开始民主评议以后，您可以在这里自评、互评和投票。"),
    subtitle="一般每年开展 1 次；测评无记名，网上投票或用纸质票，都不知道哪张票是谁投的。",
    tabs=("meetings/_tabs.html", "appraisals"),
)


def _round_or_404(request, pk, may=None) -> AppraisalRound:
    return get_visible(
        request, AppraisalRound, pk, may, rows=lambda rows: rows.select_related("branch", "meeting")
    )


@require_GET
def appraisal_detail(request, pk):
    """One round with its results for readers of the branch; everyone else is led to the own part."""
    appraisal = _round_or_404(request, pk)
    if not permissions.can_read_appraisal(request.user, appraisal):
        return redirect("meetings:appraisal_own", pk=pk)
    results = results_of(appraisal)
    may_change = permissions.can_change_appraisal(request.user, appraisal)
    if request.GET.get("format") == "xlsx":
        return sheet_response(sheets.appraisal_sheet(appraisal, results))
    entries = list(appraisal.entries.select_related("member"))
    context = {
        "appraisal": appraisal,
        "results": results,
        "entries": entries,
        "waiting": [] if appraisal.is_on_paper else [entry for entry in entries if not entry.has_voted],
        "grades": Grade.labels,
        "may_change": may_change,
        "takes_part": any(entry.member_id in grants_of(request.user).member_ids for entry in entries),
    }
    return render(request, "meetings/appraisal_detail.html", context)


@require_http_methods(["GET", "POST"])
def appraisal_create(request):
    """Open the round of a year."""
    branch, today = chosen_branch(request, permissions.can_record), localdate()
    year = asked_year(request, suggestions.year_for(["APPRAISAL"], today))
    meeting = Meeting.objects.of_branch(branch).of_kind("APPRAISAL", year).first()
    initial = {"year": year, "opens_on": today, "closes_on": today + TIME_TO_VOTE, "meeting": meeting}
    form = AppraisalRoundForm(request.POST or None, initial=initial, user=request.user, branch=branch)
    done = "民主评议已开始，党员可以自评、互评和投票。"
    if request.POST.get("method") == BallotMethod.PAPER:
        done = "民主评议已开始，党员可以自评、互评；会上投票计票以后，请录入计票结果。"
    hint = "参加名单按开始日期的党员名册生成；预备党员参加评议，不评定等次。"
    return form_page(request, form, Words("开始民主评议", done, hint, submit="开始评议"))


@require_http_methods(["GET", "POST"])
def appraisal_update(request, pk):
    """Move the last day, or name the meeting."""
    appraisal = _round_or_404(request, pk, permissions.can_change_appraisal)
    form = AppraisalRoundForm(
        request.POST or None, instance=appraisal, user=request.user, branch=appraisal.branch
    )
    return form_page(request, form, Words("编辑民主评议", "修改已保存。", str(appraisal)), appraisal)


@require_http_methods(["GET", "POST"])
def appraisal_close(request, pk):
    """Ask once, then end the voting: it cannot be opened again."""
    appraisal = _round_or_404(request, pk, permissions.can_change_appraisal)
    if request.method == "POST":
        with refusals_told(request):
            appraisals.close_round(appraisal=appraisal, by=request.user)
            messages.success(request, "民主评议已截止，结果已统计。")
        return redirect("meetings:appraisal_detail", pk=pk)
    waiting = appraisal.entries.filter(has_voted=False).select_related("member")
    if appraisal.is_on_paper:
        waiting = waiting.none()
    return render(request, "meetings/appraisal_close.html", {"appraisal": appraisal, "waiting": waiting})


@require_http_methods(["GET", "POST"])
def appraisal_decide(request, pk):
    """支委会's opinions and grades for everyone on one page."""
    appraisal = _round_or_404(request, pk, permissions.can_change_appraisal)
    results = results_of(appraisal)
    form = VerdictForm(
        request.POST or None,
        entries=[tally.entry for tally in results.tallies],
        initial={"lock_version": appraisal.lock_version},
        today=localdate(),
        user=request.user,
    )
    if request.method == "POST" and form.is_valid() and _decide(request, appraisal, form):
        return redirect("meetings:appraisal_detail", pk=pk)
    context = {
        "appraisal": appraisal,
        "form": form,
        "results": results,
        "rows": [
            (entry, fields, tally)
            for (entry, fields), tally in zip(form.rows(), results.tallies, strict=True)
        ],
        "grades": Grade.labels,
    }
    return render(request, "meetings/appraisal_decide.html", context)


def _decide(request, appraisal: AppraisalRound, form: VerdictForm) -> bool:
    verdicts = form.verdicts()
    appraisal.lock_version = form.cleaned_data["lock_version"]
    try:
        appraisals.decide(appraisal=appraisal, verdicts=verdicts, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, records.StaleRecord):
            form.show_stored_version(AppraisalRound.objects.get(pk=appraisal.pk).lock_version)
        return False
    messages.success(request, "评定意见已保存。")
    excellent = sum(verdict.grade == Grade.EXCELLENT for verdict in verdicts)
    if warning := limit_warning(excellent, len(verdicts)):
        messages.warning(request, warning)
    return True
