"""The DOCX: its words by style, its template, and its layout as LibreOffice makes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from documents.content import Document, Heading, Role, Table
from documents.fonts import CHOICES
from documents.render import page
from documents.render.lines import NEVER_FIRST, NEVER_LAST
from documents.render.word import render_docx
from documents.render.word_parts import RUN_STYLES

from .libreoffice import convert_to_pdf
from .made_up import RARE_NAMES, headings_of, long_document, short_document
from .paper import PrintedPage, full_line_lengths, printed_pages, rows_filled

LEFT = page.PORTRAIT.left * page.PT_PER_MM
RIGHT = LEFT + page.PORTRAIT.block_width_pt


def reopened(document: Document) -> docx.document.Document:
    """The document as python-docx reads our file back."""
    return docx.Document(BytesIO(render_docx(document)))


def parts(content: bytes) -> dict[str, bytes]:
    """The files inside a DOCX."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same DOCX with other styles."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in parts(content).items():
            archive.writestr(name, change(part) if name == "word/styles.xml" else part)
    return buffer.getvalue()


def text_pages(pages: list[PrintedPage]) -> list[PrintedPage]:
    """The pages that hold nothing but lines of the report's text."""
    return pages[
        : next(
            number
            for number, one in enumerate(pages)
            if RARE_NAMES in "".join(line.text for line in one.lines)
        )
    ]


def test_writes_each_block_in_its_style():
    written = [(paragraph.style.name, paragraph.text) for paragraph in reopened(short_document()).paragraphs]
    assert written == [
        ("Title", "青石滩水文站党支部工作报告"),
        ("Salutation", "站党委："),
        ("Heading 1", "一、水情"),
        ("Body Text", "今年来水偏丰。"),
        ("Heading 2", "（一）值守"),
        ("Body Text", "1.坚持施测。全年无迟报。"),
        ("Heading 3", "2.整编"),
        ("Heading 4", "（1）复审"),
        ("Normal", "特此报告。"),
        ("附件说明", "附件：断面表"),
        ("Signature", "青石滩水文站党支部"),
        ("Signature", "2026年1月5日"),
        ("附件标识", "附件"),
        ("附件标题", "断面表"),
        ("Body Text", "见下表。"),
    ]


def test_holds_every_word_of_the_content():
    document = long_document()
    word = reopened(document)
    written: list[str] = []
    for block in word.element.body.iter(qn("w:p")):
        text = "".join(node.text or "" for node in block.iter(qn("w:t")))
        written += [text] if text else []
    assert written == document.plain_paragraphs()


def test_marks_a_run_in_heading_with_its_typeface():
    paragraph = next(one for one in reopened(short_document()).paragraphs if one.text.startswith("1."))
    assert [(run.text, run.style.style_id) for run in paragraph.runs] == [
        ("1.坚持施测。", RUN_STYLES[Role.KAI]),
        ("全年无迟报。", "DefaultParagraphFont"),
    ]


def test_lists_headings_in_the_navigation_pane():
    styles = reopened(short_document()).styles
    for level in range(1, 5):
        outline = styles[f"Heading {level}"].element.find(qn("w:pPr")).find(qn("w:outlineLvl"))
        assert outline.get(qn("w:val")) == str(level - 1)


def test_names_the_typefaces_of_the_standard():
    styles = reopened(short_document()).styles
    expected = {
        "Title": Role.TITLE,
        "Heading 1": Role.HEI,
        "Heading 2": Role.KAI,
        "Heading 3": Role.FANG,
        "Heading 4": Role.FANG,
        "附件标识": Role.HEI,
        "表格文字": Role.SONG,
        "Footer": Role.SONG,
    }
    for name, role in expected.items():
        fonts = styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi", "cs")} == {
            CHOICES[role].word_name
        }


def test_names_what_stands_in_for_each_typeface():
    table = etree.fromstring(parts(render_docx(short_document()))["word/fontTable.xml"])
    alternatives = {
        font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")).split(",") for font in table
    }
    assert set(alternatives) == {choice.word_name for choice in CHOICES.values()}
    for choice in CHOICES.values():
        known = [choice.word_name, *alternatives[choice.word_name]]
        # The names that the PDF looks for, then the free ones.
        assert [name for name in known if name in choice.names] == list(choice.names)
        assert choice.fandol.partition("-")[0] in known
        assert choice.fallback in known


def test_sets_the_grid_in_the_template():
    styles = etree.fromstring(parts(render_docx(short_document()))["word/styles.xml"])
    defaults = styles.find(qn("w:docDefaults"))
    assert defaults.find(f".//{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val")) == "-5"
    assert defaults.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"
    pitch = defaults.find(f".//{qn('w:pPr')}/{qn('w:spacing')}")
    assert (pitch.get(qn("w:line")), pitch.get(qn("w:lineRule"))) == ("579", "exact")
    assert b"docGrid" not in b"".join(parts(render_docx(short_document())).values())


def test_sets_the_margins_of_the_standard():
    section = reopened(short_document()).sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin.mm) for margin in margins] == [37, 26, 35, 28]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_breaks_lines_by_the_rules_of_the_pdf():
    settings = etree.fromstring(parts(render_docx(short_document()))["word/settings.xml"])
    rules = {node.tag: set(node.get(qn("w:val"))) for node in settings if "noLineBreaks" in node.tag}
    assert rules == {qn("w:noLineBreaksBefore"): set(NEVER_FIRST), qn("w:noLineBreaksAfter"): set(NEVER_LAST)}


def test_turns_only_the_section_of_the_wide_table():
    sections = reopened(long_document()).sections
    assert [round(section.page_width.mm) for section in sections] == [210, 297, 210]
    # Each has its own page numbers: those of a turned page stand on the edge that is at the foot when bound.
    names = [(section.footer.part.partname, section.even_page_footer.part.partname) for section in sections]
    assert names[0] == names[2] == ("/word/footer-odd.xml", "/word/footer-even.xml")
    assert names[1] == ("/word/footer-odd-turned.xml", "/word/footer-even-turned.xml")
    assert not any(section.footer.is_linked_to_previous for section in sections)


def test_turns_back_after_a_wide_table_in_the_text():
    table = replace(short_document().blocks[-1], landscape=True)
    document = replace(short_document(), blocks=(table, table, short_document().blocks[1]), attachments=())
    assert [round(one.page_width.mm) for one in reopened(document).sections] == [210, 297, 210]


def test_adds_no_empty_line_where_a_section_ends():
    body = reopened(long_document()).element.body
    empty = [one for one in body.iterchildren(qn("w:p")) if not "".join(one.itertext()).strip()]
    # After the turned table, between the table and the form that touch, and after the form that ends the file.
    assert [one.style for one in empty] == ["TableGap"] * 3


def test_sets_a_form_with_a_cell_for_each_cell():
    form = reopened(long_document()).tables[-1]
    assert form.cell(0, 2).text == "日期"
    assert form.cell(2, 1).text == "水尺一把\n\n钥匙两串"
    assert [len(row._tr.tc_lst) for row in form.rows] == [4, 2, 2, 2, 1]
    assert [row.height and round(row.height / Mm(1)) for row in form.rows] == [9, 9, 40, None, 15]
    whole = [
        row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in form.rows
    ]
    assert whole == [True, True, True, False, True]
    assert form.cell(0, 0).paragraphs[0].style.style_id == "TableHead"
    assert form.cell(0, 1).paragraphs[0].style.style_id == "TableText"


def test_repeats_the_header_of_a_table_and_cuts_no_row():
    table = reopened(long_document()).tables[1]
    marks = [{child.tag for child in row._tr.trPr} for row in table.rows]
    assert qn("w:tblHeader") in marks[0]
    assert all(qn("w:cantSplit") in one for one in marks)
    assert not any(qn("w:tblHeader") in one for one in marks[1:])


def test_says_every_cell_of_a_long_table_in_its_place():
    said = ("", "<甲>&乙", "“引语”，  中间有空", "2025-03-01")
    rows = tuple((str(number), *(said[(number + place) % 4] for place in range(3))) for number in range(60))
    table = Table(("序号", "", "说明", "日期"), rows, (1, 2, 5, 2), row_height=9)
    (written,) = reopened(replace(short_document(), blocks=(table,), attachments=())).tables
    assert [tuple(cell.text for cell in row.cells) for row in written.rows] == [table.header, *table.rows]
    assert {round(row.height.mm) for row in written.rows[1:]} == {9}
    assert {paragraph.style.style_id for cell in written.rows[59].cells for paragraph in cell.paragraphs} == {
        "TableText"
    }


def test_carries_the_properties_of_the_document():
    document = short_document()
    properties = reopened(document).core_properties
    assert (properties.title, properties.author, properties.language) == (
        document.title,
        document.issuer,
        "zh-CN",
    )
    assert properties.last_modified_by == document.issuer
    assert properties.created.replace(tzinfo=None) == datetime(2026, 1, 5)


def test_bears_no_trace_of_another_template():
    content = b"".join(parts(render_docx(long_document())).values())
    assert not [
        word
        for word in (b"python-docx", b"Calibri", b"Cambria", b"en-US", b"Times New Roman")
        if word in content
    ]


def test_gives_the_same_bytes_for_the_same_content():
    assert render_docx(short_document()) == render_docx(short_document())


def test_makes_a_document_of_nothing_but_a_title():
    bare = replace(short_document(), recipient="", blocks=(), signature=None, attachments=())
    assert [one.text for one in reopened(bare).paragraphs] == [bare.title]


def test_keeps_markup_and_spaces_as_they_were_typed():
    typed = replace(short_document(), blocks=(Heading("一、<甲> & “乙”  丙", 1),))
    assert reopened(typed).paragraphs[2].text == "一、<甲> & “乙”  丙"


@pytest.mark.documents
def test_sets_22_lines_a_page_in_libreoffice(office_pages, document):
    count = len(text_pages(office_pages))
    assert count >= 6
    assert rows_filled(office_pages[: count + 1], page.LINE_PITCH_PT, headings_of(document)) == {22}


@pytest.mark.documents
def test_sets_28_characters_a_full_line_in_libreoffice(office_pages):
    lengths = full_line_lengths(text_pages(office_pages), LEFT, RIGHT)
    assert max(lengths) == 28
    assert lengths[28] > 0.8 * lengths.total()


@pytest.mark.documents
def test_measuring_tells_a_line_of_27_characters_in_libreoffice(tmp_path: Path):
    loose = changed(render_docx(long_document()), lambda part: part.replace(b'<w:spacing w:val="-5"/>', b""))
    lengths = full_line_lengths(text_pages(printed_pages(convert_to_pdf(loose, tmp_path))), LEFT, RIGHT)
    assert max(lengths) == 27


@pytest.mark.documents
def test_numbers_pages_right_and_left_in_libreoffice(office_pages):
    for number, one in enumerate(office_pages, start=1):
        assert one.number is not None
        assert one.number.text == f"—{number}—"
        indent = RIGHT - one.number.right if number % 2 else one.number.left - LEFT
        assert indent == pytest.approx(page.PAGE_NUMBER_PT, abs=0.5)
        assert one.number.baseline == pytest.approx(office_pages[0].number.baseline, abs=1)


@pytest.mark.documents
def test_breaks_lines_of_chinese_alike_in_libreoffice_and_pdf(office_pages, pdf_pages):
    """Lines with digits differ: LibreOffice 7 knows no way to turn off the space beside them."""

    def chinese(pages: list[PrintedPage]) -> list[str]:
        lines = [line.text for one in text_pages(pages) for line in one.lines]
        return [text for text in lines if not any(character.isascii() for character in text)]

    assert chinese(office_pages) == chinese(pdf_pages)


@pytest.mark.documents
def test_turns_the_same_pages_in_libreoffice_and_pdf(office_pages, pdf_pages):
    assert [one.width > one.height for one in office_pages] == [one.width > one.height for one in pdf_pages]


@pytest.mark.documents
def test_says_the_same_words_in_libreoffice_and_pdf(office_pages, pdf_pages):
    def words(pages: list[PrintedPage]) -> list[str]:
        return sorted("".join(glyph.text for one in pages for line in one.lines for glyph in line.glyphs))

    assert words(office_pages) == words(pdf_pages)
