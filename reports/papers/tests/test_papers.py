"""Each paper against a small made-up year: which records make which sentences, and what no record tells is a gap."""

import io
from datetime import UTC, date, datetime

import docx
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from core import records
from core.refusals import Refused
from core.testing import build_cast, signed_in
from core.testing_databases import prepared
from documents.render.pdf import render_pdf
from documents.render.word import render_docx as render_word
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.models import CycleNote
from meetings.cycle.talks.models import Talk
from meetings.meeting.agenda_items import AgendaItem
from meetings.plan.models import MeetingPlanItem
from meetings.tests.helpers import hold
from rectification.enums import ItemState, ProblemOwner
from rectification.tests import factory
from reports.claims.checking import Backing
from reports.claims.report import ReportClaims
from reports.facts import book_of
from reports.numbers.services import give_number
from reports.papers import registry
from reports.report import services
from reports.report.assembling import working_content
from reports.report.document import from_json, to_document
from reports.report.models import AnnualReport, Paragraph

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 4)
OF_BRANCH = [p.code for p in registry.all_papers() if not p.is_personal and not p.is_from_above]
# What these are about is given: their own tests draft them.
ABOUT = {"annual", "request", "ruling", "campaign"}


def small_year():
    """One of everything that the papers tell of."""
    cast = build_cast()
    by, people = cast.secretary, cast.people
    framework = factory.make_framework(cast, phrase="两个对照")
    own = factory.make_framework(cast, "对照党员义务方面")
    type(own).objects.filter(pk=own.pk).update(audience="MEMBER")
    factory.make_opinion(cast)
    problem = factory.make_problem(cast, framework_item=framework, is_main=True)
    factory.make_problem(
        cast,
        "我学得不深",
        framework_item=own,
        owner=ProblemOwner.MEMBER,
        owner_member=people.member,
        is_finding=False,
    )
    factory.make_cause(cast, problem)
    measure = factory.make_measure(cast, problem)
    factory.make_item(cast, problem=problem, measure=measure)
    before = factory.make_problem(cast, "上年的问题", year=2024)
    factory.make_item(
        cast,
        problem=before,
        state=ItemState.CLOSED,
        closed_on=date(2025, 5, 6),
        content="上年的措施",
        responsible="secretary",
    )
    hold(cast.branch, "2025-03-07", "ASSEMBLY", chair=people.secretary, by=by)
    life = hold(cast.branch, "2026-01-20", "LIFE", year=2025, chair=people.secretary, guests="上级甲", by=by)
    for critic, criticised in ((people.member, people.member), (people.committee, people.member)):
        said = Criticism(
            branch=cast.branch, meeting=life, critic=critic, criticised=criticised, opinion="说得少"
        )
        records.create(said, by=by)
    talk = Talk(
        branch=cast.branch, year=2025, held_on=date(2025, 12, 20), one=people.secretary, other=people.member
    )
    records.create(talk, by=by)
    note = CycleNote(
        branch=cast.branch, year=2025, step="COMMENTS", on=date(2026, 1, 20), text="上级点评：找得准。"
    )
    records.create(note, by=by)
    row = MeetingPlanItem(branch=cast.branch, year=2025, month=9, kind="LECTURE", theme="讲讲安全")
    records.create(row, by=by)
    return cast


year = prepared(small_year, scope="module")

# By paper, what the records of that year make it say; every one of these sentences is backed.
TOLD = {
    "half_year": (
        "召开党员大会1次，各类会议平均到会率100%。",
        "按照年度会议计划，按期组织党课。",
        "计划中的会议主题有“讲讲安全”。",
    ),
    "committee_check": (
        "会前，征求意见1条，开展谈心谈话1次，查摆问题1个。",
        "这项整改已于2025年5月6日销号。",
        "学习计划执行不紧。",
        "抓学习的办法少，导致学习计划执行不紧。",
        "把学习同工程进度一起排。",
    ),
    "secretary_report": (
        "本人赵试一，自2023年1月1日起任党支部书记。",
        "本人主持召开会议2次，与党员谈心谈话1次。",
        "牵头或负责的上年度整改事项1项，已销号1项。",
    ),
    "life_report": (
        "2026年1月20日，党支部召开2025年度组织生活会。",
        "按照“两个对照”的要求，支委会查摆问题1个。",
        "上年度整改事项1项，已销号1项。",
        "会议由赵试一主持，应到党员10名，实到10名。",
        "列席会议的有上级甲。",
        "会上，1名党员作了自我批评，党员之间提出批评意见1条。",
        "上级点评：找得准。",
        "针对查摆的问题，制定整改措施1项。",
    ),
    "rectification_plan": (
        "针对2025年度组织生活会查摆的1个问题，制定整改措施1项，现提出如下整改方案。",
        "针对“学习计划执行不紧”的问题，采取以下措施。",
        "每季度按计划组织一次研讨。",
        "由钱试二牵头，周试五负责，时限为2026年6月30日。",
        "销号标准为：四次研讨都有记录。",
        "整改事项分别由钱试二牵头落实。",
    ),
    "statement": (
        "本人应参加支部会议2次，全部到会。",
        "会前，本人与赵试一谈心谈话1次，听取了意见。",
        "对照党员义务方面。",
        "我学得不深。",
        "每季度按计划组织一次研讨，时限为2026年6月30日。",
    ),
}


def drafted(cast, code: str, of: int = 2025) -> list:
    """The sentences of a paper drafted now, each with its backing checked afresh."""
    is_own = registry.get(code).is_personal
    new = AnnualReport(branch=cast.branch, year=of, paper=code, member=cast.people.member if is_own else None)
    report = services.draft_paper(report=new, by=cast.member if is_own else cast.secretary, on=ON)
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    return list(ReportClaims(full, book_of(full, ON), afresh=True))


@pytest.mark.parametrize("code", TOLD)
def test_says_what_the_records_say(year, code):
    told = {one.text: one.checked.state for one in drafted(year, code)}
    assert {text: told.get(text) for text in TOLD[code]} == dict.fromkeys(TOLD[code], Backing.BACKED)
    assert set(told.values()) <= {Backing.BACKED, Backing.FRAME, Backing.GAP}


@pytest.mark.parametrize("code", [paper.code for paper in registry.all_papers() if paper.code not in ABOUT])
def test_says_nothing_of_a_year_without_records(year, code):
    told = drafted(year, code, of=2021)
    states = {one.text: one.checked.state for one in told}
    said = [text for text, state in states.items() if state == Backing.BACKED]
    # Who speaks, and how many members there are, is known of every year.
    assert [text for text in said if not text.startswith(("党支部现有党员", "本人赵试一"))] == []
    assert sum(state == Backing.GAP for state in states.values()) >= 2
    assert set(states.values()) <= {Backing.BACKED, Backing.FRAME, Backing.GAP}


def test_the_half_year_ends_on_the_thirtieth_of_june(year):
    hold(year.branch, "2025-08-07", "ASSEMBLY", by=year.secretary)
    told = [one.text for one in drafted(year, "half_year")]
    assert "召开党员大会1次，各类会议平均到会率100%。" in told
    report = AnnualReport.objects.of_paper("half_year").get()
    assert (report.read_on, report.signed_on) == (date(2025, 6, 30), ON)


def test_reads_the_day_of_the_meeting_only_after_it(year):
    """The report on the 组织生活会 tells of it; the annual report that is read at it does not."""
    annual = services.draft_report(branch=year.branch, year=2025, by=year.secretary, on=ON)
    full = AnnualReport.objects.with_tree().get(pk=annual.pk)
    assert "自我批评" not in "".join(one.text for one in working_content(full, on=ON).sentences())


def test_redrafts_a_paper_section_by_section(year):
    drafted(year, "rectification_plan")
    report = AnnualReport.objects.of_paper("rectification_plan").get()
    factory.make_item(year, content="新加的措施", problem=None)
    services.redraft_report(report=report, by=year.secretary, on=ON, kind="measures")
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    assert "新加的措施。" in {one.text for one in working_content(full, on=ON).sentences()}


def request_about(cast, subject: str) -> AnnualReport:
    """A 请示 with its gaps filled in."""
    new = AnnualReport(branch=cast.branch, year=2026, paper="request", subject=subject, code="甲项目党支")
    report = services.draft_paper(report=new, by=cast.secretary, on=ON)
    for paragraph in Paragraph.objects.filter(section__report=report):
        if "【" in paragraph.text:
            services.leave_out_paragraph(paragraph=paragraph, by=cast.secretary)
    return report


def finalise(cast, report: AnnualReport) -> str:
    """Finalise with a reason for whatever asks for one; the number that it got."""
    report.refresh_from_db()
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    asked = {one.sentence.pk: "会上定的" for one in ReportClaims(full, book_of(full, ON), afresh=True)}
    at = datetime(2026, 2, 5, 9, tzinfo=UTC)
    services.move_report(report=report, action="FINALISE", by=cast.secretary, at=at, decisions=asked)
    report.refresh_from_db()
    return report.number_told


def test_numbers_of_a_year_run_without_gaps_or_doubles(year):
    first, second, third = (
        request_about(year, subject) for subject in ("调整支部委员", "发展党员", "购买图书")
    )
    assert finalise(year, second) == "甲项目党支〔2026〕1号"
    records.soft_delete(third, by=year.secretary, reason="不报了")
    assert finalise(year, first) == "甲项目党支〔2026〕2号"
    # Revised, it keeps its own.
    at = datetime(2026, 2, 6, 9, tzinfo=UTC)
    services.move_report(report=second, action="REVISE", by=year.secretary, at=at)
    assert finalise(year, second) == "甲项目党支〔2026〕1号"
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.filter(pk=third.pk).update(number=2)
    with pytest.raises(Refused, match="请示"):
        request_about(year, "发展党员")


def test_a_request_ends_with_its_formula_and_names_the_decision_it_rests_on(year):
    agenda = [AgendaItem(order=1, title="调整支部委员", decision="同意增补一名委员")]
    hold(year.branch, "2026-01-27", "COMMITTEE", agenda=agenda, by=year.secretary)
    report = request_about(year, "调整支部委员")
    finalise(year, report)
    document = to_document(from_json(report.latest_version().content))
    words = document.plain_paragraphs()
    assert words[:3] == ["甲项目党支〔2026〕1号", "甲项目党支部关于调整支部委员的请示", "试验公司党委："]
    assert "2026年1月27日，支委会研究了调整支部委员，决定：同意增补一名委员。" in "".join(words)
    assert words[-3:] == ["妥否，请批示。", "甲项目党支部", "2026年2月4日"]
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(document))).pages)
    assert pdf.index("甲项目党支〔2026〕1号") < pdf.index("关于调整支部委员的请示")
    word = docx.Document(io.BytesIO(render_word(document)))
    assert [p.text for p in word.paragraphs[:1]] == ["甲项目党支〔2026〕1号"]


def test_a_request_is_begun_with_its_matter_and_not_numbered_without_a_code(year):
    client = signed_in(year.secretary)
    address = reverse("reports:request_create")
    refused = client.post(address, {"subject": "关于的请示", "code": ""})
    assert refused.status_code == 422
    assert "请写明请示的事项" in refused.content.decode()
    answer = client.post(address, {"subject": "关于发展党员的请示", "code": "甲项目党支"}, follow=True)
    assert "甲项目党支部关于发展党员的请示" in answer.content.decode()
    report = AnnualReport.objects.get(paper="request")
    assert 'name="code"' in client.get(reverse("reports:report_update", args=[report.pk])).content.decode()
    report.code = ""
    with pytest.raises(Refused, match="发文代字"):
        give_number(report)


def test_lists_the_papers_of_the_season_and_drafts_one_by_a_click(year):
    client = signed_in(year.secretary, year=2025)
    page = client.get(reverse("reports:paper_list"))
    assert [line.paper.code for line in page.context["lines"] if line.may_draft] == OF_BRANCH
    answer = client.post(
        reverse("reports:paper_draft", args=["life_report"]), {"form_token": "t1"}, follow=True
    )
    assert "按记录起草" in answer.content.decode()
    assert "组织生活会情况的报告" in answer.content.decode()
    page = client.get(reverse("reports:paper_list"))
    assert "life_report" not in [line.paper.code for line in page.context["lines"] if line.may_draft]
    assert client.post(reverse("reports:paper_draft", args=["nothing"])).status_code == 404
    committee = signed_in(year.committee, year=2025).get(reverse("reports:paper_list"))
    assert [line.paper.code for line in committee.context["lines"] if line.may_draft] == []
