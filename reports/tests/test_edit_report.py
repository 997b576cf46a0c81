"""Editing a drafted report: a person's text is kept, sources stay with their sentences, nothing is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import records
from core.models import AuditEntry
from core.refusals import Refused
from rectification.problems.models import Problem
from reports.report import services, structure
from reports.report.document import SourceRef
from reports.report.enums import Support
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import DraftSentence, rebuild, split_sentences

ON = date(2026, 1, 20)


@pytest.fixture
def report(cast):
    for order, title in enumerate(["学用脱节", "督促不够", "创新不足"], start=1):
        Problem.objects.create(
            branch=cast.branch,
            year=2025,
            order=order,
            title=title,
            description="表现在三个方面。",
            is_main=True,
            is_finding=False,
        )
    return services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)


def paragraphs(report, kind="problems") -> list[Paragraph]:
    return list(Paragraph.objects.filter(section__report=report, section__kind=kind).order_by("order"))


def save(paragraph, text, by):
    services.save_paragraph(paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=by, on=ON)
    paragraph.refresh_from_db()


def test_keeps_sources_of_unchanged_and_slightly_changed_sentences(report, cast):
    paragraph = paragraphs(report)[0]
    save(paragraph, "学用脱节。主要表现在三个方面。职工十分满意。", cast.secretary)
    first, second, third = paragraph.sentences.all()
    assert (first.support, first.sources.count()) == (Support.BACKED, 1)
    assert (second.support, second.sources.count()) == (Support.BACKED, 1)
    assert (third.support, third.sources.count()) == (Support.UNBACKED, 0)
    assert paragraph.is_edited


def test_redrafting_keeps_edited_and_own_paragraphs_in_their_place(report, cast):
    first, second, _ = paragraphs(report)
    save(first, "理论学习与工作结合不紧。", cast.secretary)
    own = structure.insert_paragraph(
        section=first.section, after=first, text="这一段是书记自己写的。", by=cast.secretary, on=ON
    )
    Problem.objects.filter(title="督促不够").update(title="检查督促不够")
    kept = services.redraft_report(report=report, by=cast.secretary, on=ON, kind="problems")
    told = [p.text for p in paragraphs(report)]
    assert told == [
        "理论学习与工作结合不紧。",
        "这一段是书记自己写的。",
        "检查督促不够。表现在三个方面。",
        "创新不足。表现在三个方面。",
    ]
    assert kept == 2
    assert [p.number for p in paragraphs(report)] == [1, 2, 3, 4]
    assert Paragraph.objects.filter(pk=own.pk).exists()
    assert second.slot == paragraphs(report)[2].slot


def test_redrafting_does_not_bring_back_what_was_left_out(report, cast):
    second = paragraphs(report)[1]
    services.leave_out_paragraph(paragraph=second, by=cast.secretary)
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    second.refresh_from_db()
    assert second.is_left_out
    assert [p.number for p in paragraphs(report) if not p.is_left_out] == [1, 2]
    services.bring_back_paragraph(paragraph=second, by=cast.secretary)
    assert [p.number for p in paragraphs(report)] == [1, 2, 3]


def test_an_edited_paragraph_outlives_its_record(report, cast):
    first = paragraphs(report)[0]
    save(first, "学与用还有脱节。", cast.secretary)
    records.soft_delete(Problem.objects.get(title="学用脱节"), by=cast.secretary, reason="合并")
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    assert paragraphs(report)[0].text == "学与用还有脱节。"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "段落没有文字"),
        ("  \n ", "段落没有文字"),
        ("召开{党员大会次}次。", "没有名为 {党员大会次} 的数据项"),
    ],
)
def test_refuses_with_a_reason_and_changes_nothing(report, cast, text, message):
    paragraph = paragraphs(report)[0]
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused, match=message.replace("{", r"\{").replace("}", r"\}")):
        save(paragraph, text, cast.secretary)
    assert paragraphs(report)[0].text == "学用脱节。表现在三个方面。"
    assert AuditEntry.objects.count() == entries


def test_refuses_a_stale_edit(report, cast):
    mine, theirs = paragraphs(report)[0], paragraphs(report)[0]
    save(theirs, "别人先改了。", cast.committee)
    with pytest.raises(records.StaleRecord):
        save(mine, "我后改。", cast.secretary)
    assert paragraphs(report)[0].text == "别人先改了。"


def test_history_tells_old_and_new_text(report, cast):
    save(paragraphs(report)[0], "学用结合不紧。", cast.secretary)
    change = AuditEntry.objects.first().changes["text"]
    assert (change["old"], change["new"]) == ("学用脱节。表现在三个方面。", "学用结合不紧。")


def test_pointing_at_a_record_backs_a_sentence(report, cast):
    paragraph = paragraphs(report)[0]
    save(paragraph, "完全新写的一句话。", cast.secretary)
    sentence = paragraph.sentences.get()
    services.point_source(sentence=sentence, obj=Problem.objects.first(), by=cast.secretary)
    sentence.refresh_from_db()
    assert (sentence.support, sentence.sources.count()) == (Support.BACKED, 1)


@given(st.text(alphabet="甲乙。！？”【】：；，{}1 待补充", max_size=60))
def test_splitting_into_sentences_loses_nothing(text):
    assert "".join(split_sentences(text)) == text


@given(
    st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=6), max_size=5),
    st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=6), max_size=5),
)
def test_rebuilding_keeps_the_text_and_gives_no_source_twice(before, after):
    old = [DraftSentence(f"{t}。", Support.BACKED, (SourceRef("x.y", n, t),)) for n, t in enumerate(before)]
    text = "".join(f"{t}。" for t in after)
    new = rebuild(text, old)
    assert "".join(draft.text for draft in new) == text
    used = [source.object_id for draft in new for source in draft.sources]
    assert len(used) == len(set(used))


@pytest.mark.usefixtures("report")
def test_visible_to_superior_only_once_sent(cast):
    assert not AnnualReport.objects.visible_to(cast.superior).exists()
    assert not AnnualReport.objects.visible_to(cast.outsider).exists()
    assert not AnnualReport.objects.visible_to(cast.member).exists()
    AnnualReport.objects.update(state="SENT")
    assert AnnualReport.objects.visible_to(cast.superior).exists()
