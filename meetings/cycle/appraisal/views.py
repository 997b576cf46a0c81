"""民主评议: the round with its results, closing and verdict; a member's own part; the count on paper; its printed forms."""

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import grants_of
from branch.members.name_order import PaperOrder, stroke_key
from branch.workspace import asked_year
from core import records, sealed_box
from core.columns import Column, span
from core.editing import refusals_in, refusals_told
from core.pages import Add, Words, chosen_branch, form_page, get_visible, list_page
from core.refusals import Refused
from core.sheets import Sheet, sheet_response
from documents.downloads import document_response
from meetings.cycle.enums import BallotMethod, BodyGrade, Grade
from meetings.cycle.permissions import can_list_own, can_read, can_record
from meetings.meeting import suggestions
from meetings.meeting.models import Meeting

from . import documents, paper, services
from . import permissions as appraisal_permissions
from .forms import (
    BODY_COLUMNS,
    COLUMNS,
    AppraisalRoundForm,
    BallotForm,
    PaperBallotsForm,
    PeersForm,
    SelfAssessmentForm,
    VerdictForm,
)
from .models import AppraisalEntry, AppraisalRound, PeerAssessment
from .permissions import can_change_appraisal, can_read_appraisal
from .results import Results, limit_of, results_of

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
            for label, *of in (shares if can_read(at.user, at.branch) else [])
        ),
        Column("状态", "state_badge"),
    ]


appraisal_list = list_page(
    AppraisalRound,
    _columns,
    may_open=can_list_own,
    of_year=False,
    rows=lambda rows, at: rows.with_progress().order_by("-year"),
    add=Add(
        "开始民主评议",
        can_record,
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
    if not can_read_appraisal(request.user, appraisal):
        return redirect("meetings:appraisal_own", pk=pk)
    results = results_of(appraisal)
    may_change = can_change_appraisal(request.user, appraisal)
    if request.GET.get("format") == "xlsx":
        sheets = [appraisal_sheet(appraisal, results), *body_sheets(appraisal, results)]
        return sheet_response(*sheets)
    entries = list(appraisal.entries.select_related("member"))
    context = {
        "appraisal": appraisal,
        "results": results,
        "entries": entries,
        "waiting": [] if appraisal.is_on_paper else [entry for entry in entries if not entry.has_voted],
        "grades": Grade.labels,
        "body_grades": BodyGrade.labels,
        "may_change": may_change,
        "broken": sealed_box.broken(appraisal) if appraisal.is_open else 0,
        "takes_part": any(entry.member_id in grants_of(request.user).member_ids for entry in entries),
    }
    return render(request, "meetings/appraisal_detail.html", context)


@require_http_methods(["GET", "POST"])
def appraisal_create(request):
    """Open the round of a year."""
    branch, today = chosen_branch(request, can_record), localdate()
    year = asked_year(request, suggestions.year_for(["APPRAISAL"], today))
    meeting = Meeting.objects.of_branch(branch).of_kind("APPRAISAL", year).first()
    initial = {"year": year, "opens_on": today, "closes_on": today + TIME_TO_VOTE, "meeting": meeting}
    initial["rates_branch"] = True
    form = AppraisalRoundForm(request.POST or None, initial=initial, user=request.user, branch=branch)
    done = "民主评议已开始，党员可以自评、互评和投票。"
    if request.POST.get("method") == BallotMethod.PAPER:
        done = "民主评议已开始，党员可以自评、互评；会上投票计票以后，请录入计票结果。"
    hint = "参加名单按开始日期的党员名册生成；预备党员参加评议，不评定等次。"
    return form_page(request, form, Words("开始民主评议", done, hint, submit="开始评议", again=""))


@require_http_methods(["GET", "POST"])
def appraisal_update(request, pk):
    """Move the last day, or name the meeting."""
    appraisal = _round_or_404(request, pk, can_change_appraisal)
    form = AppraisalRoundForm(
        request.POST or None, instance=appraisal, user=request.user, branch=appraisal.branch
    )
    return form_page(request, form, Words("编辑民主评议", "修改已保存。", str(appraisal)), appraisal)


@require_http_methods(["GET", "POST"])
def appraisal_close(request, pk):
    """Ask once, then end the voting: it cannot be opened again."""
    appraisal = _round_or_404(request, pk, can_change_appraisal)
    if request.method == "POST":
        with refusals_told(request):
            services.close_round(appraisal=appraisal, by=request.user)
            messages.success(request, "民主评议已截止，结果已统计。")
        return redirect("meetings:appraisal_detail", pk=pk)
    waiting = appraisal.entries.filter(has_voted=False).select_related("member")
    if appraisal.is_on_paper:
        waiting = waiting.none()
    return render(request, "meetings/appraisal_close.html", {"appraisal": appraisal, "waiting": waiting})


@require_http_methods(["GET", "POST"])
def appraisal_vote_again(request, pk):
    """Ask once, then have everyone vote anew, because the box cannot be opened."""
    appraisal = _round_or_404(request, pk, can_change_appraisal)
    if request.method == "POST":
        with refusals_told(request):
            services.vote_again(appraisal=appraisal, by=request.user)
            messages.success(request, "原来的票箱已作废，请通知全体党员重新投票。")
        return redirect("meetings:appraisal_detail", pk=pk)
    if not sealed_box.broken(appraisal):
        messages.info(request, "票箱完好，不用重新投票。")
        return redirect("meetings:appraisal_detail", pk=pk)
    return render(request, "meetings/appraisal_vote_again.html", {"appraisal": appraisal})


@require_http_methods(["GET", "POST"])
def appraisal_decide(request, pk):
    """支委会's opinions and grades for everyone on one page."""
    appraisal = _round_or_404(request, pk, can_change_appraisal)
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
        services.decide(appraisal=appraisal, verdicts=verdicts, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, records.StaleRecord):
            form.show_stored_version(AppraisalRound.objects.get(pk=appraisal.pk).lock_version)
        return False
    messages.success(request, "评定意见已保存。")
    excellent = sum(verdict.grade == Grade.EXCELLENT for verdict in verdicts)
    if warning := limit_of(appraisal).warning(excellent):
        messages.warning(request, warning)
    return True


def _own_entry(request, pk) -> AppraisalEntry:
    """The person's own entry in a round; 403 for someone who may see the round and takes no part."""
    appraisal = get_object_or_404(AppraisalRound.objects.visible_to(request.user), pk=pk)
    entries = appraisal.entries.select_related("member", "appraisal__branch")
    entry = entries.filter(member__in=grants_of(request.user).member_ids).first()
    if entry is None:
        raise PermissionDenied("您不在这次民主评议的名单里。")
    return entry


def _graded(entry: AppraisalEntry):
    return entry.appraisal.entries.filter(is_graded=True).select_related("member")


@require_GET
def appraisal_own(request, pk):
    """What the member has done in the round and what is still to do; after it, the verdict."""
    entry = _own_entry(request, pk)
    given = PeerAssessment.objects.filter(entry__appraisal=entry.appraisal, by=entry.member).count()
    context = {
        "entry": entry,
        "appraisal": entry.appraisal,
        "given": given,
        "given_words": f"已评 {given} 人",
        "is_running": entry.appraisal.is_open
        and entry.appraisal.opens_on <= localdate() <= entry.appraisal.closes_on,
    }
    return render(request, "meetings/appraisal_own.html", context)


def _take_part(request, entry, form, act, template: str, done: str):
    """Show a form of the member's part; on a valid POST store it by `act()` and go back to the own page."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act()
            messages.success(request, done)
            return redirect("meetings:appraisal_own", pk=entry.appraisal_id)
    context = {"form": form, "entry": entry, "appraisal": entry.appraisal}
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def appraisal_self(request, pk):
    """The member's own assessment."""
    entry = _own_entry(request, pk)
    form = SelfAssessmentForm(request.POST or None, entry=entry, user=request.user)

    def act() -> None:
        services.assess_self(
            entry=entry,
            text=form.cleaned_data["text"],
            grade=form.cleaned_data.get("grade", ""),
            by=request.user,
            on=localdate(),
        )

    return _take_part(request, entry, form, act, "meetings/appraisal_self.html", "自评已保存。")


@require_http_methods(["GET", "POST"])
def appraisal_peers(request, pk):
    """Grades and a few words for the others."""
    entry = _own_entry(request, pk)
    mine = PeerAssessment.objects.filter(entry__appraisal=entry.appraisal, by=entry.member)
    form = PeersForm(
        request.POST or None,
        entries=_graded(entry).exclude(pk=entry.pk),
        given={row.entry_id: (row.grade, row.comment) for row in mine},
        user=request.user,
    )

    def act() -> None:
        services.assess_peers(entry=entry, given=form.given(), by=request.user, on=localdate())

    return _take_part(request, entry, form, act, "meetings/appraisal_peers.html", "互评已保存。")


@require_http_methods(["GET", "POST"])
def appraisal_vote(request, pk):
    """The anonymous ballot; once it is in the box nobody can show or change it."""
    entry = _own_entry(request, pk)
    if entry.appraisal.is_on_paper:
        raise PermissionDenied("这次民主评议用纸质测评票，请在会上投票。")
    form = BallotForm(
        request.POST or None,
        entries=_graded(entry),
        bodies=[paper.RatedBody(body) for body in entry.appraisal.bodies],
        limit=limit_of(entry.appraisal),
        user=request.user,
    )

    def act() -> None:
        services.cast_ballot(entry=entry, marks=form.marks(), bodies=form.body_marks(), on=localdate())

    return _take_part(
        request,
        entry,
        form,
        act,
        "meetings/appraisal_vote.html",
        "您的票已投入票箱；系统不记录哪张票是谁投的。",
    )


def _round(request, pk) -> AppraisalRound:
    """A round whose whole the person reads: 404 for those who take no part, 403 for those who only take part."""
    rows = AppraisalRound.objects.visible_to(request.user).select_related("branch")
    appraisal = get_object_or_404(rows, pk=pk)
    if not can_read_appraisal(request.user, appraisal):
        raise PermissionDenied("民主测评表和汇总表由支委会打印。")
    return appraisal


def _in_paper_order(appraisal: AppraisalRound, rows: list) -> list:
    """What belongs to a member each, as papers name the members: by post, then by strokes."""
    return PaperOrder([appraisal.branch_id]).of_rows(rows, appraisal.opens_on)


@require_GET
def ballot_paper(request, pk, file_format):
    """民主测评表 to vote on paper, its names by strokes alone."""
    appraisal = _round(request, pk)
    graded = appraisal.entries.filter(is_graded=True).select_related("member")
    graded = sorted(graded, key=lambda entry: stroke_key(entry.member.name))
    document = documents.ballot_paper(appraisal, graded, on=localdate())
    return document_response(request, document, file_format, back=records.url_of(appraisal))


@require_GET
def appraisal_summary(request, pk, file_format):
    """民主测评汇总表; without a count while the voting goes on or so few voted that they would be known."""
    appraisal = _round(request, pk)
    results = results_of(appraisal)
    tallies = _in_paper_order(appraisal, [(tally.entry.member, tally) for tally in results.tallies])
    document = documents.appraisal_summary(
        appraisal, replace(results, tallies=tuple(tallies)), on=localdate()
    )
    return document_response(request, document, file_format, back=records.url_of(appraisal))


@require_GET
def appraisal_member_forms(request, pk, file_format):
    """The forms of everybody who took part, bound in one."""
    appraisal = _round(request, pk)
    rows = appraisal.entries.select_related("member", "appraisal__branch")
    entries = _in_paper_order(appraisal, [(entry.member, entry) for entry in rows])
    document = documents.member_forms(appraisal, entries, results_of(appraisal), on=localdate())
    return document_response(request, document, file_format, back=records.url_of(appraisal))


@require_GET
def appraisal_member_form(request, pk, file_format):
    """民主评议党员登记表: the own one for a member, once told with the verdict; everyone's for who reads the round."""
    entries = AppraisalEntry.objects.visible_to(request.user).select_related("member", "appraisal__branch")
    entry = get_object_or_404(entries, pk=pk)
    reads_round = can_read_appraisal(request.user, entry.appraisal)
    results = results_of(entry.appraisal) if reads_round else None
    tally = next((one for one in results.tallies if one.entry == entry), None) if results else None
    document = documents.member_form(
        entry,
        tally=tally,
        is_counted=bool(results and results.is_counted),
        shows_verdict=reads_round or bool(entry.feedback_on),
        on=localdate(),
    )
    name = f"{entry.member}{entry.appraisal.year}年度民主评议党员登记表"
    back = records.url_of(entry.appraisal)
    return document_response(request, document, file_format, back=back, name=name)


APPRAISAL_COLUMNS = (
    "序号",
    "姓名",
    "党员状态",
    "自评等次",
    *(f"互评{label}" for label in Grade.labels),
    *(f"测评{label}" for label in Grade.labels),
    "测评弃权",
    "支委会意见",
    "评定等次",
    "反馈日期",
)


def appraisal_sheet(appraisal: AppraisalRound, results: Results) -> Sheet:
    """民主评议结果汇总表: one row a member; marks of ballots stay empty until they are counted."""
    nothing = (None,) * (len(Grade) + 1)
    rows = [
        (
            number,
            str(tally.entry.member),
            tally.entry.status_label,
            _label(tally.entry.self_grade),
            *tally.peers,
            *((*tally.marks, tally.abstained) if results.is_counted else nothing),
            tally.entry.opinion,
            _label(tally.entry.grade),
            tally.entry.feedback_on,
        )
        for number, tally in enumerate(results.tallies, start=1)
    ]
    title = (
        f"{appraisal.branch.short_name}{appraisal}结果汇总表"
        f"（{appraisal.get_method_display()}，发出 {results.issued} 票，收回 {results.returned} 票"
        + (f"，有效 {results.valid} 票，无效 {results.void} 票）" if results.is_counted else "，未统计）")
    )
    return Sheet(title, APPRAISAL_COLUMNS, rows)


def body_sheets(appraisal: AppraisalRound, results: Results) -> list[Sheet]:
    """A sheet for the branch and its committee, where the ballots asked about them."""
    if not results.bodies:
        return []
    nothing = (None,) * (len(BodyGrade) + 1)
    rows = [
        (tally.body.label, *((*tally.marks, tally.abstained) if results.is_counted else nothing))
        for tally in results.bodies
    ]
    return [Sheet(f"{appraisal.year}年度党支部和支委会测评", ("测评对象", *BodyGrade.labels, "弃权"), rows)]


def _label(grade: str) -> str:
    return Grade(grade).label if grade else ""


@require_http_methods(["GET", "POST"])
def appraisal_paper(request, pk):
    """The totals of the papers for each member; “保存并截止” also ends the round, so that the results show."""
    appraisal = get_visible(request, AppraisalRound, pk, appraisal_permissions.can_change_appraisal)
    if not appraisal.is_on_paper:
        messages.error(request, "这次民主评议是网上投票，没有纸质票可以录入。")
        return redirect("meetings:appraisal_detail", pk=pk)
    form = PaperBallotsForm(request.POST or None, appraisal=appraisal, user=request.user)
    if request.method == "POST" and form.is_valid() and _record(request, appraisal, form):
        return redirect("meetings:appraisal_detail", pk=pk)
    context = {
        "appraisal": appraisal,
        "form": form,
        "columns": [label for _, label in COLUMNS],
        "body_columns": [label for _, label in BODY_COLUMNS],
    }
    return render(request, "meetings/appraisal_paper.html", context)


def _record(request, appraisal: AppraisalRound, form: PaperBallotsForm) -> bool:
    appraisal.lock_version = form.cleaned_data["lock_version"]
    try:
        with transaction.atomic():
            stored = paper.record_papers(
                appraisal=appraisal,
                papers=form.papers(),
                lines=form.lines(),
                by=request.user,
                on=localdate(),
            )
            if "close" in request.POST and stored.is_open:
                stored = services.close_round(appraisal=stored, by=request.user)
    except paper.RecordPapersRefused as refusal:
        for fault in refusal.faults:
            form.add_fault(fault)
        return False
    except records.StaleRecord as refusal:
        form.add_error(None, str(refusal))
        form.show_stored_version(AppraisalRound.objects.get(pk=appraisal.pk).lock_version)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "计票结果已录入。" if stored.is_open else "计票结果已录入，结果已统计。")
    return True
