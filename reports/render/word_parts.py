"""Parts of a Word file that python-docx has no call for: marks, red heads, names, contents, pictures."""

from io import BytesIO

from docx.enum.text import WD_LINE_SPACING, WD_PARAGRAPH_ALIGNMENT, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.content.document import Heading, Masthead, NameList, PictureRow, Role
from reports.render import page
from reports.render.pictures import GAP_PT, drawn_sizes
from reports.render.rosters import INDENT, hanging, name_lines

# Style ids of the template (word_template/word/styles.xml).
RUN_STYLES = {Role.TITLE: "TitleFace", Role.HEI: "Hei", Role.KAI: "Kai", Role.FANG: "Fang", Role.SONG: "Song"}


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


def add_masthead(title: Paragraph, line: Paragraph, masthead: Masthead) -> None:
    """Make the title the red 标志, and the line under it the one over the red rule."""
    layout = title.paragraph_format
    layout.space_before, layout.space_after = Pt(page.MASTHEAD_ABOVE_PT), Pt(page.MASTHEAD_BELOW_PT)
    for run in title.runs:
        run.font.color.rgb = RGBColor.from_string(page.MASTHEAD_COLOUR)
    layout = line.paragraph_format
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    layout.first_line_indent = Pt(page.CHARACTER_PITCH_PT)
    right = Pt(page.PORTRAIT.block_width_pt - page.CHARACTER_PITCH_PT)
    layout.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    layout.space_after = Pt(page.LINE_PITCH_PT)
    line.add_run(masthead.left).add_tab()
    line.add_run(masthead.right)
    _add_rule(line)


def _add_rule(line: Paragraph) -> None:
    """A red rule under a line; its width is given in eighths of a point."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    values = {"val": "single", "sz": str(round(page.MASTHEAD_RULE_PT * 8)), "space": "0"}
    for name, value in (values | {"color": page.MASTHEAD_COLOUR}).items():
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    # The order of a paragraph's properties is fixed: the border stands before the tab stops.
    line._p.get_or_add_pPr().find(qn("w:tabs")).addprevious(borders)


def add_names(paragraph: Paragraph, names: NameList, *, is_first: bool) -> None:
    """A list of names, later lines under the first name; the first list stands below a blank line."""
    layout = paragraph.paragraph_format
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    layout.left_indent = Pt(hanging(names) * page.CHARACTER_PITCH_PT)
    layout.first_line_indent = Pt((INDENT - hanging(names)) * page.CHARACTER_PITCH_PT)
    if is_first:
        layout.space_before = Pt(page.LINE_PITCH_PT)
    paragraph.add_run(names.label)._r.style = RUN_STYLES[Role.HEI]
    run = paragraph.add_run()
    for number, line in enumerate(name_lines(names)):
        if number:
            run.add_break()
        run.add_text(line)
