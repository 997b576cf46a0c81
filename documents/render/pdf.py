"""A document as PDF/A: what stands on it, line by line, as strips that are put on pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from documents.content import (
    Attachment,
    Block,
    Contents,
    Document,
    Form,
    Heading,
    Masthead,
    NameList,
    Paragraph,
    PictureRow,
    Role,
    Rosters,
    Run,
    Signature,
    Table,
)
from documents.house_style import Place

from . import page
from .lines import Line, Measure, compose, line_width, text_width
from .page import GAP_PT, ROW_PT, drawn_sizes
from .paging import paged
from .pdf_pages import write_pdf
from .pdf_tables import form_strips, table_strips
from .progress import counted
from .setting import HEADINGS, baseline, now, using
from .strips import BLACK, Colour, Entry, Image, Rule, Strip, Tag, Words
from .titles import INDENT, hanging, name_lines, title_lines

RED: Colour = (1.0, 0.0, 0.0)


def render_pdf(document: Document) -> bytes:
    """The document as a PDF/A-3a file; the same document always gives the same bytes.

    Raises:
        MissingGlyphError: a character that no installed typeface has.
    """
    with using(document.style):
        root = Tag("Document")
        return write_pdf(document, paged(_strips(document, root)), root)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paragraph is set: typeface, size and lines, where it stands, and the least space to its neighbours."""

    role: Role
    size: float
    pitch: float
    align: str = "left"
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    right: float = 0.0
    colour: Colour = BLACK


def _look(place: Place, role: Role, size: float = page.BODY_PT) -> _Look:
    """The look of a place: as the template shows it, or as the standard says."""
    house = now().house
    if house is None:
        return _Look(role, size, page.LINE_PITCH_PT)
    one = house.of(place)
    # Lines are composed: a justified one is as long as its measure already.
    align = "left" if one.align == "both" else one.align
    return _Look(role, one.size, one.pitch, align, one.before, one.after, one.left, one.right)


def _text(role: Role) -> _Look:
    """Running text in a typeface."""
    return _look(Place.BODY, role)


def _face() -> Role:
    """The typeface of running text."""
    return now().role(Place.BODY, Role.FANG)


def _strips(document: Document, root: Tag) -> Iterator[Strip]:
    if document.is_landscape:
        yield from _title("H1", document.title, root, sheet=now().landscape)
        for block in document.blocks:
            if isinstance(block, Table):
                yield from table_strips(block, root)
    else:
        yield from _upright(document, root)
    yield from _notes(document, root)
    yield from _signature(document.signature, root)
    for annex in document.attachments:
        yield from _annex(annex, root)


def _upright(document: Document, root: Tag) -> Iterator[Strip]:
    if document.number:
        look = replace(_text(_face()), align="center", after=now().line)
        yield from _paragraph("P", compose((Run(document.number, _face()),), now().flush), look, root)
    yield from _title("H1", document.title, root, masthead=bool(document.masthead))
    yield from _dateline(document.masthead, root)
    yield from _recipient(document.recipient, root)
    yield from _body(document.blocks, root)


def _body(blocks: Sequence[Block], root: Tag) -> Iterator[Strip]:
    """The blocks; what a list of contents names can be jumped to, and the last goes along with what ends the document."""
    number, begins_page = 0, False
    for block in counted(blocks):
        strips = _block(block, root)
        if Contents.lists(block) and strips:
            number += 1
            strips[0].anchor = f"part-{number}"
        if block is blocks[-1] and isinstance(block, Paragraph) and len(strips) > 1:
            # Two lines of its text at least.
            strips[-1].stays = True
        if strips and begins_page:
            strips[0].begins_page = True
        begins_page = isinstance(block, Contents)
        yield from strips


def _block(block: Block, root: Tag) -> list[Strip]:
    match block:
        case Heading():
            strips = _heading(block, root)
        case Contents():
            strips = list(_contents(block, root))
        case Rosters():
            strips = _rosters(block, root)
        case PictureRow():
            strips = [_pictures(block, root)]
        case Paragraph():
            measure = now().measure(Place.BODY) if block.indent else now().flush
            lines = compose(now().runs(block.runs), measure)
            strips = _paragraph("P", lines, _text(_face()), root, first=measure.indent)
        case Form():
            strips = form_strips(block, root)
        case Table():
            strips = table_strips(block, root)
            strips[0].begins_page = block.landscape
    return strips


def _heading(block: Heading, root: Tag) -> list[Strip]:
    """Its lines, the last of which stays with what comes next."""
    place = HEADINGS[block.level]
    measure, role = now().measure(place), now().role(place, block.role)
    lines = compose((Run(block.text, role),), measure)
    strips = _paragraph(f"H{block.level + 1}", lines, _look(place, role), root, first=measure.indent)
    if strips:
        strips[0].begins_page, strips[0].outline = block.on_new_page, (block.level + 1, block.text)
        strips[-1].leads = True
    return strips


def _contents(contents: Contents, root: Tag) -> Iterator[Strip]:
    """The headings with dots up to their page; a long one keeps clear of the page numbers."""
    label = replace(_text(Role.HEI), align="center", after=page.LINE_PITCH_PT)
    yield from _paragraph("P", compose((Run(contents.label, Role.HEI),), now().flush), label, root)
    look, measure = _text(Role.FANG), Measure(width=now().width - 4 * now().pitch)
    for number, heading in enumerate(contents.headings, start=1):
        lines = compose((Run(heading.text),), measure)
        left = page.BODY_PT if heading.level == 2 else 0.0
        tag = Tag("Link", Tag("P", root))
        strips = _lines(lines, look, tag, left=left)
        for strip in strips[-1:]:
            (words,) = (one for one in strip.marks if isinstance(one, Words))
            strip.entry = Entry(f"part-{number}", words, tag)
        yield from strips


def _pictures(row: PictureRow, root: Tag) -> Strip:
    """Pictures side by side, with what they show under them."""
    sizes = drawn_sizes(row)
    x = (now().width - sum(width for width, _ in sizes) - GAP_PT * (len(sizes) - 1)) / 2
    marks: list[Words | Rule | Image] = []
    for picture, (width, height) in zip(row.pictures, sizes, strict=True):
        tag = Tag("Figure", root, alternative=picture.alt)
        pixels = (picture.width, picture.height)
        marks.append(Image(x, GAP_PT, width, height, picture.jpeg, pixels, tag))
        x += width + GAP_PT
    strip = Strip(now().portrait, ROW_PT, marks)
    lines = compose((Run(row.caption, Role.KAI),), _CAPTION)
    look = _Look(Role.KAI, page.CAPTION_PT, page.LINE_PITCH_PT, align="center")
    for line in _paragraph("P", lines, look, root):
        for words in line.marks:
            if isinstance(words, Words):
                words.y += strip.height
        strip.marks += line.marks
        strip.height += line.height
    return strip


_CAPTION = Measure(
    width=page.PORTRAIT.block_width_pt - 4 * page.CHARACTER_PITCH_PT,
    size=page.CAPTION_PT,
    tightest=0.0,
    usual=0.0,
)


def _title(
    kind: str,
    title: str,
    root: Tag,
    *,
    sheet: page.Sheet | None = None,
    masthead: bool = False,
    annexed: bool = False,
) -> list[Strip]:
    """A title in the middle, with a blank line under it; the red 标志 of a 纪要; of an annex with one over it, too."""
    sheet = sheet or now().portrait
    size, role = now().size(Place.TITLE, page.TITLE_PT), now().role(Place.TITLE, Role.TITLE)
    lines = [
        Line((Run(text, role),), tracking=0.0) for text in title_lines(title, sheet.block_width_pt / size)
    ]
    look = _look(Place.TITLE, role, page.TITLE_PT)
    if now().house is None:
        look = replace(look, align="center", after=page.LINE_PITCH_PT)
    if annexed:
        look = replace(look, before=now().line, after=now().line)
    if masthead:
        after = page.MASTHEAD_BELOW_PT if now().house is None else look.after
        look = replace(look, colour=RED, after=after)
    strips = _paragraph(kind, lines, look, root, sheet=sheet)
    if strips:
        strips[0].outline = (int(kind[1]), title)
        strips[-1].leads = True
    if masthead:
        strips.insert(0, Strip(sheet, page.MASTHEAD_ABOVE_PT, leads=True))
    return strips


def _dateline(masthead: Masthead | None, root: Tag) -> Iterator[Strip]:
    """The line over the red rule: one text at its left, one at its right, each a character in."""
    if masthead is None:
        return
    look = _text(Role.FANG)
    strip = Strip(now().portrait, page.LINE_PITCH_PT + page.MASTHEAD_RULE_PT)
    strip.after = page.LINE_PITCH_PT - page.MASTHEAD_RULE_PT
    for text, align in ((masthead.left, "left"), (masthead.right, "right")):
        lines = compose((Run(text),), now().flush)
        one = replace(look, align=align, left=now().pitch * (align == "left"))
        for line in _paragraph("P", lines, one, root, right=now().pitch * (align == "right"))[:1]:
            strip.marks += line.marks
    middle = page.LINE_PITCH_PT + page.MASTHEAD_RULE_PT / 2
    strip.marks.append(Rule(0.0, middle, now().width, middle, page.MASTHEAD_RULE_PT, RED))
    yield strip


def _rosters(rosters: Rosters, root: Tag) -> list[Strip]:
    strips = [strip for names in rosters.lists for strip in _name_list(names, root)]
    for strip in strips[:1]:
        strip.before = max(strip.before, page.LINE_PITCH_PT)
    return strips


def _name_list(names: NameList, root: Tag) -> list[Strip]:
    label = Run(names.label, Role.HEI)
    start, edge = INDENT * now().pitch, hanging(names) * now().pitch
    measure = Measure(width=now().width - edge)
    lines = [line for text in name_lines(names) for line in compose((Run(text),), measure)]
    lines = lines or [Line((), measure.usual)]
    lines[0] = Line((label, *lines[0].runs), lines[0].tracking)
    return _paragraph("P", lines, _text(Role.FANG), root, first=start - edge, left=edge)


def _recipient(recipient: str, root: Tag) -> list[Strip]:
    if not recipient:
        return []
    own = now().look(Place.RECIPIENT)
    measure = now().measure(Place.RECIPIENT) if own else now().flush
    role = Role(own.role) if own else _face()
    look = _look(Place.RECIPIENT, role) if own else _text(role)
    return _paragraph("P", compose((Run(recipient, role),), measure), look, root, first=measure.indent)


def _notes(document: Document, root: Tag) -> Iterator[Strip]:
    """The annexes' names, later lines of a name aligned with its first character."""
    for position, (note, annex) in enumerate(
        zip(document.attachment_notes(), document.attachments, strict=True)
    ):
        prefix = Run(note.removesuffix(annex.title), _face())
        start = (2 if position == 0 else 5) * now().pitch
        edge = start + text_width((prefix,), now().flush) + now().flush.usual
        lines = compose((Run(annex.title, _face()),), replace(now().flush, width=now().width - edge))
        lines[:1] = [Line((prefix, *line.runs), line.tracking) for line in lines[:1]]
        strips = _paragraph("P", lines, _text(_face()), root, first=start - edge, left=edge)
        for strip in strips[:1]:
            strip.stays = True
            strip.before = strip.before if position else max(strip.before, now().line)
        yield from strips


def _signature(signature: Signature | None, root: Tag) -> Iterator[Strip]:
    """Name and date, which stay with the text; a blank line over them."""
    if signature is None:
        return
    own = now().look(Place.SIGNATURE)
    role = Role(own.role) if own else _face()
    look = _look(Place.SIGNATURE, role) if own else replace(_text(role), align="right")
    flush = now().measure(Place.SIGNATURE) if own else now().flush
    name = compose((Run(signature.name, role),), replace(flush, width=flush.width - 2 * now().pitch))
    date = compose((Run(signature.date_text, role),), flush)
    widest = max((text_width(line.runs, flush) for line in name), default=0.0)
    indents = page.signature_indents(widest, text_width(date[0].runs, flush))
    # A template that shows a signature says itself where it stands.
    name_indent, date_indent = (0.0, 0.0) if own else indents
    strips = [
        *_paragraph("P", name, look, root, right=name_indent),
        *_paragraph("P", date, look, root, right=date_indent),
    ]
    strips[0].before = max(strips[0].before, now().line)
    for strip in strips:
        strip.stays = True
        yield strip


def _annex(annex: Attachment, root: Tag) -> Iterator[Strip]:
    sheet = now().landscape if annex.is_landscape else now().portrait
    label = compose((Run(annex.label, Role.HEI),), now().flush)
    head = _paragraph("P", label, _text(Role.HEI), root, sheet=sheet)
    head += _title("H2", annex.title, root, sheet=sheet, annexed=True)
    head[0].begins_page = True
    yield from head
    for block in annex.blocks:
        strips = _block(block, root)
        if annex.is_landscape:
            strips[0].begins_page = False
        yield from strips


def _paragraph(kind: str, lines: Sequence[Line], look: _Look, root: Tag, **places: Any) -> list[Strip]:
    """An element of its own, placed as `_lines` places it."""
    return _lines(lines, look, Tag(kind, root), **places)


def _lines(
    lines: Sequence[Line],
    look: _Look,
    tag: Tag,
    *,
    first: float = 0.0,
    left: float = 0.0,
    right: float = 0.0,
    sheet: page.Sheet | None = None,
) -> list[Strip]:
    """Composed lines as strips; `first`, `left` and `right` are space beside the first line and beside all lines."""
    sheet = sheet or now().portrait
    y, left, right = baseline(look.role, look.size, look.pitch), left or look.left, right or look.right
    strips = []
    for place, line in enumerate(lines):
        x = left + (0.0 if place else first)
        if look.align != "left":
            spare = sheet.block_width_pt - x - right - line_width(line, look.size)
            x += spare if look.align == "right" else spare / 2
        strips.append(Strip(sheet, look.pitch, [Words(x, y, line, look.size, tag, look.colour)]))
    if strips:
        strips[0].before, strips[-1].after = look.before, look.after
    return strips
