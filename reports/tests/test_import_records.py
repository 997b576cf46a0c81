"""What an older report becomes: problems, items, work areas, causes, measures; nothing doubled, nothing claimed."""

import pytest

from activities.models import WorkArea
from documents.reading.files import ReportFile
from rectification.items.models import RectificationItem
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from reports.importing.headings import finding, headline, past_problem, says_done
from reports.importing.parse import parse_report
from reports.importing.saving import import_report
from reports.report.models import AnnualReport, Sentence
from reports.tests.old_reports import MADE_UP, sample


def imported(branch, text: str | bytes, *, year: int = 2021, by=None) -> AnnualReport:
    """The report of a text."""
    data = text.encode() if isinstance(text, str) else text
    source = ReportFile("旧报告.txt", data)
    return import_report(
        branch=branch, year=year, parsed=parse_report(data, source.name), by=by, source=source
    )


def test_makes_last_years_problems_with_their_results(cast):
    imported(cast.branch, MADE_UP)
    items = RectificationItem.objects.filter(year=2020).order_by("pk")
    assert [(item.problem.title, item.problem.year, item.state) for item in items] == [
        ("值守交接记录不全", 2020, "CLOSED"),
        ("学用脱节", 2020, "ACTIVE"),
        ("谈心谈话覆盖面窄", 2020, "ACTIVE"),
    ]
    assert items[0].result == "值守交接记录不全的问题，一年来，党支部修订交接办法，补登了缺页，已全部完成。"
    assert items[1].content == "每月结合水情开展讨论，仍需继续坚持"
    assert items[0].closed_by is None
    assert items[0].closed_on is None


def test_makes_findings_under_their_framework(cast):
    imported(cast.branch, MADE_UP)
    found = Problem.objects.filter(year=2021, is_finding=True).order_by("order")
    assert [(p.title, p.description, p.framework_item.text, p.owner) for p in found] == [
        (
            "集中学习有时走过场，讨论联系实际不够",
            "读书笔记写得少。",
            "对照党章规定的职责任务方面",
            "COMMITTEE",
        ),
        ("站房饮水设施老旧，反映多次没有解决", "", "对照职工的新期待", "COMMITTEE"),
    ]
    assert FrameworkItem.objects.filter(year=2021, audience="COMMITTEE").count() == 2


def test_makes_main_problems_with_points(cast):
    imported(cast.branch, MADE_UP)
    main = Problem.objects.filter(year=2021, is_main=True).order_by("order")
    assert [(p.title, p.description, [q.text for q in p.points.all()]) for p in main] == [
        ("学习不够系统", "", ["计划性差，随到随学。", "讨论不深，发言照着念。"]),
        ("队伍年龄偏大", "五十岁以上党员占一半，接续力量不足。", []),
    ]
    assert not main.filter(is_finding=True).exists()


def test_makes_work_areas_causes_and_measures_verbatim(cast):
    imported(cast.branch, MADE_UP)
    assert list(WorkArea.objects.filter(year=2021).values_list("order", "name", "summary")) == [
        (1, "坚持学习教育", "每月集中学习，学习针对.汛期安排展开。举办党课4次。"),
        (
            2,
            "守好汛期安全",
            "组成党员突击队，加密观测，全年无迟报漏报，保证了下游三个乡镇及时转移。",
        ),
    ]
    assert list(Cause.objects.values_list("title", "text")) == [
        ("责任压得不实", "分工写在纸上，检查少。"),
        ("办法不多", "习惯用老经验。"),
    ]
    assert list(Measure.objects.values_list("title", "text")) == [
        ("健全学习制度", "年初排出计划，充分发挥发挥骨干领学作用。"),
        ("培养年轻同志", "老站长带徒，每季度走河一次。"),
    ]


def test_keeps_every_sentence_with_the_record_made_of_it_or_none(cast):
    report = imported(cast.branch, MADE_UP)
    assert report.origin == "IMPORTED"
    assert set(Sentence.objects.values_list("support", flat=True)) == {"BACKED", "UNBACKED"}
    assert not Sentence.objects.filter(support="BACKED", sources=None).exists()
    assert Sentence.objects.count() > 30


def test_links_the_year_before_instead_of_doubling(cast):
    """The main problems of 2021 come back as last year's in the report of 2022."""
    imported(cast.branch, MADE_UP)
    before = set(Problem.objects.filter(year=2021).values_list("pk", flat=True))
    later = """一、上年度组织生活会整改情况
一是学习不够系统的问题。年初排出计划，逐月落实。
二是会议室太小的问题。借用站房会议室。
二、一年来工作情况
1、抓学习。按计划开展。
"""
    imported(cast.branch, later, year=2022)
    items = RectificationItem.objects.filter(year=2021).order_by("pk")
    assert [item.problem.title for item in items] == ["学习不够系统", "会议室太小"]
    assert items[0].problem_id in before
    assert items[0].problem.is_main
    assert Problem.objects.filter(year=2021).count() == len(before) + 1


def test_doubles_nothing_when_a_report_is_imported_again(cast):
    report = imported(cast.branch, MADE_UP)
    models = (Problem, RectificationItem, FrameworkItem, WorkArea, Cause, Measure)
    before = [model.objects.count() for model in models]
    from core import records

    records.soft_delete(report, by=cast.secretary, reason="导入错了版本")
    imported(cast.branch, MADE_UP)
    assert [model.objects.count() for model in models] == before


def test_keeps_two_work_areas_of_one_name_apart(cast):
    imported(cast.branch, "一、一年来工作情况\n1、抓学习。每月一次。\n2、抓学习。每季一评。\n")
    assert list(WorkArea.objects.values_list("name", flat=True)) == ["抓学习", "抓学习（2）"]


def test_names_an_item_without_words_of_its_own_by_its_first_point(cast):
    imported(cast.branch, "一、主要问题\n1、一是学习浅。二是读书少。\n2、作风松。\n")
    main = Problem.objects.filter(is_main=True).order_by("order")
    assert [(p.title, [q.text for q in p.points.all()]) for p in main] == [
        ("学习浅", ["读书少。"]),
        ("作风松", []),
    ]


def test_leaves_other_branches_alone(cast):
    imported(cast.branch, MADE_UP)
    assert not Problem.objects.of_branch(cast.other_branch).exists()


def test_makes_the_records_of_the_sample(cast):
    imported(cast.branch, sample())
    counted = (
        RectificationItem.objects.filter(year=2020).count(),
        Problem.objects.filter(year=2021, is_finding=True).count(),
        WorkArea.objects.filter(year=2021).count(),
        Problem.objects.filter(year=2021, is_main=True).count(),
        Cause.objects.count(),
        Measure.objects.count(),
    )
    assert counted == (3, 4, 5, 3, 3, 4)
    assert FrameworkItem.objects.filter(year=2021).count() == 4
    main = Problem.objects.filter(is_main=True).order_by("order")
    assert [problem.points.count() for problem in main] == [3, 0, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲乙。丙丁。", ("甲乙", "丙丁。")),
        ("甲乙；丙丁。", ("甲乙", "丙丁。")),
        ("甲乙丙", ("甲乙丙", "")),
        ("甲" * 9 + "，乙。", ("甲" * 9, "乙。")),
        ("甲" * 12 + "。", ("甲" * 9 + "…", "甲" * 12 + "。")),
    ],
)
def test_takes_a_title_off_an_item(text, expected):
    line = headline(text, limit=10)
    assert (line.title, line.rest) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对照党章方面，学习浅。", ("对照党章方面", "学习浅", "")),
        ("对照上级要求。紧迫感差。办法少。", ("对照上级要求", "紧迫感差", "办法少。")),
        ("对照上级要求，紧迫感差。", ("对照上级要求", "紧迫感差", "")),
        ("学习浅。读书少。", ("", "学习浅", "读书少。")),
        ("对照检查不认真", ("", "对照检查不认真", "")),
        ("对照党章方面。", ("对照党章方面", "对照党章方面", "")),
    ],
)
def test_sets_the_framework_clause_apart(text, expected):
    found = finding(text)
    assert (found.aspect, found.title, found.rest) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("关于“学习不深”的问题。已改。", "学习不深"),
        ("针对“三会一课”不规范的问题，修订制度。", "“三会一课”不规范"),
        ("学习不深，已制定计划。", "学习不深"),
        ("学习抓得不紧。解决了缺书的问题。", "学习抓得不紧"),
    ],
)
def test_names_last_years_problem(text, title):
    assert past_problem(text).title == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已销号。", True),
        ("目前已整改到位。", True),
        ("已全部完成。", True),
        ("尚未整改到位。", False),
        ("制度已完成修订，其余正在推进，基本完成。", False),
        ("每月开展学习。", False),
    ],
)
def test_claims_only_what_the_text_says(text, expected):
    assert says_done(text) is expected
