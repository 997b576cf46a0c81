"""How the demo's report of 2025 reads, by measure; each guard of what the issue of a report that says too little asked."""

import re
from datetime import date

import pytest

from activities.enums import RiskLevel
from activities.models import Activity
from documents.proofreading.check import proofread
from meetings.meeting.models import Meeting
from meetings.meeting.proofreading import remarks_on
from reports.facts import FactBook
from reports.report import services
from reports.report.assembling import working_content
from reports.report.models import AnnualReport, Paragraph
from reports.report.proofreading import known_of, lines_of

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
BY_DATE = re.compile(r"全年|\d{1,2}月|\d{4}年")


@pytest.fixture
def content(demo):
    report = AnnualReport.objects.annual().filter(branch=demo.branch, year=2025).with_tree().get()
    return working_content(report, on=TODAY)


def sentences(content, *kinds: str) -> list[str]:
    return [
        sentence.text
        for section in content.sections
        if section.kind in kinds
        for paragraph in section.paragraphs
        for sentence in paragraph.sentences
    ]


def test_few_sentences_of_section_three_begin_with_a_date(content):
    told = sentences(content, "work")
    assert len([one for one in told if BY_DATE.match(one)]) <= 0.2 * len(told)


def test_no_sentence_stands_in_two_sections(content):
    told = [
        text
        for section in content.sections
        for text in {s.text for p in section.paragraphs for s in p.sentences}
    ]
    assert sorted({one for one in told if told.count(one) > 1}) == []


def test_tells_every_high_risk_and_every_plenum(content):
    told = "".join(sentences(content, "work"))
    risks = [
        a
        for a in Activity.objects.filter(kind="risk", happened_on__year=2025)
        if a.data["level"] == RiskLevel.HIGH
    ]
    assert risks
    assert [a for a in risks if a.data["point"] not in told] == []
    assert "党的二十届四中全会精神" in told
    assert "关于学习宣传全会精神的通知" in told


def test_tells_a_marked_activity_and_only_then_the_quiet_one(demo):
    report = AnnualReport.objects.annual().get(branch=demo.branch, year=2025)

    def told() -> str:
        rows = Paragraph.objects.filter(section__report=report, section__kind="work")
        return "".join(paragraph.text for paragraph in rows)

    quiet = next(
        a
        for a in Activity.objects.filter(happened_on__year=2025, kind="inspection")
        if a.summary and a.summary not in told()
    )
    Activity.objects.filter(pk=quiet.pk).update(is_for_report=True)
    services.redraft_report(report=report, by=demo.secretary, on=TODAY)
    assert quiet.summary in told()


def test_each_work_area_has_three_sentences(content):
    (work,) = [section for section in content.sections if section.kind == "work"]
    assert [p.text for p in work.paragraphs[1:] if len(p.sentences) < 3] == []


def test_problems_and_causes_have_their_weight(content):
    whole = len("".join(sentences(content, *[section.kind for section in content.sections])))
    assert len("".join(sentences(content, "findings", "problems", "causes"))) >= 0.35 * whole


@pytest.mark.parametrize(
    ("year", "read_on"), [(2024, date(2025, 1, 10)), (2025, TODAY), (2026, date(2027, 1, 10))]
)
def test_proof_reading_says_nothing_of_a_demo_report_but_its_gaps(demo, year, read_on):
    if not AnnualReport.objects.annual().filter(branch=demo.branch, year=year).exists():
        services.draft_report(branch=demo.branch, year=year, by=None, on=read_on)
    report = AnnualReport.objects.annual().filter(branch=demo.branch, year=year).with_tree().get()
    book = FactBook(report.branch, year, report.as_of(read_on))
    remarks = proofread(lines_of(working_content(report, on=read_on)), known_of(report, book, read_on))
    assert [one for one in remarks if "【待补充" not in one.text] == []


def test_proof_reading_says_nothing_of_the_demos_meetings(demo, monkeypatch):
    monkeypatch.setattr(Meeting, "is_confirmed", property(lambda _: False))
    meetings = Meeting.objects.filter(branch=demo.branch).prefetch_related("agenda")
    said = [(str(one), told) for one in meetings if (told := remarks_on(one, one.agenda.all()))]
    assert len(meetings) > 100
    assert said == []
