"""Number labels: which beginnings and which places in a text are labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.numbering import NumberStyle, chinese_value, inline_numbers, label_number, leading_number
from documents.reading.word_styles import formatted

S = NumberStyle


@pytest.mark.parametrize(
    ("text", "style", "value", "label"),
    [
        ("一、学习", S.CHINESE, 1, "一、"),
        ("十二、学习", S.CHINESE, 12, "十二、"),
        ("二十、学习", S.CHINESE, 20, "二十、"),
        ("一丶学习", S.CHINESE, 1, "一丶"),
        ("一．学习", S.CHINESE, 1, "一．"),
        ("三 、学习", S.CHINESE, 3, "三 、"),
        ("三、三会一课坚持得好", S.CHINESE, 3, "三、"),
        ("一、一年来的工作", S.CHINESE, 1, "一、"),
        ("一、二〇二一年工作", S.CHINESE, 1, "一、"),
        ("一　学习情况", S.CHINESE_SPACE, 1, "一"),
        ("（一）学习", S.CHINESE_PAREN, 1, "（一）"),
        ("(二)学习", S.CHINESE_PAREN, 2, "(二)"),
        ("（三)、学习", S.CHINESE_PAREN, 3, "（三)、"),
        ("㈢学习", S.CHINESE_PAREN, 3, "㈢"),
        ("一）学习", S.CHINESE_HALF, 1, "一）"),
        ("1、学习", S.ARABIC, 1, "1、"),
        ("1.学习", S.ARABIC, 1, "1."),
        ("１．学习", S.ARABIC, 1, "１．"),
        ("⒉学习", S.ARABIC, 2, "⒉"),
        ("1. 学习", S.ARABIC, 1, "1."),
        ("1、5件问题已整改", S.ARABIC, 1, "1、"),
        ("1.2021年召开大会", S.ARABIC, 1, "1."),
        ("1 学习情况", S.ARABIC_SPACE, 1, "1"),
        ("1.2 学习情况", S.MULTILEVEL, 2, "1.2"),
        ("（1）学习", S.ARABIC_PAREN, 1, "（1）"),
        ("（１２）学习", S.ARABIC_PAREN, 12, "（１２）"),
        ("⑵学习", S.ARABIC_PAREN, 2, "⑵"),
        ("1)学习", S.ARABIC_HALF, 1, "1)"),
        ("③学习", S.CIRCLED, 3, "③"),
        ("问题一：学习", S.LABELLED, 1, "问题一："),
        ("原因2、学习", S.LABELLED, 2, "原因2、"),
        ("第一，学习", S.ORDINAL, 1, "第一，"),
        ("第二、学习", S.ORDINAL, 2, "第二、"),
        ("第三是学习", S.ORDINAL, 3, "第三是"),
        ("第一部分 学习", S.PART, 1, "第一部分"),
        ("第二部分：学习", S.PART, 2, "第二部分："),
        ("一是学习", S.IS, 1, "一是"),
        ("二要学习", S.MUST, 2, "二"),
        ("其三，学习", S.OF_THEM, 3, "其三，"),
        ("首先，学习", S.FIRST, 1, "首先，"),
        ("其次是学习", S.FIRST, 2, "其次是"),
    ],
)
def test_reads_a_label(text, style, value, label):
    number = leading_number(text)
    assert number is not None
    assert (number.style, number.value, number.label) == (style, value, label)
    assert text[: number.end].strip(" 　") == label


@pytest.mark.parametrize(
    "text",
    [
        "一是一、二是二，实事求是。",
        "第一季度召开会议。",
        "第一书记到任。",
        "第一种形态用得多。",
        "第一、第二产业。",
        "1.5万元已经拨付。",
        "12.4国家宪法日开展宣传。",
        "2021.1.5",
        "2021年召开会议。",
        "3人获得表彰。",
        "5G基站建成。",
        "1,000元捐款。",
        "8:30集合。",
        "一、二季度召开会议。",
        "1、2号楼封顶。",
        "1、2、3号楼封顶。",
        "三、四月份开展检查。",
        "统一是前提。",
        "一年来，党支部努力工作。",
        "一岗双责落实到位。",
        "一",
        "1、",
        "",
        "章程一、学习",
    ],
)
def test_leaves_other_beginnings_alone(text):
    assert leading_number(text) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("原因有三点。一是差。二是弱；三是少", [1, 2, 3]),
        ("主要表现在一是差，二是弱", [1, 2]),
        ("思想统一是关键，二是弱", [2]),
        ("“十一是长假”这句话", []),
        ("强调“一是一、二是二”的作风", []),
        ("包括：1、学习；2、工作", [1, 2]),
        ("完成项目1、2标段", []),
        ("费用1.5万元。2.3万元", []),
        ("有（1）学习（2）工作", [1, 2]),
        ("第3条（一）（二）项", []),
        ("有①学习②工作", [1, 2]),
        ("第一，学习；第二，工作", [1, 2]),
        ("全县第一，全市第二，成绩好", []),
        ("首先学习，其次工作", [1, 2]),
    ],
)
def test_finds_labels_inside_a_text(text, values):
    assert [number.value for number in inline_numbers(text)] == values


@pytest.mark.parametrize(
    ("label", "style", "value"),
    [
        ("一", S.CHINESE, 1),
        ("3", S.ARABIC, 3),
        ("（十一）", S.CHINESE_PAREN, 11),
        ("第二部分", S.PART, 2),
        ("1.2.3", S.MULTILEVEL, 3),
        ("二是", S.IS, 2),
        ("a)", S.FOREIGN, 1),
    ],
)
def test_understands_labels_that_word_computes(label, style, value):
    number = label_number(label, fallback=1)
    assert (number.style, number.value, number.end) == (style, value, 0)


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (23, "japaneseCounting", "二十三"),
        (10, "ideographDigital", "一〇"),
        (2, "chineseLegalSimplified", "贰"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "decimalEnclosedParen", "⑷"),
        (5, "decimalEnclosedFullstop", "⒌"),
        (2, "ideographTraditional", "乙"),
        (28, "lowerLetter", "bb"),
        (9, "upperRoman", "IX"),
        (7, "decimalZero", "07"),
        (7, "somethingNew", "7"),
    ],
)
def test_formats_numbers_as_word_does(number, style, shown):
    assert formatted(number, style) == shown


@given(st.integers(1, 99))
def test_reads_back_every_number_it_can_count(number):
    assert chinese_value(formatted(number, "chineseCounting")) == number
    assert chinese_value(formatted(number, "decimalFullWidth")) == number
