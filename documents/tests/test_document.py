"""The content tree: what its parts accept, and the words it holds."""

from dataclasses import replace
from datetime import date

import pytest

from documents.content import (
    Attachment,
    Form,
    FormCell,
    FormRow,
    Heading,
    Paragraph,
    Role,
    Run,
    Signature,
    Table,
    chinese_number,
    clean_text,
    numeral,
)

from .made_up import short_document


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *[(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
        *[(100, "一百"), (101, "一百零一"), (110, "一百一十"), (205, "二百零五"), (999, "九百九十九")],
        *[(1000, "一千"), (1001, "一千零一"), (1100, "一千一百"), (9999, "九千九百九十九")],
    ],
)
def test_counts_in_chinese(number, text):
    assert chinese_number(number) == text


@pytest.mark.parametrize("number", [0, 10000, -1])
def test_refuses_numbers_it_cannot_write(number):
    with pytest.raises(ValueError, match="1 至 9999"):
        chinese_number(number)


def test_numbers_each_level_as_the_standard_says():
    assert [numeral(2, level) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]


@pytest.mark.parametrize("level", [0, 5])
def test_has_no_other_levels(level):
    with pytest.raises(ValueError, match="1 至 4 级"):
        numeral(1, level)
    with pytest.raises(ValueError, match="1 至 4 级"):
        Heading("标题", level)


def test_gives_each_heading_level_its_typeface():
    assert [Heading("标题", level).role for level in (1, 2, 3, 4)] == [
        Role.HEI,
        Role.KAI,
        Role.FANG,
        Role.FANG,
    ]


def test_takes_out_what_cannot_be_printed():
    assert clean_text(" 一行\r\n又\x00一\u200b行\ufeff\t末 ") == "一行 又一行 末"
    assert Run("甲\x0b乙\ud800").text == "甲 乙"


def test_writes_a_date_without_zeros():
    assert Signature("支部", date(2022, 1, 5)).date_text == "2022年1月5日"


@pytest.mark.parametrize(
    ("typed", "shown"), [("站党委", "站党委："), ("站党委:", "站党委："), ("站党委：", "站党委："), (" ", "")]
)
def test_ends_the_recipient_in_one_full_width_colon(typed, shown):
    assert replace(short_document(), recipient=typed).recipient == shown


def test_lists_every_word_in_reading_order():
    assert short_document().plain_paragraphs() == [
        "青石滩水文站党支部工作报告",
        "站党委：",
        "一、水情",
        "今年来水偏丰。",
        "（一）值守",
        "1.坚持施测。全年无迟报。",
        "2.整编",
        "（1）复审",
        "特此报告。",
        "序号",
        "断面",
        "1",
        "基本断面",
        "附件：断面表",
        "青石滩水文站党支部",
        "2026年1月5日",
        "附件",
        "断面表",
        "见下表。",
    ]


def test_numbers_the_notes_of_several_attachments():
    several = replace(
        short_document(), attachments=(Attachment("附件1", "甲", ()), Attachment("附件2", "乙", ()))
    )
    assert several.attachment_notes() == ("附件：1.甲", "2.乙")


def test_has_no_note_without_attachments():
    assert replace(short_document(), attachments=()).attachment_notes() == ()


def test_makes_a_paragraph_with_a_lead_in_another_typeface():
    paragraph = Paragraph.of("正文。", lead="（一）小标题。", lead_role=Role.KAI)
    assert [(run.text, run.role) for run in paragraph.runs] == [
        ("（一）小标题。", Role.KAI),
        ("正文。", Role.FANG),
    ]
    assert paragraph.text == "（一）小标题。正文。"


def test_refuses_a_table_whose_rows_do_not_fit():
    with pytest.raises(ValueError, match="列数"):
        Table(("甲", "乙"), (("一",),))
    with pytest.raises(ValueError, match="列宽"):
        Table(("甲", "乙"), (), (1.0,))
    with pytest.raises(ValueError, match="列宽"):
        Table(("甲", "乙"), (), (1.0, 0.0))


def test_shares_the_width_among_columns():
    assert Table(("甲", "乙"), (), (1, 3)).shares == (0.25, 0.75)
    assert Table(("甲", "乙"), ()).shares == (0.5, 0.5)


def test_a_form_keeps_the_lines_of_its_cells():
    cell = FormCell("\n　　甲\t乙 \r\n\n丙\n")
    assert cell.lines == ["　　甲 乙", "", "丙"]
    form = Form((FormRow((FormCell("记录", is_label=True), cell)), FormRow((FormCell("", columns=2),))))
    assert list(form.texts()) == ["记录", "　　甲 乙", "丙"]
    assert form.shares == (0.5, 0.5)


def test_refuses_a_form_whose_rows_do_not_fill_it():
    two = FormRow((FormCell("甲"), FormCell("乙")))
    with pytest.raises(ValueError, match="占满"):
        Form((two, FormRow((FormCell("丙"),))))
    with pytest.raises(ValueError, match="占满"):
        Form(())
    with pytest.raises(ValueError, match="列宽"):
        Form((two,), (1.0, 0.0))
    with pytest.raises(ValueError, match="至少占 1 列"):
        FormCell("甲", columns=0)
    with pytest.raises(ValueError, match="行高"):
        FormRow((), -1)
    with pytest.raises(ValueError, match="行高"):
        Table(("甲",), (), row_height=-1)
