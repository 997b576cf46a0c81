"""From the parsed file to the report's tree: order, numbers, headings, salutation, signature, tables."""

from datetime import date

import pytest

from documents.tests.wordfiles import numbered_list, put, saved, written
from reports.importing.arrangement import arrange, date_in
from reports.importing.parse import parse_report


def test_keeps_words_numbers_that_were_no_text():
    document = written("一、主要问题")
    number = numbered_list(document, ("decimal", "%1)"), ("lowerLetter", "%2."))
    put(document, "学习浅。", number)
    put(document, "读书少。", number, 1)
    put(document, "作风松。", number)
    data = saved(document)
    layout = arrange(parse_report(data, "旧.docx"), proposed_title="某报告")
    texts = [(one.marker, one.number, one.text) for one in layout.sections[0].paragraphs]
    assert texts == [
        ("", None, "1)　学习浅。"),
        ("", None, "a.　读书少。"),
        ("", None, "2)　作风松。"),
    ]


def test_keeps_a_heading_above_two_sections_in_its_place():
    text = """一、一年来工作情况
1、抓学习。
二、存在问题及原因分析
（一）存在的主要问题
1、学习浅。
2、作风松。
（二）原因分析
1、要求低。
2、办法少。
三、今后的改进措施
1、抓学习。
"""
    layout = arrange(parse_report(text.encode(), "旧.txt"), proposed_title="某报告")
    shown = [(one.kind, one.heading, [p.text for p in one.paragraphs][:2]) for one in layout.sections]
    assert shown == [
        ("work", "一年来工作情况", ["抓学习。"]),
        ("problems", "存在问题及原因分析", ["存在的主要问题", "学习浅。"]),
        ("causes", "", ["原因分析", "要求低。"]),
        ("measures", "今后的改进措施", ["抓学习。"]),
    ]


def test_keeps_tables_as_rows_of_text():
    document = written("一、主要问题", "1、学习浅。", "2、作风松。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("序号", "问题", "1", "台账缺页"), strict=True):
        cell.text = text
    layout = arrange(parse_report(saved(document), "旧.docx"), proposed_title="某报告")
    texts = [one.text for section in layout.sections for one in section.paragraphs]
    assert texts == ["学习浅。", "作风松。", "序号　问题", "1　台账缺页"]
    assert "表格逐行改为文字，各格之间空一字。" in layout.notes


@pytest.mark.parametrize(
    ("opening", "salutation", "left"),
    [
        ("各位党员：\n", "各位党员", []),
        ("同志们！\n", "", ["同志们！"]),
        ("（2022年1月5日）\n各位党员：\n", "", ["（2022年1月5日）", "各位党员："]),
    ],
)
def test_takes_the_salutation_only_where_it_comes_first(opening, salutation, left):
    text = f"某某党支部2021年度工作报告\n{opening}一、主要问题\n1、浅。\n2、松。\n"
    layout = arrange(parse_report(text.encode(), "旧.txt"), proposed_title="某报告")
    before = [p.text for one in layout.sections if one.kind == "preamble" for p in one.paragraphs]
    assert (layout.title, layout.salutation, before) == ("某某党支部2021年度工作报告", salutation, left)


def test_skips_page_numbers_and_says_so():
    layout = arrange(
        parse_report("一、主要问题\n1、浅。\n— 1 —\n2、松。\n".encode(), "旧.txt"), proposed_title="某报告"
    )
    assert [one.text for one in layout.sections[0].paragraphs] == ["浅。", "松。"]
    assert layout.notes == ("跳过了 1 行页码或目录，它们不写进报告。",)


@pytest.mark.parametrize(
    ("ending", "signer", "signed_on", "left"),
    [
        ("某某党支部\n2022年1月5日\n", "某某党支部", date(2022, 1, 5), []),
        ("某某党支部\n二〇二二年一月五日\n", "某某党支部", date(2022, 1, 5), []),
        ("某某党支部\n2022年1月\n", "", None, ["某某党支部", "2022年1月"]),
        ("某某党支部\n2022年13月5日\n", "", None, ["某某党支部", "2022年13月5日"]),
        ("2022年1月5日\n", "", None, ["2022年1月5日"]),
        ("某某党支部\n2022年1月5日\n附件：清单\n", "", None, ["某某党支部", "2022年1月5日", "附件：清单"]),
    ],
)
def test_takes_signature_and_date_only_when_they_are_plain(ending, signer, signed_on, left):
    parsed = parse_report(f"一、主要问题\n1、浅。\n2、松。\n{ending}".encode(), "旧.txt")
    layout = arrange(parsed, proposed_title="某报告")
    closing = [p.text for one in layout.sections if one.kind == "closing" for p in one.paragraphs]
    assert (layout.signer, layout.signed_on, closing) == (signer, signed_on, left)


@pytest.mark.parametrize(
    "text", ["2022年1月5日", "2022年01月05日", "２０２２年１月５日", "二○二二年一月五日"]
)
def test_reads_a_date_in_any_digits(text):
    assert date_in(text) == date(2022, 1, 5)
