"""Word files: styles, bold, review marks, boxes, fields, tables."""

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.tests.wordfiles import TWO, bold, insert, parsed, written
from reports.importing.schema import Role
from reports.tests.reading import from_pieces, letters, outline, typed


def test_reads_typed_numbers():
    document = written("一、主要问题", "1、浅。", "2、松。", "二、原因分析", "一是少。", "二是软。")
    assert outline(parsed(document)) == TWO


def test_reads_heading_styles():
    document = docx.Document()
    document.add_paragraph("支部工作报告", style="Title")
    for heading, items in (("主要问题", ["1、浅。", "2、松。"]), ("原因分析", ["（1）少。", "（2）软。"])):
        document.add_heading(heading, level=1)
        for item in items:
            document.add_paragraph(item)
    report = parsed(document)
    assert (report.title, outline(report)) == ("支部工作报告", TWO)


def test_reads_sections_on_the_second_heading_level():
    document = docx.Document()
    document.add_heading("支部2021年度工作报告", level=1)
    document.add_heading("主要问题", level=2)
    document.add_paragraph("1、浅。")
    document.add_heading("有关说明", level=2)
    document.add_paragraph("略。")
    report = parsed(document)
    assert report.title == "支部2021年度工作报告"
    assert outline(report) == ["problems:  | 浅。", "other: 略。"]


def test_reads_outline_levels_without_a_heading_style():
    document = docx.Document()
    for text, level in (("主要问题", 0), ("1、浅。", 9), ("别的事情", 0), ("1、略。", 9)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level}"/>'))
    assert outline(parsed(document)) == ["problems:  | 浅。", "other:  | 略。"]


def test_reads_bold_headings():
    document = docx.Document()
    for heading, item in (("主要问题", "1、浅。"), ("别的事情", "1、略。"), ("原因分析", "1、松。")):
        bold(document, heading)
        document.add_paragraph(item)
    assert outline(parsed(document)) == ["problems:  | 浅。", "other:  | 略。", "causes:  | 松。"]


def test_keeps_words_under_review_and_drops_deleted_ones():
    document = written("一、主要问题", "1、学习")
    for xml in (
        "<w:ins w:id='1' w:author='a'><w:r><w:t>很浅</w:t></w:r></w:ins>",
        "<w:del w:id='2' w:author='a'><w:r><w:delText>很深</w:delText></w:r></w:del>",
        "<w:r><w:t>。</w:t></w:r>",
    ):
        insert(document.paragraphs[-1], xml)
    assert outline(parsed(document)) == ["problems:  | 学习很浅。"]


def test_joins_a_paragraph_whose_end_is_deleted_under_review():
    document = written("一、主要问题", "1、学习", "很浅。")
    properties = document.paragraphs[1]._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="a"/></w:rPr>'))
    assert outline(parsed(document)) == ["problems:  | 学习很浅。"]


def test_reads_links_fields_and_content_controls():
    document = written("一、主要问题", "1、学习")
    for xml in (
        "<w:hyperlink w:anchor='a'><w:r><w:t>材料</w:t></w:r></w:hyperlink>",
        "<w:fldSimple w:instr='DATE'><w:r><w:t>二月</w:t></w:r></w:fldSimple>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        "<w:smartTag w:element='a'><w:r><w:t>少</w:t></w:r></w:smartTag>",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>，浅。</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        insert(document.paragraphs[-1], xml)
    document.element.body.insert(
        2,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>2、松。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert outline(parsed(document)) == ["problems:  | 学习材料二月少，浅。 | 松。"]


def test_reads_text_boxes_once():
    document = written("一、主要问题")
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = "<w:txbxContent><w:p><w:r><w:t>1、浅。</w:t></w:r></w:p></w:txbxContent>"
    paragraph = document.add_paragraph()
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="{mc}"><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert outline(parsed(document)) == ["problems:  | 浅。"]


def test_takes_soft_breaks_for_line_ends():
    document = docx.Document()
    paragraph = document.add_paragraph("一、主要问题")
    for text in ("1、浅。", "2、松。"):
        paragraph.add_run().add_break(WD_BREAK.LINE)
        paragraph.add_run(text)
    assert outline(parsed(document)) == TWO[:1]


def test_leaves_tables_headers_and_page_numbers_out_of_the_items():
    document = written("一、主要问题", "1、浅。")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "1、序号"
    table.cell(1, 1).text = "2、责任人"
    document.add_paragraph("2、松。")
    document.sections[0].header.paragraphs[0].text = "3、页眉"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    report = parsed(document)
    assert outline(report) == TWO[:1]
    assert [one.text for one in report.paragraphs if one.role is Role.TABLE] == ["1、序号", "2、责任人"]
    assert any("有表格（2 行）" in warning for warning in report.warnings)


def test_reads_a_report_that_stands_in_a_frame_of_one_cell():
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    for text in ("一、主要问题", "1、浅。", "2、松。"):
        cell.add_paragraph(text)
    assert outline(parsed(document)) == TWO[:1]


def test_reads_title_date_signature():
    document = docx.Document()
    for text in ("某公司第三党支部", "2021年度工作情况", "（2022年1月5日）"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("同志们：", "现报告如下。", "一、主要问题", "1、浅。", "第三党支部", "2022年1月5日"):
        document.add_paragraph(text)
    report = parsed(document)
    assert report.title == "某公司第三党支部2021年度工作情况"
    assert [one.text for one in report.preamble] == ["现报告如下。"]
    assert [one.role for one in report.closing] == [Role.SIGNATURE, Role.DATE]
    assert report.sections[0].items[0].text == "浅。"


def test_takes_styled_subheadings_for_items_where_nothing_is_numbered():
    document = docx.Document()
    document.add_heading("主要工作", level=1)
    for heading in ("学习扎实", "管理严格"):
        document.add_heading(heading, level=2)
        document.add_paragraph("一是好。二是多。")
    report = parsed(document)
    assert (
        typed(report)
        == from_pieces(report)
        == letters("主要工作" + "学习扎实一是好。二是多。管理严格一是好。二是多。")
    )
    assert [section.kind for section in report.sections] == ["work"]


def test_names_what_was_left_out():
    document = written("一、主要问题", "1、浅。")
    insert(document.paragraphs[1], "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>")
    insert(document.paragraphs[1], "<w:r><w:footnoteReference w:id='2'/></w:r>")
    assert parsed(document).warnings == (
        "文档里有1 处隐藏文字，没有导入。",
        "文档里有1 处脚注或尾注，没有导入。",
    )
