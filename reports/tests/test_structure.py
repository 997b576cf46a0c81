"""The shape of a report's text: moved, split, merged, restored; redrafting leaves it, and no record is told twice.

STRUCTURES=200 script/test reports/tests/test_structure.py tries as many random sequences as wanted.
"""

import os
from dataclasses import dataclass, field
from random import Random

import pytest
from django.db import transaction
from django.urls import reverse

from core.models import AuditEntry
from core.records import StaleRecord
from core.refusals import Refused
from core.testing import build_cast
from core.testing_databases import prepared
from rectification.problems.models import Problem
from reports.report import services, structure
from reports.report.changes import ChangeKind, changes_of
from reports.report.enums import Marker, Support
from reports.report.models import AnnualReport, Paragraph, Section, SentenceSource

from .test_changes import ON, make_problem, rename

pytestmark = pytest.mark.django_db
people = prepared(build_cast)
STRUCTURES = int(os.environ.get("STRUCTURES", "6"))


def make_report(cast) -> AnnualReport:
    for order, title in enumerate(["学用脱节", "督促不够", "创新不足"], start=1):
        make_problem(cast, order, title)
    Problem.objects.update(description="表现在三个方面。")
    return services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)


@pytest.fixture
def report(people) -> AnnualReport:
    return make_report(people)


def rows(report, kind="problems") -> list[Paragraph]:
    shown = Paragraph.objects.filter(section__report=report, section__kind=kind, is_left_out=False)
    return list(shown.select_related("section__report__branch").order_by("order", "pk"))


def told(report, kind="problems") -> list[str]:
    return [row.text for row in rows(report, kind)]


def changes(report) -> list:
    return changes_of(AnnualReport.objects.with_tree().get(pk=report.pk), on=ON)


def redraft(report, people) -> None:
    services.redraft_report(report=report, by=people.secretary, on=ON)


def split(report, people, place=0, at=5) -> Paragraph:
    return structure.split_paragraph(paragraph=rows(report)[place], at=at, by=people.secretary)


def test_a_moved_paragraph_stays_where_it_was_put_and_goes_on_telling_its_record(report, people):
    first, _, third = rows(report)
    structure.move_paragraph(paragraph=third, section=first.section, after=None, by=people.secretary)
    other = Section.objects.get(report=report, kind="causes")
    structure.move_paragraph(paragraph=first, section=other, after=None, by=people.secretary)
    assert changes(report) == []
    rename("学用脱节", "学用两张皮", people.secretary)
    redraft(report, people)
    assert told(report) == ["创新不足。表现在三个方面。", "督促不够。表现在三个方面。"]
    assert told(report, "causes")[0] == "学用两张皮。表现在三个方面。"
    assert [row.number for row in rows(report)] == [1, 2]
    assert changes(report) == []


def test_a_moved_paragraph_is_told_otherwise_where_it_stands(report, people):
    other = Section.objects.get(report=report, kind="causes")
    structure.move_paragraph(paragraph=rows(report)[0], section=other, after=None, by=people.secretary)
    rename("学用脱节", "学用两张皮", people.secretary)
    (change,) = [one for one in changes(report) if one.section.kind in {"problems", "causes"}]
    assert (change.kind, change.section, change.old) == (ChangeKind.REWORDED, other, "学用脱节。")


def test_both_parts_of_a_split_keep_their_sources_and_hear_of_their_own_sentences(report, people):
    second = split(report, people)
    assert told(report)[:2] == ["学用脱节。", "表现在三个方面。"]
    assert [row.number for row in rows(report)] == [1, 2, 3, 4]
    assert all(row.sentences.get().sources.count() == 1 for row in rows(report)[:2])
    redraft(report, people)
    assert told(report)[:2] == ["学用脱节。", "表现在三个方面。"]
    assert changes(report) == []
    Problem.objects.filter(title="学用脱节").update(description="表现在两个方面。")
    (change,) = [one for one in changes(report) if one.section.kind == "problems"]
    assert (change.paragraph, change.old, change.new) == (second, "表现在三个方面。", "表现在两个方面。")
    services.decide_changes(report=report, keys={change.key}, take=True, by=people.secretary, on=ON)
    assert told(report)[:2] == ["学用脱节。", "表现在两个方面。"]
    assert changes(report) == []


def test_a_sentence_cut_in_two_rests_on_its_record_twice_and_is_whole_again_when_merged(report, people):
    (before,) = rows(report)[:1]
    second = split(report, people, at=2)
    assert told(report)[:2] == ["学用", "脱节。表现在三个方面。"]
    halves = [rows(report)[0].sentences.get(), second.sentences.first()]
    assert [(one.support, one.sources.count()) for one in halves] == [(Support.BACKED, 1)] * 2
    structure.merge_paragraph(paragraph=second, by=people.secretary)
    before.refresh_from_db()
    assert before.text == "学用脱节。表现在三个方面。"
    assert not before.is_edited
    assert SentenceSource.objects.filter(sentence__paragraph=before).count() == 2


def test_a_merged_paragraph_is_told_once(report, people):
    _, second, _ = rows(report)
    structure.merge_paragraph(paragraph=second, by=people.secretary)
    redraft(report, people)
    whole = "学用脱节。表现在三个方面。督促不够。表现在三个方面。"
    assert told(report) == [whole, "创新不足。表现在三个方面。"]
    assert [row.number for row in rows(report)] == [1, 2]
    assert changes(report) == []
    sources = SentenceSource.objects.filter(sentence__paragraph=rows(report)[0])
    assert sources.values("object_id").distinct().count() == 2
    rename("督促不够", "督促检查不够", people.secretary)
    assert {one.kind for one in changes(report)} == {ChangeKind.SOURCES}


def test_restoring_the_draft_undoes_splits_and_merges(report, people):
    split(report, people)
    first, second, third, _ = rows(report)
    structure.merge_paragraph(paragraph=third, by=people.secretary)
    structure.restore_draft(paragraph=rows(report)[0], by=people.secretary, on=ON)
    assert told(report)[0] == "学用脱节。表现在三个方面。"
    assert Paragraph.objects.get(pk=second.pk).is_left_out
    services.bring_back_paragraph(paragraph=Paragraph.objects.get(pk=second.pk), by=people.secretary)
    structure.restore_draft(paragraph=rows(report)[1], by=people.secretary, on=ON)
    assert told(report)[:2] == ["学用脱节。表现在三个方面。", "督促不够。表现在三个方面。"]
    assert not Paragraph.objects.filter(pk=second.pk, is_edited=True).exists()
    assert changes(report) == []
    own = structure.insert_paragraph(
        section=first.section, after=first, text="自己写的。", by=people.secretary, on=ON
    )
    with pytest.raises(Refused, match="没有起草原文"):
        structure.restore_draft(paragraph=own, by=people.secretary, on=ON)


def test_numbers_and_headings_are_a_persons_to_choose(report, people):
    first = rows(report)[0]
    structure.restyle_paragraph(paragraph=first, marker=Marker.NONE, by=people.secretary)
    structure.rename_section(section=first.section, heading="  突出问题 ", by=people.secretary)
    redraft(report, people)
    assert [(row.marker, row.number) for row in rows(report)] == [("", None), ("ARABIC", 1), ("ARABIC", 2)]
    assert Section.objects.get(pk=first.section_id).heading == "突出问题"
    entries = list(AuditEntry.objects.order_by("-number")[:3])
    assert [entry.changes["text"]["label"] for entry in reversed(entries)] == [
        "编号样式",
        "部分标题",
        "按记录重新起草",
    ]


REFUSED = {
    "标题不能为空": lambda row, by: structure.rename_section(section=row.section, heading=" \n", by=by),
    "最多 200 字": lambda row, by: structure.rename_section(section=row.section, heading="字" * 201, by=by),
    "没有这种编号": lambda row, by: structure.restyle_paragraph(paragraph=row, marker="X", by=by),
    "光标放在段落中间": lambda row, by: structure.split_paragraph(paragraph=row, at=0, by=by),
    "没有可以合并的": lambda row, by: structure.merge_paragraph(paragraph=row, by=by),
    "位置刚刚变了": lambda row, by: structure.move_paragraph(
        paragraph=row,
        section=row.section,
        after=Paragraph.objects.exclude(section=row.section).first(),
        by=by,
    ),
}


@pytest.mark.parametrize("words", REFUSED)
def test_refuses_with_a_reason_and_changes_nothing(report, people, words):
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused, match=words):
        REFUSED[words](rows(report)[0], people.secretary)
    assert AuditEntry.objects.count() == entries


def test_refuses_what_is_frozen_cut_within_a_fact_or_changed_in_between(report, people):
    row, mine = rows(report)[0], rows(report)[0]
    text = "召开支委会{支委会次数}次。"
    services.save_paragraph(paragraph=row, text=text, lock_version=1, by=people.secretary, on=ON)
    with pytest.raises(StaleRecord):
        structure.split_paragraph(paragraph=mine, at=3, by=people.secretary)
    with pytest.raises(Refused, match="数据项中间"):
        split(report, people, at=8)
    AnnualReport.objects.update(state="FINAL")
    with pytest.raises(Refused, match="定稿"):
        split(report, people, at=3)


def test_the_forms_move_merge_split_by_an_empty_line_and_restore(report, people, client_of):
    client = client_of(people.secretary)
    first, second, third = rows(report)

    def post(name: str, row, **data) -> None:
        assert client.post(reverse(f"reports:paragraph_{name}", args=[row.pk]), data).status_code == 302

    post("move", third, up="1")
    assert told(report) == [first.text, third.text, second.text]
    post("move", second)
    assert told(report, "causes")[0] == second.text
    post("move", second, up="1")
    assert told(report) == [first.text, third.text, second.text]
    post("update", first, text="学用脱节。\r\n\r\n表现在三个方面。\r\n \r\n完。", lock_version="1")
    assert told(report)[:3] == ["学用脱节。", "表现在三个方面。", "完。"]
    post("merge", rows(report)[1])
    assert told(report)[:2] == ["学用脱节。表现在三个方面。", "完。"]
    post("restore", third)
    assert told(report)[2] == third.text


@dataclass
class Naive:
    """The text as plain lists of pairs: who, what."""

    sections: dict[int, list[list]] = field(default_factory=dict)

    def place(self, pk: int) -> tuple[list, int]:
        return next(
            (lines, n) for lines in self.sections.values() for n, line in enumerate(lines) if line[0] == pk
        )


def one_act(rng: Random, report, by, naive: Naive) -> None:
    """One act on the stored text and on the lists."""
    row = rng.choice(list(Paragraph.objects.filter(section__report=report, is_left_out=False).order_by("pk")))
    lines, n = naive.place(row.pk)
    act = rng.choice(("move", "move", "split", "split", "merge", "merge", "insert", "leave_out", "edit"))
    if act == "move":
        section = rng.choice(list(report.sections.all()))
        line = lines.pop(n)
        at = rng.randint(0, len(naive.sections[section.pk]))
        after = naive.sections[section.pk][at - 1][0] if at else None
        naive.sections[section.pk].insert(at, line)
        after = after and Paragraph.objects.get(pk=after)
        structure.move_paragraph(paragraph=row, section=section, after=after, by=by)
    elif act == "split" and len(row.text) > 3 and "{" not in row.text:
        at = rng.randint(1, len(row.text) - 1)
        part = structure.split_paragraph(paragraph=row, at=at, by=by)
        text = lines[n][1]
        lines[n : n + 1] = [[row.pk, text[:at]], [part.pk, text[at:]]]
    elif act == "merge" and n:
        structure.merge_paragraph(paragraph=row, by=by)
        lines[n - 1][1] += lines.pop(n)[1]
    elif act == "insert":
        added = structure.insert_paragraph(section=row.section, after=row, text="自己写。", by=by, on=ON)
        lines.insert(n + 1, [added.pk, "自己写。"])
    elif act == "leave_out" and sum(map(len, naive.sections.values())) > 3:
        services.leave_out_paragraph(paragraph=row, by=by)
        del lines[n]
    elif act == "edit":
        lines[n][1] += "又及。"
        services.save_paragraph(paragraph=row, text=lines[n][1], lock_version=row.lock_version, by=by, on=ON)


def stored(report) -> dict[int, list[list]]:
    return {
        section.pk: [[row.pk, row.text] for row in structure.shown(section)]
        for section in report.sections.all()
    }


def untouched(report) -> set[str]:
    """Records that a paragraph tells; each by one place, or by pieces of one."""
    return set(
        SentenceSource.objects.filter(sentence__paragraph__section__report=report).values_list("label")
    )


@pytest.mark.no_cover
def test_whatever_is_arranged_is_stored_and_redrafting_changes_none_of_it(report, people):
    for seed in range(STRUCTURES):
        rng = Random(f"structure-{seed}")
        with transaction.atomic():
            naive = Naive(stored(report))
            records = untouched(report)
            for _ in range(12):
                one_act(rng, report, people.secretary, naive)
            assert stored(report) == naive.sections, seed
            redraft(report, people)
            assert stored(report) == naive.sections, seed
            assert untouched(report) >= records, seed
            for section in report.sections.all():
                numbers = [row.number for row in structure.shown(section) if row.marker == Marker.ARABIC]
                assert all(numbers), seed
            transaction.set_rollback(True)
