"""A unit's own Word template: what is read of it, what is refused, and the same report in it as DOCX and as PDF."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from core.refusals import Refused
from documents.content import Document, Role
from documents.house_style import HouseStyle, Place, from_json
from documents.reading.house_style import guessed, house_style, notes_on, read_house, role_of
from documents.render import page
from documents.render.pdf import render_pdf
from documents.render.word import render_docx

from .libreoffice import convert_to_pdf
from .made_up import long_document, short_document
from .paper import PrintedPage, full_line_lengths, printed_pages

FILE = Path(__file__).parent / "data/house.docx"
# Of the template, by hand: 144 × 239 mm of 14 pt type, 26 pt from line to line.
LEFT, WIDTH = 28 * page.PT_PER_MM, (210 - 28 - 25) * page.PT_PER_MM
CHARACTERS, LINES = 31, 26


def changed(part: str, change: Callable[[str], str]) -> bytes:
    """The template with another part."""
    buffer = BytesIO()
    with ZipFile(FILE) as archive, ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for name in archive.namelist():
            content = archive.read(name)
            made.writestr(name, change(content.decode()).encode() if name == part else content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def style() -> HouseStyle:
    data = FILE.read_bytes()
    source = read_house(data, FILE.name)
    return house_style(source, guessed(source.samples), data)


@pytest.fixture(scope="module")
def report(style) -> Document:
    return replace(long_document(), style=style)


@pytest.fixture(scope="module")
def pdf_pages(report) -> list[PrintedPage]:
    return printed_pages(render_pdf(report))


def test_reads_the_page_and_the_looks(style):
    assert [round(one) for one in (style.width, style.height, *style.margins)] == [210, 297, 30, 25, 28, 28]
    told = {
        place: (one.font, one.role, one.size, one.pitch, one.align, one.indent, one.is_bold)
        for place, one in style.styles.items()
    }
    assert told == {
        Place.TITLE: ("华文中宋", "title", 20, 34, "center", 0, False),
        Place.RECIPIENT: ("宋体", "song", 14, 26, "left", 0, False),
        Place.HEADING1: ("黑体", "hei", 14, 26, "both", 28, False),
        Place.HEADING2: ("楷体", "kai", 14, 26, "both", 28, True),
        Place.BODY: ("宋体", "song", 14, 26, "both", 28, False),
        Place.SIGNATURE: ("宋体", "song", 14, 26, "right", 0, False),
    }
    assert (style.number.before, style.number.after, style.number.odd) == ("第 ", " 页", "center")
    assert from_json(style.to_json()) == style


def test_says_what_the_pdf_does_without(style):
    assert read_house(FILE.read_bytes(), FILE.name).notes == ("页眉里的图片只在 Word 文件里，PDF 不印",)
    assert notes_on(style) == [
        "“华文中宋”在 PDF 里用小标宋代替",
        "二级标题的加粗只在 Word 文件里，PDF 用字体本身的粗细",
    ]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PK\x03\x04" + b"0" * 1024 * 1024, "a.docx", "超过 1 MB"),
        (b"text", "a.txt", "要用 Word 文档"),
        (b"PK\x03\x04nothing", "a.docx", "压缩包不完整"),
        (FILE.read_bytes(), "a.docm", "宏"),
        (
            changed("word/document.xml", lambda xml: re.sub("<w:pgMar[^>]*/>", "", xml)),
            "a.docx",
            "没有页面设置",
        ),
        (
            changed("word/document.xml", lambda xml: xml.replace('w:w="11906"', 'w:w="20000"')),
            "a.docx",
            "横向",
        ),
        (
            changed("word/document.xml", lambda xml: xml.replace('w:left="1587"', 'w:left="9000"')),
            "a.docx",
            "版心",
        ),
    ],
)
def test_refuses_what_is_no_template_in_words(data, name, words):
    with pytest.raises(Refused, match=words):
        read_house(data, name)


def test_refuses_a_typeface_that_nothing_stands_for():
    data = changed("word/styles.xml", lambda xml: xml.replace("黑体", "方正舒体"))
    source = read_house(data, "a.docx")
    with pytest.raises(Refused, match="一级标题用的字体“方正舒体”"):
        house_style(source, guessed(source.samples), data)
    with pytest.raises(Refused, match="哪一段是标题"):
        house_style(source, {}, data)


@pytest.mark.parametrize(
    ("font", "role"),
    [
        ("方正小标宋_GBK", Role.TITLE),
        ("华文仿宋", Role.FANG),
        ("KaiTi", Role.KAI),
        ("微软雅黑", None),
        ("Noto Sans CJK SC", Role.HEI),
        ("SimSun", Role.SONG),
        ("隶书", None),
    ],
)
def test_knows_which_typeface_is_nearest(font, role):
    assert role_of(font) == (Role.HEI if font == "微软雅黑" else role)


def test_names_the_styles_of_the_template_in_the_docx(style):
    word = docx.Document(BytesIO(render_docx(replace(short_document(), style=style))))
    written = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs]
    assert written[:8] == [
        ("单位标题", "青石滩水文站党支部工作报告"),
        ("单位主送", "站党委："),
        ("单位一级", "一、水情"),
        ("单位正文", "今年来水偏丰。"),
        ("单位二级", "（一）值守"),
        ("单位正文", "1.坚持施测。全年无迟报。"),
        ("报告三级标题", "2.整编"),
        ("报告三级标题", "（1）复审"),
    ]
    assert ("单位落款", "2026年1月5日") in written
    outlines = [
        word.styles[name].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for name in ("单位一级", "单位二级")
    ]
    assert outlines == ["0", "1"]
    assert "青石滩水文站文件" in word.sections[0].header.paragraphs[0].text
    assert word.sections[0].header.part.element.xpath("//w:drawing")
    assert b"docGrid" not in ZipFile(BytesIO(render_docx(replace(short_document(), style=style)))).read(
        "word/document.xml"
    )


def test_holds_every_word_of_the_content_and_nothing_of_the_template(report):
    word = docx.Document(BytesIO(render_docx(report)))
    texts = [
        "".join(node.text or "" for node in one.iter(qn("w:t"))) for one in word.element.body.iter(qn("w:p"))
    ]
    assert [text for text in texts if text] == report.plain_paragraphs()


def test_places_that_share_a_style_get_styles_of_their_own(style):
    shared = replace(style.body, style="Normal", style_id="Normal")
    styles = style.styles | {Place.BODY: shared, Place.HEADING1: replace(shared, font="黑体")}
    word = docx.Document(BytesIO(render_docx(replace(short_document(), style=replace(style, styles=styles)))))
    assert [one.style.name for one in word.paragraphs[2:4]] == ["Normal·一级标题", "Normal·正文"]
    assert word.styles["Normal·一级标题"].base_style.name == "Normal"


def test_the_standard_is_set_as_before(style):
    usual = short_document()
    before = render_pdf(usual), render_docx(usual)
    render_pdf(replace(usual, style=style))
    assert (render_pdf(usual), render_docx(usual)) == before


def text_pages(pages: list[PrintedPage]) -> list[PrintedPage]:
    """Pages of running text: all before the first table."""
    last = next(n for n, one in enumerate(pages) if "序号断面" in "".join(line.text for line in one.lines))
    return pages[:last]


def lines_of(pages: list[PrintedPage]) -> list[list[str]]:
    """The lines of each page inside the text block."""
    top, bottom = 30 * page.PT_PER_MM, (297 - 28) * page.PT_PER_MM
    return [[line.text for line in one.lines if top < line.baseline < bottom] for one in text_pages(pages)]


def test_sets_the_pdf_in_the_lines_of_the_template(pdf_pages):
    lengths = full_line_lengths(text_pages(pdf_pages), LEFT, LEFT + WIDTH)
    assert max(lengths) == CHARACTERS
    assert {len(one) for one in lines_of(pdf_pages)[1:]} == {LINES}
    assert [one.lines[-1].text for one in pdf_pages[:2]] == ["第1页", "第2页"]


@pytest.mark.documents
def test_sets_the_same_lines_in_libreoffice(report, pdf_pages, tmp_path):
    office = printed_pages(convert_to_pdf(render_docx(report), tmp_path))
    ours, theirs = lines_of(pdf_pages), lines_of(office)
    assert [len(one) for one in theirs] == [len(one) for one in ours]
    chinese = [
        [text for one in pages for text in one if not any(c.isascii() for c in text)]
        for pages in (ours, theirs)
    ]
    assert chinese[0] == chinese[1]
    assert [one.width > one.height for one in office] == [one.width > one.height for one in pdf_pages]
