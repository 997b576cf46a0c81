"""Headings are recognised by what they mean, whatever their words."""

import pytest

from reports.importing.headings import meaning_of, year_of
from reports.tests.reading import read

KINDS = {
    "last_year": """上年度组织生活会整改情况 上年度整改落实情况 2020年度组织生活会查摆问题整改情况 整改落实情况
        上年度组织生活会查摆问题整改情况 去年组织生活会查摆问题的整改情况 上年度整改措施落实情况 问题整改情况
        整改措施落实情况 上次组织生活会问题整改完成情况 上年度查摆问题和整改落实情况 巡察反馈问题整改情况
        2020年组织生活会整改清单完成情况 上年度组织生活会查摆出的问题及整改情况 上一年度问题整改""",
    "findings": """查摆问题情况 通报党支部委员会查摆问题情况 检视问题 检视问题情况 查摆出的主要问题 对照检查情况
        支委会查摆问题情况通报 2021年度查摆问题情况 征求意见情况 某某局第三项目部党支部查摆问题情况
        对照检查存在的问题""",
    "work": """一年来党支部工作情况 2021年主要工作 工作回顾 工作开展情况 党支部2021年工作总结 主要工作及成效
        主要做法和成效 2021年度党建工作开展情况 去年工作回顾 年度重点工作完成情况 取得的成绩 本年度主要工作
        上年度工作计划完成情况 今年以来的主要工作 2021年工作情况""",
    "problems": """存在的主要问题 存在问题和不足 差距 存在的差距和不足 党支部建设存在的主要问题 主要问题 短板弱项
        工作中存在的问题""",
    "causes": """原因分析 产生问题的原因 产生问题的原因分析 问题根源 存在问题的原因分析 问题产生的思想根源
        原因剖析""",
    "measures": """今后的努力方向和改进措施 下一步整改措施 下步打算 下一年度工作思路 下一年度工作计划 努力方向
        问题整改措施 整改措施 整改方向和措施 2022年工作思路 明年工作安排 下一步工作打算 改进措施及努力方向
        整改落实措施 针对存在问题的整改措施 下一步工作中的努力方向""",
}


@pytest.mark.parametrize(
    ("kind", "heading"), [(kind, one) for kind, ones in KINDS.items() for one in ones.split()]
)
def test_knows_the_kind(kind, heading):
    meaning = meaning_of(heading)
    assert meaning is not None
    assert (meaning.kinds, meaning.is_plain) == ((kind,), True)


@pytest.mark.parametrize(
    "heading", ["需要上级协调解决的事项", "党员基本情况", "几点体会", "党员教育管理有待加强", "前言"]
)
def test_says_nothing_about_other_headings(heading):
    assert meaning_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [
        ("存在的主要问题及原因分析", ("problems", "causes")),
        ("原因分析及整改措施", ("causes", "measures")),
        ("存在问题、原因分析和改进措施", ("problems", "causes", "measures")),
        ("取得的成绩和存在的不足", ("work", "problems")),
        ("上年度整改情况和查摆问题情况", ("last_year", "findings")),
        ("2021年工作总结和2022年工作计划", ("work", "measures")),
    ],
)
def test_names_all_kinds_of_a_joint_heading(heading, kinds):
    meaning = meaning_of(heading)
    assert meaning is not None
    assert meaning.kinds == kinds


def test_tells_a_heading_from_a_line_that_only_mentions_its_words():
    meaning = meaning_of("理论学习方面的问题")
    assert meaning is not None
    assert not meaning.is_plain


def test_reads_the_year_of_a_heading():
    assert year_of("2021年主要工作") == 2021
    assert year_of("主要工作") == 0


def test_takes_the_later_year_for_plans():
    report = read("一、2021年重点工作\n1、抓学习。\n二、2022年重点工作\n1、抓落实。")
    assert [section.kind for section in report.sections] == ["work", "measures"]


def test_takes_problems_of_an_earlier_year_for_last_year():
    text = "2021年度组织生活会工作报告\n一、2020年度查摆问题情况\n1、少。\n二、2021年主要工作\n1、多。"
    assert [section.kind for section in read(text).sections] == ["last_year", "work"]
