"""The demo: it comes through the services, is whole, and says what the handbook promises."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from branch.accounts.models import User
from branch.members.models import Member
from branch.organisations.models import Organisation
from core.audit_records import altered
from core.enums import RuleState
from core.models import AuditEntry
from meetings.cycle.appraisal.models import AppraisalRound
from meetings.cycle.appraisal.results import results_of
from meetings.meeting.models import Meeting
from meetings.votes.models import Vote
from overview.compliance import lines_of
from overview.cycle.data import CycleData
from overview.cycle.views import cycle_of
from overview.demo.world import DEMO_PASSWORD
from overview.renewal.models import Renewal
from overview.renewal.steps import Progress
from reports.drafting.draft import draft
from reports.facts import FactBook
from reports.report.assembling import render_report
from reports.report.editor import show
from reports.report.models import AnnualReport

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.usefixtures("demo")]

ACCOUNTS = {
    "shuji",
    "zuzhi",
    "jijian",
    "zuzhang",
    "dangyuan",
    "yubei",
    "shangji",
    "waizhi",
    "huanjie",
    "gongdi",
    "admin",
}
MET, LATE, WHY, NOT = RuleState.MET, RuleState.OVERDUE, RuleState.EXPLAINED, RuleState.NOT_APPLICABLE

# Written down by hand from the notebooks of the demo branch, 2025: every cell of the grid.
GRID_2025 = {
    "党员大会": [(MET, 1)] * 4,
    "支委会": [(MET, 1)] * 12,
    "施工党小组会": [(MET, 1)] * 7 + [(WHY, 0)] + [(MET, 1)] * 4,
    "综合党小组会": [(MET, 1)] * 5 + [(LATE, 0)] + [(MET, 1)] * 6,
    "主题党日": [(MET, 1)] * 12,
    "党课": [(MET, 1), (MET, 2), (MET, 1), (MET, 1)],
    "组织生活会": [(MET, 1)],
    "民主评议": [(MET, 1)],
    "预备期：吴晓宁": [(MET, 1)],
    "支委会设置": [(MET, 5)],
    "任期": [(MET, 1)],
}


ALL_DONE, GOING, NONE_YET = "已完成", "进行中", "还没有记录"
CYCLE_2025 = {
    "方案与通知": ALL_DONE,
    "会前学习": ALL_DONE,
    "征求意见": GOING,
    "谈心谈话": GOING,
    "查摆问题": ALL_DONE,
    "对照检查材料": GOING,
    "召开会议、通报整改和报告工作": ALL_DONE,
    "批评与自我批评": ALL_DONE,
    "民主评议测评": ALL_DONE,
    "上级点评": ALL_DONE,
    "评定与反馈": ALL_DONE,
    "整改清单与公示": ALL_DONE,
    "销号": NONE_YET,
}


def branch(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def report_2025() -> AnnualReport:
    return AnnualReport.objects.annual().with_tree().get(branch=branch("xiangmu"), year=2025)


def test_has_every_promised_account_with_its_password():
    users = User.objects.filter(is_demo=True)
    assert {user.username for user in users} == ACCOUNTS
    assert all(user.check_password(DEMO_PASSWORD) for user in users)


def test_has_two_branches_two_groups_and_a_rare_name():
    members = Member.objects.on_roll(branch("xiangmu"), date(2025, 12, 31))
    assert members.count() == 21
    assert members.filter(name__in=["陈喆", "马䶮"]).count() == 2
    assert branch("xiangmu").groups.count() == 2
    assert Member.objects.on_roll(branch("jiguan"), TODAY).count() == 5


def test_its_audit_chain_holds_and_every_record_was_entered_by_someone():
    call_command("verify_audit")
    assert list(altered()) == []
    assert not Meeting.objects.filter(created_by__isnull=True).exists()
    assert AuditEntry.objects.filter(object_type="meetings.meeting").count() >= Meeting.objects.count()


def test_enters_nothing_later_than_its_today_but_plans():
    assert not Meeting.objects.held().filter(starts_at__date__gte=TODAY).exists()
    assert Meeting.objects.filter(state="PLANNED", starts_at__date__gt=TODAY).count() == 2
    assert Meeting.objects.filter(starts_at__date__gte=TODAY - timedelta(days=60)).exists()


def test_grid_of_2025_is_what_was_written_down_by_hand():
    lines = {line.label: line for line in lines_of(branch("xiangmu"), 2025, TODAY)}
    for label, cells in GRID_2025.items():
        assert [(r.state, r.count) for r in lines[label].results] == cells, label


def test_records_the_votes_on_both_admissions_and_everything_carried():
    votes = Vote.objects.of_branch(branch("xiangmu")).with_lines()
    assert {(vote.matter, vote.lines.get().candidate) for vote in votes} == {
        ("CONFIRMATION", "蓝天佑"),
        ("ADMISSION", "吴晓宁"),
        ("ORDINARY", ""),
    }
    assert [vote.state_badge.label for vote in votes] == ["通过"] * 4
    confirmation = votes.get(matter="CONFIRMATION")
    roll = confirmation.item.meeting.roll
    assert not roll.get(member__name="蓝天佑").may_vote
    assert (confirmation.voters_due, confirmation.voters_present) == (
        roll.filter(may_vote=True).exclude(attendance="EXEMPT").count(),
        roll.filter(may_vote=True, attendance="PRESENT").count(),
    )


def test_report_of_2025_tells_decisions_votes_admissions_and_the_appraisal():
    book = FactBook(branch("xiangmu"), 2025, TODAY)
    told = "".join(one.text for part in draft(book.records) for p in part.paragraphs for one in p.sentences)
    said = re.sub(r"\{([^}]+)\}", lambda name: book.text(name[1]), told)
    for words in (
        "会议议决事项16项，其中明确责任人或时限的12项，已办结12项。",
        "会上表决4次，均获通过。",
        "上年度民主评议党员评定优秀3名、合格17名。",
        "接收预备党员1名，1名预备党员转为正式党员。",
    ):
        assert words in said, words
    assert not re.search(r"(?<![0-9.])0(?:名|项|次|人|件)", said), "what is nought is not told"


def test_small_branch_needs_no_committee_meetings():
    lines = {line.label: line for line in lines_of(branch("jiguan"), 2025, TODAY)}
    assert {r.state for r in lines["支委会"].results} == {NOT}


def test_a_branch_in_its_election_is_told_nothing_overdue():
    """Its term ends in forty days, the letter is answered, four stand for three seats."""
    lines = lines_of(branch("wuzi"), TODAY.year, TODAY)
    assert LATE not in {result.state for line in lines for result in line.results}
    (term,) = [line.results[0] for line in lines if line.label == "任期"]
    assert (term.state, term.due_on) == (RuleState.PENDING, TODAY + timedelta(days=40))
    renewal = Renewal.objects.for_list().get(branch=branch("wuzi"))
    steps = Progress(renewal, TODAY).steps
    assert [step.label for step in steps if step.is_done] == ["换届请示", "上级批复", "候选人和差额"]
    assert [row.member.name for row in renewal.in_ballot_order()] == ["丁秋萍", "上官云飞", "石磊", "钱多宝"]


def test_cycle_of_2025_is_what_was_written_down_by_hand():
    steps = cycle_of(CycleData(branch("xiangmu"), 2025, User.objects.get(username="shuji"), TODAY)).steps
    assert {step.label: step.badge.label for step in steps} == CYCLE_2025
    (talks,) = [line for line in lines_of(branch("xiangmu"), 2025, TODAY) if line.rule.id == "M8"]
    assert (talks.results[0].count, talks.results[0].needed) == (10 + 16 + 15, 10 + 16 + 16)


def test_branch_that_was_sent_out_has_nothing_overdue_and_the_superior_sees_it(client_of):
    linxi = branch("linxi")
    results = [(line.rule.id, r) for line in lines_of(linxi, TODAY.year, TODAY) for r in line.results]
    assert not [rule for rule, result in results if result.state == LATE]
    for rule in ("O5", "O7", "P1"):
        (result,) = [result for one, result in results if one == rule]
        assert result.state == NOT
        assert "由派出组织任命班子" in result.detail
    assert (len({one.home for one in Member.objects.filter(branch=linxi)}), linxi.is_sent_out) == (5, True)
    oversight = client_of(User.objects.get(username="shangji")).get("/oversight/")
    assert (linxi, 9) in {(row.branch, row.member_count) for row in oversight.context["rows"]}


def test_ballots_of_2025_add_up():
    results = results_of(AppraisalRound.objects.get(year=2025))
    assert (results.issued, results.returned, results.valid, results.void) == (21, 20, 19, 1)
    assert all(sum(tally.marks) == 19 for tally in results.tallies)
    assert (results.limit, results.excellent, results.warning) == (6, 6, "")


def test_report_of_2025_has_no_gap_and_no_sentence_without_a_record():
    shown = show(report_2025(), on=TODAY)
    assert (shown.gaps, shown.open) == (0, 0)
    assert all(s.backing for s in shown.sentences if s.state == "有据")


def test_report_of_2025_fills_five_to_nine_pages_and_one_with_the_list_of_items():
    from io import BytesIO

    from pypdf import PdfReader

    pdf = render_report(report_2025(), "pdf", on=TODAY)
    *text, last = PdfReader(BytesIO(pdf)).pages
    assert "整改清单" in last.extract_text().replace(" ", "")
    assert 5 <= len(text) <= 9


def test_report_tells_no_restricted_value():
    text = "".join(sentence.text for sentence in show(report_2025(), on=TODAY).content.sentences())
    for canary in ("住院手术后探望", "送帮扶款", "家庭困难帮扶", "春节前看望患病和困难党员"):
        assert canary not in text


def test_is_loaded_into_an_empty_database_only():
    with pytest.raises(CommandError, match="只装进空的数据库"):
        call_command("load_demo")
