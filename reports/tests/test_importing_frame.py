"""What stands around the sections: title, salutation, signature, date, annexes."""

import pytest

from reports.importing.schema import Role
from reports.tests.reading import letters, read, typed

BODY = "一、主要问题\n1、浅。\n二、努力方向\n1、多学。"


@pytest.mark.parametrize(
    ("opening", "title", "preamble"),
    [
        ("", "", []),
        ("按照安排，现报告如下。", "", ["按照安排，现报告如下。"]),
        ("2021年度支部工作报告", "2021年度支部工作报告", []),
        ("2021年度党支部工作总结\n\n同志们：\n现报告如下。", "2021年度党支部工作总结", ["现报告如下。"]),
        ("某公司第三项目党支部\n2021年度工作报告", "某公司第三项目党支部2021年度工作报告", []),
        ("支部工作报告\n（2022年1月5日）\n各位党员：\n现报告如下。", "支部工作报告", ["现报告如下。"]),
        (
            "支部工作报告\n——在组织生活会上\n甲某\n各位党员，现报告如下。",
            "支部工作报告",
            ["甲某", "各位党员，现报告如下。"],
        ),
        ("支部工作报告\n党支部书记 甲某\n2022年1月5日\n现报告如下。", "支部工作报告", ["现报告如下。"]),
        ("　　　　　　组织生活会通报\n现报告如下。", "组织生活会通报", ["现报告如下。"]),
        ("对照检查材料（初稿）\n现报告如下。", "对照检查材料（初稿）", ["现报告如下。"]),
        ("各位党员、同志们：\n现将工作报告如下：", "", ["现将工作报告如下："]),
    ],
)
def test_reads_the_opening(opening, title, preamble):
    report = read(f"{opening}\n{BODY}")
    assert report.title == title
    assert [one.text for one in report.preamble] == preamble
    assert [section.kind for section in report.sections] == ["problems", "measures"]
    assert typed(report) == letters(opening + BODY)


@pytest.mark.parametrize(
    ("closing", "roles"),
    [
        ("某公司第三党支部\n2022年1月5日", [Role.SIGNATURE, Role.DATE]),
        ("中共某公司委员会\n二〇二二年一月五日", [Role.SIGNATURE, Role.DATE]),
        ("第三党支部 2022年1月5日", [Role.DATE]),
        ("甲某\n2022.1.5", [Role.SIGNATURE, Role.DATE]),
        ("第三党支部", [Role.SIGNATURE]),
        ("汇报人：甲某", [Role.SIGNATURE]),
        ("以上报告，请同志们审议。\n第三党支部\n2022年1月5日", [Role.BODY, Role.SIGNATURE, Role.DATE]),
        ("谢谢大家！", [Role.BODY]),
        ("同志们，新的一年让我们共同努力。", [Role.BODY]),
        ("2022年1月5日\n— 6 —", [Role.DATE, Role.PAGE_FURNITURE]),
        ("附件：1.整改台账\n2.名册\n第三党支部\n2022年1月5日", [Role.ATTACHMENT] * 3 + [Role.DATE]),
        ("2022年1月5日\n附件1\n整改台账\n1、学习", [Role.DATE] + [Role.ATTACHMENT] * 3),
    ],
)
def test_keeps_the_closing_out_of_the_last_item(closing, roles):
    report = read(f"{BODY}\n\n{closing}")
    assert [one.role for one in report.closing] == roles
    assert report.sections[-1].items[-1].text == "多学。"
    assert typed(report) == letters(BODY + closing)


@pytest.mark.parametrize("last", ["全年学了十次。", "2022年1月5日起执行新的制度。", "学习、管理、作风。"])
def test_leaves_the_last_words_of_an_item_with_it(last):
    report = read(f"{BODY}\n{last}")
    assert report.closing == ()
    assert report.sections[-1].items[-1].text == f"多学。\n{last}"


def test_keeps_a_page_number_at_the_end_out_of_the_items():
    report = read(f"{BODY}\n- 7 -")
    assert report.sections[-1].items[-1].text == "多学。"


def test_takes_a_first_line_for_a_heading_if_nothing_else_is_one():
    report = read("2021年度党支部工作总结\n1、学习扎实。\n2、管理严格。")
    assert report.title == ""
    assert [item.text for item in report.sections[0].items] == ["学习扎实。", "管理严格。"]
