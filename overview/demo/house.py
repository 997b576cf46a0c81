"""The company's own Word template of the demo: wider margins and a smaller text than GB/T 9704 has."""

import hashlib
from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from branch.organisations.models import Organisation
from core import records
from documents.reading.house_style import guessed, read_house
from reports.house_papers.models import HouseFile, HousePaper

NAME = "岭岳公司报告版式"
# Style, typeface, size, whether bold, what it is shown by.
SHOWN = (
    ("Title", "方正小标宋简体", 22, False, "岭岳建设公司某某报告"),
    ("Normal", "仿宋", 15, False, "各位党员："),
    ("Heading 1", "黑体", 15, False, "一、一级标题"),
    ("Heading 2", "楷体", 15, True, "（一）二级标题"),
    (
        "Body Text",
        "仿宋",
        15,
        False,
        "正文写在这里，每段首行缩进两个字，两端对齐，行距固定，数字和字母用同一种字体。",
    ),
)


def make_file() -> bytes:
    """One page that shows each kind of paragraph, and the signature."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(30)
    section.top_margin, section.bottom_margin = Mm(32), Mm(30)
    for name, font, size, is_bold, _ in SHOWN:
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.bold = font, Pt(size), is_bold
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            # The theme's typeface would go before the one that is named.
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
        style.paragraph_format.line_spacing = Pt(27)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    for name, _, size, _, text in SHOWN:
        paragraph = paper.add_paragraph(text, style=name)
        if name == "Title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif text != "各位党员：":
            paragraph.paragraph_format.first_line_indent = Pt(size * 2)
        if name == "Body Text":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for text in ("岭岳建设公司党委", "2026年1月5日"):
        paper.add_paragraph(text, style="Normal").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    packed = BytesIO()
    paper.save(packed)
    return packed.getvalue()


def load(top: Organisation) -> HousePaper:
    """The template, offered to the branches below."""
    data = make_file()
    source = read_house(data, f"{NAME}.docx")
    chosen = {str(place): key for place, key in guessed(source.samples).items()}
    house = HousePaper(branch=top, name=NAME, chosen=chosen, is_offered=True)
    with records.audited(house, by=None):
        HouseFile.objects.create(
            paper=house, name=f"{NAME}.docx", sha256=hashlib.sha256(data).hexdigest(), content=data
        )
    return house
