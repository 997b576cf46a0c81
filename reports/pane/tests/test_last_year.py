"""去年原文: which text is shown to whom, beside which section, and which sentences are nearly the same."""

from datetime import date

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.proofreading.order import ALIKE, pairs_of
from reports.pane.last_year import PAIRS_FROM, twins
from reports.report import services, structure
from reports.report.models import AnnualReport, Paragraph, Section
from reports.report.tree import DraftParagraph, DraftSection, DraftSentence
from reports.tests.matrix import make_report

ON = date(2026, 1, 20)
BY_SCRIPT = {"HTTP_HX_REQUEST": "true"}
OLD = "支部每月组织一次主题党日，党员轮流主讲，全年坚持不断线。"


def naive(old: list[str], new: list[str]) -> dict[int, int]:
    """Every text against every other."""
    found = {}
    for place, text in enumerate(old):
        mine, best = pairs_of(text), (0.0, 0)
        for other, candidate in enumerate(new):
            theirs = pairs_of(candidate)
            if min(mine.total(), theirs.total()) < PAIRS_FROM:
                continue
            likeness = 2 * (mine & theirs).total() / (mine.total() + theirs.total())
            if likeness > best[0]:
                best = (likeness, other)
        if best[0] >= ALIKE:
            found[place] = best[1]
    return found


sentences = st.lists(st.text("甲乙丙丁12，。", max_size=30), max_size=8)


@settings(max_examples=150, deadline=None)
@given(sentences, sentences)
def test_the_same_as_comparing_each_with_each(old, new):
    assert twins(old, new) == naive(old, new)


def test_another_number_is_nearly_the_same_and_other_words_are_not():
    new = ["全年召开党员大会5次，支委会12次，平均到会率95%。", "支部修订了学习制度。"]
    assert twins(["全年召开党员大会4次，支委会11次，平均到会率93%。", "支部帮助职工解决困难。"], new) == {
        0: 0
    }


pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast) -> AnnualReport:
    return make_report(cast)


def imported(cast, text: str = OLD) -> AnnualReport:
    """Last year's report out of a file: two sections."""
    before = AnnualReport(branch=cast.branch, year=2024, title="2024年度工作报告", created_by=cast.secretary)
    sections = [
        DraftSection(kind, heading, (DraftParagraph("", (DraftSentence(words, "UNBACKED"),)),))
        for kind, heading, words in (("work", "一年来工作", text), ("problems", "主要问题", "学习抓得不紧。"))
    ]
    return services.store_report(before, sections=sections, by=cast.secretary)


def part(client, report: AnnualReport, **query) -> str:
    url = reverse("reports:report_pane", args=[report.pk, "last-year"])
    return client.get(url, query, **BY_SCRIPT).content.decode()


def test_says_plainly_that_there_is_none(cast, client_of, report):
    assert "没有 2024 年度的报告可以对照" in part(client_of(cast.secretary), report)


def test_follows_the_section_and_marks_what_is_nearly_the_same(cast, client_of, report):
    imported(cast)
    section = Section.objects.get(report=report, kind="work")
    own = structure.insert_paragraph(section=section, after=None, text=OLD, by=cast.secretary, on=ON)
    shown = part(client_of(cast.secretary), report, paragraph=own.pk)
    assert "导入的原文" in shown
    sections = lxml.html.fromstring(shown).xpath("//details")
    assert {one.get("data-kind"): "open" in one.attrib for one in sections} == {
        "work": True,
        "problems": False,
    }
    assert f'data-twin="sentence-{own.sentences.get().pk}"' in shown
    assert "有 1 句与今年几乎相同" in shown
    # A section that last year's report does not have: all of it, and that is said.
    measures = Paragraph.objects.filter(section__report=report, section__kind="measures").first()
    assert "去年的报告没有“努力方向和措施”这一部分" in part(
        client_of(cast.secretary), report, paragraph=measures.pk
    )


def test_the_frozen_text_counts_and_a_superior_sees_what_was_sent(cast, client_of, report):
    before = imported(cast, "去年定稿的话，说的是去年的工作。")
    services.move_report(
        report=before,
        action="FINALISE",
        by=cast.secretary,
        at=timezone.now(),
        decisions=dict.fromkeys(
            Paragraph.objects.filter(section__report=before).values_list("sentences", flat=True), "原文如此"
        ),
    )
    services.move_report(report=before, action="REVISE", by=cast.secretary, at=timezone.now())
    paragraph = Paragraph.objects.filter(section__report=before, section__kind="work").get()
    services.save_paragraph(
        paragraph=paragraph,
        text="后来改的话。",
        lock_version=paragraph.lock_version,
        by=cast.secretary,
        on=ON,
    )
    shown = part(client_of(cast.secretary), report)
    assert "去年定稿的话" in shown
    assert "后来改的话" not in shown
    assert "定稿第 1 版" in shown
    AnnualReport.objects.filter(pk=report.pk).update(state="SENT")
    services_superior = client_of(cast.superior)
    assert "没有 2024 年度的报告可以对照" in part(services_superior, report)
    AnnualReport.objects.filter(pk=before.pk).update(state="SENT")
    assert "去年定稿的话" in part(services_superior, report)
