"""Sentences of an imported report rest on the records made of them, and the next year's draft tells of each once."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from core import records
from core.audit_records import altered
from documents.reading.files import ReportFile
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from reports.claims.checking import Backing
from reports.claims.report import CheckedSentence, ReportClaims
from reports.facts import FactBook
from reports.importing.parse import parse_report
from reports.importing.saving import import_report
from reports.report import services
from reports.report.models import AnnualReport
from reports.report.tree import GAP, fill, split_sentences
from reports.tests.old_reports import MADE_UP, sample

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)
CASES = sorted((Path(__file__).parent / "cases").glob("rk*.[dt][ox][ct]*"))


def imported(cast, data: bytes, name: str, year: int = 2024) -> AnnualReport:
    parsed = parse_report(data, name)
    return import_report(
        branch=cast.branch, year=year, parsed=parsed, by=cast.secretary, source=ReportFile(name, data)
    )


def checked(report: AnnualReport) -> list[CheckedSentence]:
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    return list(ReportClaims(full, FactBook(full.branch, full.year, ON), afresh=True))


def paragraphs_of(report: AnnualReport) -> list[str]:
    """As printed, without gaps."""
    book = FactBook(report.branch, report.year, ON)
    full = AnnualReport.objects.with_tree().get(pk=report.pk)
    texts = [paragraph.text for section in full.sections.all() for paragraph in section.paragraphs.all()]
    return [GAP.sub("", fill(text, lambda name: book.text(name) or "—")).strip() for text in texts]


FILES = [
    pytest.param(MADE_UP.encode(), "旧报告.txt", id="made up"),
    pytest.param(sample(), "旧报告.txt", id="twin"),
    *[pytest.param(case.read_bytes(), case.name, id=case.stem) for case in CASES],
]


@pytest.mark.parametrize(("data", "name"), FILES)
def test_what_became_records_rests_on_them(cast, data, name):
    report = imported(cast, data, name)
    sentences = checked(report)
    resting = [one for one in sentences if one.sentence.sources.all()]
    assert len(resting) >= len(sentences) // 2
    assert [(one.text, one.checked.reason) for one in resting if one.checked.state != Backing.BACKED] == []
    assert list(altered()) == []


def test_what_became_no_record_rests_on_none(cast):
    report = imported(cast, MADE_UP.encode(), "旧报告.txt")
    states = {one.text.strip(): one.checked.state for one in checked(report)}
    assert states["采取群众提、自己找的方式，查摆出以下问题。"] == Backing.NONE


def test_a_changed_word_or_record_is_no_longer_backed(cast):
    report = imported(cast, MADE_UP.encode(), "旧报告.txt")
    one = next(one for one in checked(report) if "举办党课4次" in one.text)
    services.save_paragraph(
        paragraph=one.paragraph,
        text=one.paragraph.text.replace("党课4次", "党课14次"),
        lock_version=one.paragraph.lock_version,
        by=cast.secretary,
        on=ON,
    )
    assert next(o for o in checked(report) if "党课14次" in o.text).checked.state == Backing.UNSURE
    problem = Problem.objects.get(title="队伍年龄偏大")
    with records.audited(problem, by=cast.secretary):
        problem.title, problem.description = "队伍年轻", "接续有力。"
    told_before = next(o for o in checked(report) if "五十岁以上" in o.text)
    assert told_before.checked.state == Backing.CHANGED


@pytest.mark.parametrize(("data", "name"), FILES)
def test_the_next_years_draft_tells_of_each_problem_once(cast, data, name):
    report = imported(cast, data, name)
    following = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    told = [text for text in paragraphs_of(following) if text]
    assert [text for text, count in Counter(told).items() if count > 1] == []
    first = following.sections.get(kind="last_year")
    text = GAP.sub("", "".join(paragraph.text for paragraph in first.paragraphs.all()))
    for problem in Problem.objects.filter(year=2024):
        title = split_sentences(problem.title)[0].rstrip("。；，")
        assert text.count(title) <= 1, title
    for item in RectificationItem.objects.filter(year=2023):
        assert item.state in {"CLOSED", "ACTIVE", "LONG_TERM"}
    assert report.pk != following.pk
