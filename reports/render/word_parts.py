"""Parts of a Word file that python-docx has no call for: marks, lines of contents, rows of pictures."""

from io import BytesIO

from docx.enum.text import WD_LINE_SPACING, WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from reports.content.document import Heading, PictureRow
from reports.render import page
from reports.render.pictures import GAP_PT, drawn_sizes


def _mark_name(number: int) -> str:
    return f"_Part{number}"


def add_bookmark(heading: Paragraph, number: int) -> None:
    """Mark a heading, so that the list of contents can say its page."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _mark_name(number))
    heading._p.insert(1 if heading._p.pPr is not None else 0, start)
    heading._p.append(end)


def add_contents_line(line: Paragraph, heading: Heading, number: int) -> None:
    """Dots and the page of a heading; Word fills the number in when it opens the file."""
    layout = line.paragraph_format
    layout.left_indent = Pt((heading.level - 1) * page.BODY_PT)
    layout.tab_stops.add_tab_stop(
        Pt(page.PORTRAIT.block_width_pt), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )
    line.add_run().add_tab()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f"PAGEREF {_mark_name(number)} \\h")
    field.set(qn("w:dirty"), "true")
    line._p.append(field)


def add_pictures(paragraph: Paragraph, row: PictureRow) -> None:
    """The pictures of a row in a line as high as they are."""
    layout = paragraph.paragraph_format
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.space_before = Pt(GAP_PT)
    for picture, (width, height) in zip(row.pictures, drawn_sizes(row), strict=True):
        run = paragraph.add_run(" " if picture is not row.pictures[0] else "")
        shape = run.add_picture(BytesIO(picture.jpeg), width=Pt(width), height=Pt(height))
        shape._inline.docPr.set("descr", picture.alt)
