"""Text files: encodings, line ends, wrapped lines, and files that are refused."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.refusals import Refused
from documents.reading.files import MAX_TEXT_BYTES
from reports.importing.parse import parse_report
from reports.importing.schema import Role
from reports.report.tree import split_sentences
from reports.tests.old_reports import sample
from reports.tests.reading import from_pieces, letters, outline, read, shape, typed

REPORT = "现报告如下。\n一、主要问题\n1、学习不深，“学用”脱节。\n2、管理不严。\n二、原因分析\n一是抓得松。\n"
OUTLINE = ["problems:  | 学习不深，“学用”脱节。 | 管理不严。", "causes:  | 抓得松。"]


@pytest.mark.parametrize(
    "data",
    [
        REPORT.encode(),
        REPORT.encode("utf-8-sig"),
        REPORT.encode("gbk"),
        REPORT.encode("gb18030"),
        REPORT.encode("utf-16"),
        codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"),
        REPORT.encode("utf-32"),
        REPORT.replace("\n", "\r\n").encode(),
        REPORT.replace("\n", "\r").encode("gbk"),
        REPORT.replace("\n", "\u2028").encode(),
        (REPORT + "\x1a").encode("gbk"),
        REPORT.replace("\n", "\n\n\u3000\u3000").encode(),
        REPORT.replace("\n", " \t\n\t").encode(),
    ],
)
def test_reads_every_usual_encoding_and_line_end(data):
    assert outline(parse_report(data, "报告.TXT")) == OUTLINE


def test_reads_rare_characters_of_names():
    text = "一、主要问题\n1、喆、堃、玥、䶮四位同志𠮷。"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        report = parse_report(text.encode(encoding), "a.txt")
        assert report.sections[0].items[0].text == "喆、堃、玥、䶮四位同志𠮷。"


def test_joins_lines_that_were_wrapped_by_hand():
    words = (
        "党支部坚持集中学习与个人自学相结合，全年组织了多次研讨，党员的理论水平有了提高，工作作风有了转变，"
        * 2
    )
    whole = f"　　1、{words}"
    lines = [whole[at : at + 24] for at in range(0, len(whole), 24)]
    report = read("一、主要工作\n" + "\n".join(lines) + "\n　　2、" + words[:19])
    assert [item.text[:6] for item in report.sections[0].items] == [words[:6], words[:6]]
    assert "\n" not in report.sections[0].items[0].text


def test_does_not_join_short_lines():
    report = read("一、主要工作\n学习扎实\n管理严格\n作风转变\n1、成效好。")
    assert report.sections[0].intro == "学习扎实\n管理严格\n作风转变"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.txt", "文件是空的"),
        (b" \r\n\t", "a.txt", "文件是空的"),
        ("\u3000\n".encode(), "a.txt", "没有文字"),
        (codecs.BOM_UTF8, "a.txt", "没有文字"),
        (REPORT.encode(), "a.doc", "另存为 .docx 后再导入"),
        (REPORT.encode(), "a.pdf", "PDF 文件不能导入"),
        (REPORT.encode(), "a.xlsx", "“.xlsx”文件不能导入"),
        (REPORT.encode(), "a", "没有扩展名的文件不能导入"),
        (REPORT.encode(), "a.docx", "这不是 Word 文档（.docx）"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200), "a.txt", "JPEG 图片"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a.txt", "PNG 图片"),
        (b"%PDF-1.7\n" + bytes(200), "a.txt", "PDF 文件"),
        (b"PK\x03\x04" + bytes(200), "a.txt", "不是纯文本"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "a.txt", "不是纯文本"),
        (b"<html><body>" + REPORT.encode(), "a.txt", "网页"),
        (bytes(range(256)) * 4, "a.txt", "导入"),
        (REPORT.encode() + b"\x00", "a.txt", "二进制内容"),
        (REPORT.encode() + b"\xff\xff", "a.txt", "文字编码"),
        (REPORT.encode("utf-16")[:-1], "a.txt", "文字编码"),
        ("一、主要问题\n1、学习\ufffd深。".encode(), "a.txt", "文字编码"),
        (b"It was a dark and stormy night. Chapter one.\n" * 50, "a.txt", "不是中文"),
        ("从前有一座山。\n山上有一座庙。\n".encode(), "a.txt", "没有认出年度报告的任何一个部分"),
        ("一、甲方义务\n1、付款。\n二、乙方义务\n1、交货。".encode(), "a.txt", "没有认出"),
        (REPORT.encode("big5", "ignore"), "a.txt", "导入"),
        (b"a" * (MAX_TEXT_BYTES + 1), "a.txt", "文件太大"),
    ],
)
def test_refuses_with_a_clear_message(data, name, message):
    with pytest.raises(Refused) as refusal:
        parse_report(data, name)
    assert message in str(refusal.value)
    assert str(refusal.value).endswith("。")


PIECES = st.sampled_from(
    [
        *(
            "一、主要问题\n",
            "二、原因分析\n",
            "三、主要工作\n",
            "（一）",
            "（二）",
            "1、",
            "2．",
            "3.",
            "一是",
            "二是",
            "三是",
        ),
        *(
            "①",
            "②",
            "第一，",
            "第二，",
            "首先，",
            "\n",
            "\n\n",
            "\r\n",
            "　　",
            " ",
            "。",
            "；",
            "：",
            "，",
            "“",
            "”",
        ),
        *(
            "学习",
            "管理",
            "2022年1月5日\n",
            "第三党支部\n",
            "附件：",
            "同志们：\n",
            "工作报告\n",
            "\t",
            "- 1 -\n",
            "十一",
        ),
        *("1.5万元", "是", "第", "下一步整改措施\n", "《", "》", "（", "）", "最后，", "一要", "问题一："),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_loses_no_word_of_any_report(text):
    text = f"四、存在问题\n{text}"
    report = read(text)
    assert typed(report) == from_pieces(report) == letters(text)
    assert json.loads(json.dumps(report.as_json())) == report.as_json()


@given(st.text(max_size=300))
def test_either_reads_or_refuses_any_text(text):
    assert _reads_or_refuses(text.encode("utf-8", "ignore"), "a.txt")


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx"]))
def test_either_reads_or_refuses_any_bytes(data, name):
    assert _reads_or_refuses(data, name)


def _reads_or_refuses(data: bytes, name: str) -> bool:
    try:
        return bool(parse_report(data, name).sections)
    except Refused as refusal:
        return str(refusal).endswith("。")


def test_reads_a_whole_report():
    text = sample().decode()
    report = read(text)
    assert shape(report) == [
        ("last_year", [0, 0, 0]),
        ("findings", [0, 0, 0, 0]),
        ("work", [0, 0, 0, 0, 0]),
        ("problems", [3, 0, 2]),
        ("causes", [0, 0, 0]),
        ("measures", [0, 0, 0, 0]),
    ]
    assert (report.title, len(report.preamble), report.closing, report.warnings) == ("", 1, (), ())
    assert typed(report) == from_pieces(report) == letters(text)
    sentences = [split_sentences(one.typed) for one in report.paragraphs if one.role is Role.BODY]
    assert (len(report.paragraphs), sum(map(len, sentences))) == (29, 87)


def test_takes_time_in_proportion_to_the_length():
    """Counted, not timed: every label is looked at a bounded number of times."""
    text = "一、主要问题\n" + "1、" + "一是一是（（（第第首先1.1.1." * 20_000
    assert typed(read(text)) == letters(text)
