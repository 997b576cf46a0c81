"""Comments keep their place through every way of changing the text; where the words are gone, they say so."""

import random
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from core.testing import build_cast
from core.testing_databases import prepared
from reports.report import services as report_services
from reports.report import structure
from reports.report.editor import shown_page
from reports.report.enums import ReportAction
from reports.report.models import AnnualReport, Paragraph, Section
from reports.review import services
from reports.review.models import Comment
from reports.review.places import lines_of, spot_of
from reports.tests.test_changes import make_problem

ON = date(2026, 1, 20)
AT = datetime(2026, 1, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST, SECOND = "学习安排得晚，到了月底才补。", "现场办公的次数，比上半年少了。"


def build_report() -> SimpleNamespace:
    """A report without gaps, two paragraphs among its main problems."""
    cast = build_cast()
    for order, title in enumerate(["学用脱节", "督促不够"], start=1):
        make_problem(cast, order, title)
    report = report_services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    for paragraph in Paragraph.objects.filter(section__report=report, sentences__support="GAP").distinct():
        report_services.leave_out_paragraph(paragraph=paragraph, by=cast.secretary)
    one, two = Paragraph.objects.filter(section__report=report, section__kind="problems")
    write(one, FIRST + SECOND, cast)
    write(two, "督促不够，有的任务拖了两个月。", cast)
    return SimpleNamespace(cast=cast, report=report, one=one, two=two)


def write(paragraph: Paragraph, text: str, cast) -> None:
    paragraph = Paragraph.objects.select_related("section__report__branch").get(pk=paragraph.pk)
    report_services.save_paragraph(
        paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=cast.secretary, on=ON
    )


site = prepared(build_report)


def remark(site, quote: str, sentence: str = "", paragraph: Paragraph | None = None) -> Comment:
    """A comment of a committee member on words of the first paragraph."""
    paragraph = paragraph or site.one
    on = services.On(paragraph.section_id, paragraph.pk, quote, sentence or quote)
    return services.add_comment(
        report=AnnualReport.objects.get(pk=site.report.pk),
        on=on,
        words="写具体",
        by=site.cast.committee,
        at=AT,
    )


def spot(comment: Comment):
    """Where it stands now."""
    comment.refresh_from_db()
    report = AnnualReport.objects.get(pk=comment.report_id)
    return spot_of(comment, lines_of(report, shown_page(report, ON)))


def test_stands_at_its_words(site):
    found = spot(remark(site, "到了月底", FIRST))
    assert (found.anchor, found.is_changed) == (f"p-{site.one.pk}", False)
    assert found.key.endswith("-0")
    assert spot(remark(site, "比上半年少了", SECOND)).key.endswith("-1")


def test_stays_at_the_paragraph_when_its_words_are_rewritten(site):
    comment = remark(site, "到了月底", FIRST)
    write(site.one, "学习按月安排。" + SECOND, site.cast)
    found = spot(comment)
    assert (found.anchor, found.is_changed) == (f"p-{site.one.pk}", True)
    assert comment.quote == "到了月底"


def test_follows_its_sentence_into_another_paragraph_and_section(site):
    comment = remark(site, SECOND)
    write(site.one, FIRST, site.cast)
    write(site.two, "督促不够。" + SECOND, site.cast)
    assert (spot(comment).anchor, spot(comment).is_changed) == (f"p-{site.two.pk}", False)
    other = Section.objects.filter(report=site.report).exclude(pk=site.one.section_id).first()
    Paragraph.objects.filter(pk=site.two.pk).update(section=other)
    report_services.bring_back_paragraph(
        paragraph=Paragraph.objects.filter(section__report=site.report, is_left_out=True).first(),
        by=site.cast.secretary,
    )
    assert (spot(comment).anchor, spot(comment).is_changed) == (f"p-{site.two.pk}", False)


def test_stays_at_its_section_when_the_paragraph_is_gone(site):
    comment = remark(site, FIRST)
    report_services.leave_out_paragraph(paragraph=site.one, by=site.cast.secretary)
    found = spot(comment)
    assert found.is_changed
    assert found.title.endswith("主要问题")
    site.one.delete()
    comment.refresh_from_db()
    assert (comment.paragraph, comment.section_id) == (None, site.two.section_id)
    assert spot(comment).title.endswith("主要问题")


def test_a_short_quote_is_not_found_in_another_paragraph_by_chance(site):
    comment = remark(site, "两个月", paragraph=site.one)
    assert (spot(comment).anchor, spot(comment).is_changed) == (f"p-{site.one.pk}", True)


def test_is_kept_through_freezing_and_mending(site):
    comment = remark(site, SECOND)
    for action in (ReportAction.FINALISE, ReportAction.REVISE):
        sentences = site.report.sections.values_list("paragraphs__sentences__pk", flat=True)
        report_services.move_report(
            report=site.report,
            action=action,
            by=site.cast.secretary,
            at=AT,
            decisions=dict.fromkeys([pk for pk in sentences if pk], "会上所说"),
        )
        assert spot(comment).is_changed is False
        assert spot(comment).paragraph_id == site.one.pk


def test_follows_its_words_through_moving_splitting_and_merging(site):
    """`到了月底` is short: it is found again by its sentence."""
    comments = [remark(site, "到了月底", FIRST), remark(site, SECOND)]
    by = site.cast.secretary
    one = Paragraph.objects.select_related("section__report").get(pk=site.one.pk)
    behind = structure.split_paragraph(paragraph=one, at=len(FIRST), by=by)
    assert [spot(comment).paragraph_id for comment in comments] == [one.pk, behind.pk]
    other = Section.objects.filter(report=site.report).exclude(pk=one.section_id).first()
    structure.move_paragraph(paragraph=behind, section=other, after=None, by=by)
    assert [spot(comment).paragraph_id for comment in comments] == [one.pk, behind.pk]
    two = Paragraph.objects.select_related("section__report").get(pk=site.two.pk)
    structure.move_paragraph(paragraph=two, section=two.section, after=None, by=by)
    structure.merge_paragraph(
        paragraph=Paragraph.objects.select_related("section__report").get(pk=one.pk), by=by
    )
    assert [spot(comment).paragraph_id for comment in comments] == [two.pk, behind.pk]
    assert not any(spot(comment).is_changed for comment in comments)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_cut_and_joined_a_sentence_is_found_where_it_stands(site, seed):
    """A naive reference: whichever paragraph's text holds the sentence; none holds it: it is told as changed."""
    chance = random.Random(seed)
    comments = {text: remark(site, text) for text in (FIRST, SECOND)}
    for _ in range(6):
        sentences = [FIRST, SECOND, "另有一句，说明情况。"]
        chance.shuffle(sentences)
        cut = chance.randrange(1, 3)
        write(site.one, "".join(sentences[:cut]), site.cast)
        write(site.two, "".join(sentences[cut : 2 + chance.randrange(2)]) or "只剩这一句。", site.cast)
        for text, comment in comments.items():
            texts = {one.pk: Paragraph.objects.get(pk=one.pk).text for one in (site.one, site.two)}
            holders = {pk for pk, told in texts.items() if text in told}
            found = spot(comment)
            assert found.is_changed is not bool(holders)
            assert found.paragraph_id in (holders or {site.one.pk})
