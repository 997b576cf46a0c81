"""Numbers that Word computes count as numbers and are no part of the text."""

import docx
import pytest
from docx.oxml.ns import qn

from documents.tests.wordfiles import TWO, another_list, numbered_list, parsed, put, written
from reports.tests.reading import outline


def test_reads_automatic_numbers_of_headings_and_items():
    document = docx.Document()
    number = numbered_list(document, ("chineseCounting", "%1、"), ("decimal", "%2．"), ("decimal", "（%3）"))
    for text, level in (
        *(("主要问题", 0), ("浅。", 1), ("时间少。", 2), ("方法旧。", 2), ("松。", 1)),
        *(("原因分析", 0), ("少。", 1), ("软。", 1)),
    ):
        put(document, text, number, level)
    report = parsed(document)
    assert outline(report) == ["problems:  | 浅。['时间少。', '方法旧。'] | 松。", TWO[1]]
    labels = [one.number for one in report.paragraphs]
    assert labels == ["一、", "1．", "（1）", "（2）", "2．", "二、", "1．", "2．"]
    assert all(one.automatic for one in report.paragraphs)


@pytest.mark.parametrize(
    ("style", "pattern", "first"),
    [
        ("chineseCountingThousand", "%1、", "一、"),
        ("ideographDigital", "（%1）", "（一）"),
        ("japaneseCounting", "第%1，", "第一，"),
        ("chineseCounting", "%1是", "一是"),
        ("decimal", "%1", "1"),
        ("decimalFullWidth", "%1．", "１．"),
        ("decimalEnclosedCircleChinese", "%1", "①"),
        ("decimalEnclosedParen", "%1", "⑴"),
        ("lowerLetter", "%1)", "a)"),
    ],
)
def test_reads_automatic_numbers_in_every_format(style, pattern, first):
    document = written("主要问题")
    number = numbered_list(document, (style, pattern))
    put(document, "浅。", number)
    put(document, "松。", number)
    report = parsed(document)
    assert outline(report) == TWO[:1]
    assert report.sections[0].items[0].number == first


def test_reads_automatic_numbers_of_a_style():
    document = written("主要问题")
    document.add_paragraph("浅。", style="List Number")
    document.add_paragraph("松。", style="List Number")
    assert outline(parsed(document)) == TWO[:1]


def test_does_not_number_bullets_or_paragraphs_taken_out_of_the_list():
    document = written("主要问题")
    document.add_paragraph("浅。", style="List Bullet")
    put(document, "松。", "0")
    assert outline(parsed(document)) == ["problems: 浅。\n松。"]


def test_starts_a_list_again_where_word_does():
    document = written("主要问题")
    first = numbered_list(document, ("decimal", "%1."))
    abstract = document.part.numbering_part.element[0].get(qn("w:abstractNumId"))
    put(document, "浅。", first)
    put(document, "松。", first)
    document.add_paragraph("原因分析")
    again = another_list(document, abstract, start="1")
    put(document, "少。", again)
    put(document, "软。", again)
    report = parsed(document)
    assert outline(report) == TWO
    assert report.warnings == ()


def test_mixes_typed_headings_and_automatic_items():
    document = written("一、主要问题")
    number = numbered_list(document, ("decimal", "%1、"))
    put(document, "浅。一是时间少。二是方法旧。", number)
    put(document, "松。", number)
    assert outline(parsed(document)) == ["problems:  | 浅。['时间少。', '方法旧。'] | 松。"]
