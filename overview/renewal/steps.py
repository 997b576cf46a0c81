"""The steps of an election: each with its state, what it rests on, what is missing, its papers and its button."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from branch.members.models import Member
from branch.members.name_order import without_strokes
from branch.office_terms.models import OfficeTerm
from branch.office_terms.services import present_term
from core import records
from core.dates import chinese_date
from meetings.meeting.faults import day_of
from meetings.meeting.models import Meeting
from overview.cycle.steps import Step, StepInWork, StepPaper
from reports.rulings.shown import issued_to

from .documents import PAPERS
from .enums import RenewalStep
from .models import Candidate, Renewal
from .results import Result, result_of


@dataclass
class Progress:
    """What the page of an election reads; a constant number of queries."""

    renewal: Renewal
    today: date

    @cached_property
    def candidates(self) -> list[Candidate]:
        """By the strokes of their surnames."""
        return self.renewal.in_ballot_order()

    @cached_property
    def result(self) -> Result:
        """What both meetings brought."""
        return result_of(self.renewal)

    @cached_property
    def term(self) -> OfficeTerm | None:
        """The term that the election ends."""
        return present_term(self.renewal.branch, self.today)

    @cached_property
    def voters(self) -> int:
        """Members with a vote, today."""
        return Member.objects.voters(self.renewal.branch, self.today).count()

    @property
    def steps(self) -> list[Step]:
        """The steps in their order, the first open one marked."""
        wanted = [
            step for step in RenewalStep if self.renewal.has_committee or step != RenewalStep.FIRST_MEETING
        ]
        steps = [self._step(step) for step in wanted]
        first = next((place for place, step in enumerate(steps) if not step.is_done), None)
        return [replace(step, number=place + 1, is_next=place == first) for place, step in enumerate(steps)]

    def _step(self, step: RenewalStep) -> Step:
        work = WORKERS[step](self)
        for paper in PAPERS.values():
            if paper.step == step and paper.suits(self.renewal):
                docx, pdf = (
                    reverse("reports:renewal_paper", args=[self.renewal.pk, paper.key, file_format])
                    for file_format in ("docx", "pdf")
                )
                work.papers.append(StepPaper(paper.label, docx, pdf))
        return work.step(step)

    @cached_property
    def rulings(self) -> dict[str, str]:
        """The answers from above that the branch has here: the page of each by its number."""
        return {one.number: one.url for one in issued_to(self.renewal.branch)}

    def to_step(self, step: RenewalStep, word: str) -> tuple[str, str]:
        """The button that opens the form of a step."""
        return word, reverse("overview:renewal_step", args=[self.renewal.pk, step.value])


def _letter(
    progress: Progress,
    step: RenewalStep,
    on: date | None,
    told: str,
    missing: str,
    word: str,
    number: str = "",
) -> StepInWork:
    """A step that is a day and a number; the `number` of an answer leads to its 批复, where it is here."""
    work = StepInWork(action=progress.to_step(step, word))
    if on:
        work.add(told, progress.rulings.get(number, work.action[1]), on)
    else:
        work.missing.append(missing)
    return work


def _request(at: Progress) -> StepInWork:
    row = at.renewal
    told = f"请示已报送{_number(row.request_number)}"
    return _letter(
        at, RenewalStep.REQUEST, row.requested_on, told, "打印请示报上级，报送以后登记日期和文号", "登记报送"
    )


def _number(text: str) -> str:
    return f"（{text}）" if text else ""


def _reply(at: Progress) -> StepInWork:
    row = at.renewal
    told = f"{row.approved_by or '上级'}同意召开{_number(row.reply_number)}"
    missing = "等上级批复，收到以后登记"
    return _letter(at, RenewalStep.REPLY, row.replied_on, told, missing, "登记批复", row.reply_number)


def _candidates(at: Progress) -> StepInWork:
    url = reverse("overview:renewal_candidates", args=[at.renewal.pk])
    work = StepInWork(action=("确定候选人", url))
    for row in at.candidates:
        work.add(f"{row.member}（拟任{row.label}）", records.url_of(row.member))
    margin = "，差额不少于 20%" if at.renewal.has_committee else ""
    wanted = f"应选 {at.renewal.seats} 人，候选人至少 {at.renewal.least_candidates} 人{margin}"
    if len(at.candidates) < at.renewal.least_candidates:
        work.missing.append(wanted)
    return work


def _candidates_reply(at: Progress) -> StepInWork:
    row = at.renewal
    told = f"候选人预备人选已获同意{_number(row.candidates_reply_number)}"
    missing = "等候选人预备人选的批复" if row.candidates_requested_on else "打印请示报上级审批候选人预备人选"
    number = row.candidates_reply_number
    return _letter(
        at, RenewalStep.CANDIDATES_REPLY, row.candidates_replied_on, told, missing, "登记报批", number
    )


def _rules(at: Progress) -> StepInWork:
    missing = "打印选举办法草案，支委会讨论以后提交大会通过"
    on = at.renewal.rules_agreed_on
    return _letter(at, RenewalStep.RULES, on, "支委会讨论通过选举办法草案", missing, "登记讨论日期")


def _tellers(at: Progress) -> StepInWork:
    work = StepInWork(action=at.to_step(RenewalStep.TELLERS, "提名"))
    for label, rows in (("监票人", at.renewal.scrutineers), ("计票人", at.renewal.tellers)):
        names = "、".join(member.name for member in rows.in_pinyin_order())
        if names:
            work.add(f"{label}：{names}", work.action[1])
        else:
            work.missing.append(f"还没有{label}，由候选人以外的党员担任")
    return work


def _ballots(at: Progress) -> StepInWork:
    work = StepInWork(action=at.to_step(RenewalStep.BALLOTS, "登记张数"))
    if at.renewal.ballots_printed:
        work.add(f"印制选票 {at.renewal.ballots_printed} 张", work.action[1])
    else:
        work.missing.append(f"候选人确定以后按姓氏笔画印选票，有选举权的 {at.voters} 人")
    if rare := without_strokes(row.member.name for row in at.candidates):
        work.missing.append(f"{'、'.join(rare)}的姓查不到笔画，选票上排在最后，请在 Word 里调整")
    return work


def _meeting(at: Progress, meeting: Meeting | None, step: RenewalStep, origin: str, what: str) -> StepInWork:
    new = f"{reverse('meetings:meeting_create')}?{urlencode({origin: at.renewal.pk})}"
    work = StepInWork(action=(f"排定或登记{what}", new))
    if meeting is None or meeting.is_deleted:
        work.missing.append(f"还没有{what}")
        work.other = at.to_step(step, "选已登记的会议")
        return work
    work.add(str(meeting), records.url_of(meeting), day_of(meeting))
    if meeting.is_planned:
        work.action = ("登记召开情况", reverse("meetings:meeting_update", args=[meeting.pk]))
        work.missing.append(f"{what}还没有召开")
    return work


def _add_votes(work: StepInWork, meeting: Meeting | None, votes) -> None:
    """The votes on the meeting's agenda, with what they came to; the button to enter one where there is none."""
    if meeting is None:
        return
    for vote in votes:
        work.add(f"{vote.item}：{vote.state_badge.label}；{vote.opening}", records.url_of(vote))
    if not votes:
        item = next(
            (one for one in meeting.agenda.all() if "选举" in one.title and "办法" not in one.title), None
        )
        url = reverse("meetings:vote_create", args=[item.pk]) if item else records.url_of(meeting)
        work.action = ("登记选举表决", url)
        work.missing.append("选举的票数还没有登记")


def _assembly(at: Progress) -> StepInWork:
    work = _meeting(at, at.renewal.assembly, RenewalStep.ASSEMBLY, "renewal", "选举大会")
    _add_votes(work, at.renewal.held_assembly, at.result.votes)
    lacking = at.renewal.seats - len(at.result.elected)
    if at.result.votes and lacking > 0 and at.renewal.assembly:
        work.missing.append(f"应选 {at.renewal.seats} 人，还差 {lacking} 人，可以再次投票后登记")
        work.action = ("去会议登记", records.url_of(at.renewal.assembly))
    return work


def _count(at: Progress) -> StepInWork:
    work = StepInWork()
    if at.result.votes:
        work.add("报告单已按表决登记的票数填好，打印签字", records.url_of(at.result.votes[0]))
    else:
        work.missing.append("会上用空白报告单计票，登记票数以后可以打印填好的")
    return work


def _first_meeting(at: Progress) -> StepInWork:
    what = "新一届支委会第一次会议"
    work = _meeting(at, at.renewal.first_meeting, RenewalStep.FIRST_MEETING, "renewal_first", what)
    if at.renewal.held_assembly is None or not at.result.elected:
        return StepInWork(missing=["大会选出委员以后召开，选举书记、副书记"])
    _add_votes(work, at.renewal.held_first_meeting, at.result.first_votes)
    if at.result.first_votes and not at.result.has_secretary:
        work.missing.append("还没有选出书记")
    return work


def _report(at: Progress) -> StepInWork:
    row = at.renewal
    told = f"选举结果已报上级{_number(row.report_number)}"
    missing = "选举结束以后打印报告报上级，登记日期和文号"
    return _letter(at, RenewalStep.REPORT, row.reported_on, told, missing, "登记报送")


def _approval(at: Progress) -> StepInWork:
    row = at.renewal
    told = f"选举结果已获批准{_number(row.result_number)}"
    missing = "等上级批复选举结果"
    return _letter(
        at, RenewalStep.APPROVAL, row.result_approved_on, told, missing, "登记批复", row.result_number
    )


def _term(at: Progress) -> StepInWork:
    work = StepInWork(action=("办理换届", reverse("overview:renewal_finish", args=[at.renewal.pk])))
    if at.renewal.term:
        work.add(str(at.renewal.term), records.url_of(at.renewal.term), at.renewal.term.starts_on)
    elif not at.result.has_secretary:
        work.action = ("", "")
        work.missing.append("选出书记以后，一次结束上一届、开始新一届的任职和授权")
    else:
        work.missing.append("一次结束上一届、开始新一届的任职和授权，会议改由新书记主持")
    return work


WORKERS: dict[str, Callable[[Progress], StepInWork]] = {
    RenewalStep.REQUEST: _request,
    RenewalStep.REPLY: _reply,
    RenewalStep.CANDIDATES: _candidates,
    RenewalStep.CANDIDATES_REPLY: _candidates_reply,
    RenewalStep.RULES: _rules,
    RenewalStep.TELLERS: _tellers,
    RenewalStep.BALLOTS: _ballots,
    RenewalStep.ASSEMBLY: _assembly,
    RenewalStep.COUNT: _count,
    RenewalStep.FIRST_MEETING: _first_meeting,
    RenewalStep.REPORT: _report,
    RenewalStep.APPROVAL: _approval,
    RenewalStep.TERM: _term,
}


def due_words(progress: Progress) -> str:
    """Until when the present term runs; empty where none is recorded."""
    term = progress.term
    return f"现届{chinese_date(term.due_on)}届满" if term and not progress.renewal.term_id else ""
