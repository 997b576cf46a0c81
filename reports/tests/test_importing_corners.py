"""Corners of the import: enclosing levels, references, titles without a title word."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from core.refusals import Refused
from documents.tests.wordfiles import numbered_list, parsed
from reports.importing import parse
from reports.tests.reading import from_pieces, letters, outline, read, typed

CORNERS: dict[str, tuple[str, list[str]]] = {
    "a list in each of several paragraphs": (
        "三、主要工作\n党建方面。一是甲好。二是乙好。\n廉政方面。一是丙好。二是丁好。",
        ["work: 党建方面。 | 甲好。 | 乙好。\n廉政方面。 | 丙好。 | 丁好。"],
    ),
    "parts enclose what names more kinds": (
        "第一部分 上年度整改情况\n（一）学习少。\n第二部分 对照检查情况\n一、存在的主要问题\n（一）浅。\n"
        "二、原因分析\n（一）松。\n三、努力方向\n（一）抓。",
        ["last_year:  | 学习少。", "problems:  | 浅。", "causes:  | 松。", "measures:  | 抓。"],
    ),
    "catchwords in a list are no headings": (
        "一、主要工作\n1、工作回顾\n2、存在问题\n二、努力方向\n1、抓。",
        ["work:  | 工作回顾 | 存在问题", "measures:  | 抓。"],
    ),
    "headings inside a section for kinds that stand elsewhere": (
        "一、查摆问题情况\n（一）存在的问题\n1、浅。\n（二）原因分析\n1、松。\n二、主要问题\n1、少。\n三、原因分析\n1、软。",
        [
            "findings:  | 存在的问题['浅。'] | 原因分析['松。']",
            "problems:  | 少。",
            "causes:  | 软。",
        ],
    ),
    "a reference to clauses": (
        "一、主要问题\n1、学习少，已按（1）（2）条改。\n2、会议少。",
        ["problems:  | 学习少，已按（1）（2）条改。 | 会议少。"],
    ),
    "a sentence after the list": (
        "一、主要问题\n一是浅；二是松。总之还有差距。",
        ["problems:  | 浅； | 松。总之还有差距。"],
    ),
    "marks instead of numbers": (
        "★主要问题\n1. 浅。\n【原因分析】\n1. 少。",
        ["problems:  | 浅。", "causes:  | 少。"],
    ),
    "run-in headings": (
        "一、上年度整改情况。全部到位。\n二、查摆问题。一是浅。二是松。",
        ["last_year: 全部到位。", "findings:  | 浅。 | 松。"],
    ),
}


@pytest.mark.parametrize("name", CORNERS)
def test_reads_the_outline(name):
    text, expected = CORNERS[name]
    report = read(text)
    assert outline(report) == expected
    assert typed(report) == from_pieces(report) == letters(text)


def test_takes_a_first_line_about_the_branch_for_the_title():
    report = read("2021年度党支部工作情况\n一、查摆问题\n1、浅。\n二、原因分析\n1、松。")
    assert report.title == "2021年度党支部工作情况"


@pytest.mark.parametrize(
    "text",
    [
        "第一章 困难\n小明遇到了困难。\n第二章 转机\n来了老人。\n第三章 归途\n路很长。\n第四章 家\n到了。",
        "一、合同标的\n钢材。\n二、技术方案\n详见图纸。\n三、付款方式\n转账。",
    ],
)
def test_refuses_other_chinese_writing_with_a_familiar_word_in_a_heading(text):
    with pytest.raises(Refused, match="没有认出"):
        read(text)


def test_refuses_what_is_far_too_long(monkeypatch):
    monkeypatch.setattr(parse, "MAX_PARAGRAPHS", 3)
    with pytest.raises(Refused, match="文件太长"):
        read("一、主要问题\n1、浅。\n2、松。\n3、软。")


def test_finds_the_list_level_that_a_heading_style_is_tied_to():
    document = docx.Document()
    number = numbered_list(document, ("chineseCounting", "%1、"), ("decimal", "%2、"))
    levels = document.part.numbering_part.element[0].findall(qn("w:lvl"))
    for level, name in zip(levels, ("Heading 1", "Heading 2"), strict=True):
        style = document.styles[name]
        level.insert(2, parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{style.style_id}"/>'))
        style.element.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{number}"/></w:numPr>')
        )
    for text, level in (("主要问题", 1), ("浅。", 2), ("松。", 2), ("原因分析", 1), ("少。", 2)):
        document.add_heading(text, level=level)
    report = parsed(document)
    assert outline(report) == ["problems:  | 浅。 | 松。", "causes:  | 少。"]
    assert [one.number for one in report.paragraphs] == ["一、", "1、", "2、", "二、", "1、"]
