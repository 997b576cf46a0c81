"""换届: list, the page of an election with its steps, the forms of the steps, the act that ends it, and its papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_read_branch
from branch.enums import COMMITTEE_POSTS
from branch.members.models import Member, Post
from branch.office_terms.services import present_term
from branch.rules.rules import COMMITTEE_FROM
from core.columns import Column
from core.dates import chinese_date
from core.editing import edit_page, made_before, refusals_in
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from core.records import url_of
from documents.downloads import document_response

from . import services
from .documents import PAPERS
from .enums import RenewalStep
from .forms import FIELDS, CandidatesForm, FinishForm, RenewalForm, StepForm
from .models import COMMITTEE_SEATS, Renewal
from .permissions import can_begin_renewal, can_change_renewal, can_finish_renewal, can_list_renewals
from .results import result_of
from .steps import Progress, due_words


def _rows(rows):
    return rows.for_list()


renewal_list = list_page(
    Renewal,
    [
        Column("换届", str, is_main=True),
        Column("拟召开大会", "planned_on", sort="planned_on"),
        Column("应选", lambda row: f"{row.seats} 人"),
        Column("选举大会", lambda row: row.elected_on or "未召开"),
        Column("状态", "state_badge"),
    ],
    may_open=can_list_renewals,
    of_year=False,
    add=Add(
        "开始换届", can_begin_renewal, "任期届满前半年左右开始：请示、候选人、选举大会到换届，一页一步。"
    ),
    subtitle="{branch.name}；从请示到新一届任职的全过程和文书。",
    tabs=("branch/_tabs.html", "posts"),
    empty=("还没有登记换届", "由书记和支委从“开始换届”办理；班子由派出组织任命的支部不办理换届。"),
)


def _context(request, renewal) -> dict:
    progress = Progress(renewal, localdate())
    steps = progress.steps
    return {
        "steps": steps,
        "done": sum(step.is_done for step in steps),
        "next": next((step for step in steps if step.is_next), None),
        "due": due_words(progress),
        "may_record": can_change_renewal(request.user, renewal) or can_finish_renewal(request.user, renewal),
    }


renewal_detail = detail_page(Renewal, "overview/renewal/detail.html", rows=_rows, context=_context)


def _begun(request) -> dict:
    """The next number, seats as they are, and the last day of the term."""
    branch, today = request.workspace.branch, localdate()
    term = present_term(branch, today)
    has_committee = Member.objects.voters(branch, today).count() >= COMMITTEE_FROM
    held = Post.objects.held_on(today).filter(branch=branch, title__in=COMMITTEE_POSTS)
    seats = held.values("member").distinct().count()
    usual = min(max(seats, COMMITTEE_SEATS[0]), COMMITTEE_SEATS[1]) if has_committee else 1
    return {
        "number": term.number + 1 if term and term.number else None,
        "has_committee": has_committee,
        "seats": usual,
        "planned_on": term.due_on if term and term.due_on >= today else None,
    }


renewal_create, renewal_update = form_pages(
    RenewalForm,
    Words("开始换届", "换届已建立，按步骤办理。", submit="开始", again=""),
    Words("编辑{object}", "修改已保存。"),
    may_add=can_begin_renewal,
    why="换届由书记和支委办理；班子由派出组织任命的支部不办理换届。",
    initial=_begun,
)


@require_http_methods(["GET", "POST"])
def renewal_step(request, pk, step):
    """What one step asks for: days and numbers of letters, names, a meeting."""
    renewal = get_visible(request, Renewal, pk, can_change_renewal, rows=_rows)
    if step not in FIELDS:
        raise Http404
    asked = RenewalStep(step)
    form = StepForm(
        request.POST or None,
        instance=renewal,
        step=asked,
        user=request.user,
        branch=renewal.branch,
        today=localdate(),
    )
    context = {"renewal": renewal, "title": asked.label}
    done = f"“{asked.label}”已登记。"
    return edit_page(request, form, template="overview/renewal/step.html", done=done, context=context)


@require_http_methods(["GET", "POST"])
def renewal_candidates(request, pk):
    """Who stands for which post, with the margin checked."""
    renewal = get_visible(request, Renewal, pk, can_change_renewal, rows=_rows)
    form = CandidatesForm(request.POST or None, renewal=renewal, user=request.user, today=localdate())
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            titles = form.titles
            form.once(lambda: services.choose_candidates(renewal=renewal, titles=titles, by=request.user))
            messages.success(request, f"候选人 {len(titles)} 人已确定，选票按姓氏笔画印。")
            return redirect(url_of(renewal))
    return render(request, "overview/renewal/candidates.html", {"form": form, "renewal": renewal})


@require_http_methods(["GET", "POST"])
def renewal_finish(request, pk):
    """The one act: the term with its posts and roles ends, the next begins, open work goes to a new secretary."""
    renewal = get_visible(request, Renewal, pk, rows=_rows)
    if request.method == "POST" and made_before(request):
        return redirect(url_of(renewal))
    renewal = get_visible(request, Renewal, pk, can_finish_renewal, rows=_rows)
    result, today = result_of(renewal), localdate()
    if not result.has_secretary:
        messages.error(request, "选举结果还没有登记完整：先在会议里登记选举的票数，选出书记以后再办理换届。")
        return redirect(url_of(renewal))
    held = Post.objects.held_on(today).filter(branch=renewal.branch, title__in=COMMITTEE_POSTS)
    form = FinishForm(
        request.POST or None,
        renewal=renewal,
        elected=result.elected,
        duties={post.title: post.duties for post in held},
        user=request.user,
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            _finish(request, renewal, form, today)
            return redirect(url_of(renewal))
    ending = held.select_related("member").in_rank_order()
    return render(
        request, "overview/renewal/finish.html", {"form": form, "renewal": renewal, "ending": ending}
    )


def _finish(request, renewal, form, today) -> None:
    """Do it once, and say what the accounts still lack."""
    told: list[services.Renewed] = []

    def act() -> Renewal:
        told.append(
            services.renew(
                renewal=renewal,
                seats=form.seats,
                starts_on=form.cleaned_data["starts_on"],
                by=request.user,
                on=today,
            )
        )
        return renewal

    form.once(act)
    for done in told:
        messages.success(
            request, f"换届已办理：{done.term.words}自{chinese_date(done.term.starts_on)}起任职。"
        )
        if done.handover:
            messages.info(request, "书记已更换，移交清单在“书记交接”里，请打印签字。")
        if done.without_role:
            names = "、".join(member.name for member in done.without_role)
            messages.warning(
                request, f"{names}的授权还没有开：没有账号的由管理员建立，自己的由上级或别的书记授予。"
            )


@require_GET
def renewal_paper(request, pk, paper, file_format):
    """One of the papers as Word or PDF."""
    renewal = get_visible(
        request, Renewal, pk, lambda user, row: can_read_branch(user, row.branch), rows=_rows
    )
    made = PAPERS.get(paper)
    if made is None or not made.suits(renewal):
        raise Http404
    return document_response(request, made.make(renewal, localdate()), file_format, back=url_of(renewal))
