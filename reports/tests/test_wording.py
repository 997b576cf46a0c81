"""Drafted sentences: one final mark, names untouched, no number where there is nothing, records' braces no facts."""

from datetime import date

import pytest

from activities.tests.helpers import make_activity
from core.testing import make_member
from meetings.tests.helpers import hold
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem
from reports.drafting.wording import bare, ended, quoted
from reports.report import services, structure
from reports.report.assembling import working_content
from reports.report.models import AnnualReport, Paragraph
from reports.report.tree import fact_names

ON = date(2026, 1, 20)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("学习不够", "学习不够。"),
        ("学习不够。", "学习不够。"),
        ("学习不够，", "学习不够。"),
        ("学习不够.", "学习不够。"),
        (" 学习不够、 ", "学习不够。"),
        ("做到了吗？", "做到了吗？"),
        ("他说“好。”", "他说“好。”"),
        ("一条\n两条；\n\n三条", "一条；两条；三条。"),
        ("", ""),
    ],
)
def test_ends_a_sentence_with_one_mark(text, whole):
    assert ended(text) == whole


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("一是学习不够。", "学习不够。"),
        ("1.1、学习不够", "学习不够。"),
        ("（一）学习不够", "学习不够。"),
        ("第一，学习不够。", "学习不够。"),
        ("1、一是学习不够", "学习不够。"),
        ("③学习不够", "学习不够。"),
        ("- 学习不够", "学习不够。"),
        ("，。学习不够。。", "学习不够。"),
        ("学习不够，。", "学习不够。"),
        ("学习不够,不深入", "学习不够，不深入。"),
        ("一是一是学习不够\n2.结合不紧", "学习不够。结合不紧。"),
        ("1. 学习不够。2. 结合不紧。", "学习不够。结合不紧。"),
        ("一是一，二是二", "一，二是二。"),
        ("3.5公里便道已修通", "3.5公里便道已修通。"),
        ("一季度抓学习", "一季度抓学习。"),
        ("10月完成", "10月完成。"),
        ("他说：“好。”", "他说：“好。”"),
        ("等等……", "等等……。"),
        ("。、", ""),
    ],
)
def test_cleans_typed_numbers_and_marks_at_the_seam(typed, clean):
    assert "".join(draft.text for draft in quoted(typed)) == clean


@pytest.mark.parametrize("text", ["好", "好。", "好；", "好！", "好，", "好.", "好。 "])
def test_leaves_no_mark_inside_another_sentence(text):
    assert bare(text) == "好"


def test_a_brace_of_a_record_is_no_fact():
    told = "".join(draft.text for draft in quoted("编号{党员大会次数}的文件。"))
    assert told == "编号｛党员大会次数｝的文件。"
    assert fact_names(told) == []


def told(report, kind: str) -> str:
    return "\n".join(p.text for p in Paragraph.objects.filter(section__report=report, section__kind=kind))


@pytest.mark.django_db
def test_a_name_with_the_word_for_and_stays_whole(cast):
    leader = make_member(cast.branch, "李和平")
    RectificationItem.objects.create(
        branch=cast.branch, year=2025, content="建立台账", leader=leader, responsible=cast.people.member
    )
    services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    (row,) = working_content(AnnualReport.objects.with_tree().get(), on=ON).annex
    assert (row.leader, row.responsible) == ("李和平", "周试五")


@pytest.mark.django_db
def test_a_title_that_says_problem_is_not_called_one_twice(cast):
    for year, title in ((2024, "学用脱节的问题。"), (2024, "督促不够")):
        problem = Problem.objects.create(branch=cast.branch, year=year, title=title)
        RectificationItem.objects.create(branch=cast.branch, year=year, problem=problem, content="整改。")
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    assert "关于“学用脱节的问题”，" in told(report, "last_year")
    assert "关于“督促不够”的问题，" in told(report, "last_year")
    assert "。，" not in told(report, "last_year")


@pytest.mark.django_db
def test_tells_no_attendance_where_no_roll_was_taken(cast):
    hold(cast.branch, "2025-03-07", "COMMITTEE", roll=[], by=cast.secretary)
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    assert "召开支委会{支委会次数}次。" in told(report, "work")


@pytest.mark.django_db
def test_an_own_paragraph_whose_neighbour_is_gone_stands_behind_the_one_before(cast):
    for order, title in enumerate(["甲", "乙", "丙"]):
        Problem.objects.create(
            branch=cast.branch, year=2025, order=order, title=title, is_main=True, is_finding=False
        )
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    second = Paragraph.objects.filter(section__report=report, section__kind="problems").order_by("order")[1]
    structure.insert_paragraph(
        section=second.section, after=second, text="自己写的。", by=cast.secretary, on=ON
    )
    Problem.objects.filter(title="乙").update(is_main=False)
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    assert told(report, "problems").split("\n") == ["甲。", "自己写的。", "丙。"]


@pytest.mark.parametrize(
    ("duties", "told"),
    [
        ("安全生产", "结合安全生产分管职责提出廉洁要求。"),
        ("每个人分管工作", "结合每个人分管工作提出廉洁要求。"),
        ("采购业务", "结合采购业务提出廉洁要求。"),
        ("宣传、青年", "结合宣传、青年分管职责提出廉洁要求。"),
    ],
)
def test_what_a_talk_was_about_is_named_once(duties, told, cast):
    one, other = (
        {"id": member.pk, "name": member.name} for member in (cast.people.secretary, cast.people.member)
    )
    data = {"talker": one, "counterpart": other, "duties": duties, "points": "谈"}
    make_activity(cast, "integrity_talk", data=data)
    services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)
    assert told in "".join(one.text for one in Paragraph.objects.filter(section__kind="work"))
