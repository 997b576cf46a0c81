"""A document as HTML whose every line of text is already composed; ``pdf.py`` puts it on pages."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from reports.content.document import (
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
from reports.render import page
from reports.render.lines import Line, Measure, compose, text_width
from reports.render.markup_lines import lines_html
from reports.render.markup_tables import form_html, table_html
from reports.render.pictures import drawn_sizes
from reports.render.rosters import INDENT, hanging, name_lines
from reports.render.titles import title_lines

_WIDTH = page.PORTRAIT.block_width_pt
_PITCH = page.CHARACTER_PITCH_PT
_FLUSH = Measure(width=_WIDTH)
_INDENTED = Measure(width=_WIDTH, indent=2 * _PITCH)


def document_html(document: Document) -> str:
    """The whole document as an HTML page.

    Raises:
        MissingGlyphError: a character that no installed typeface has.
    """
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(document.language)}"><head><meta charset="utf-8">',
        f"<title>{escape(document.title)}</title>",
        f'<meta name="author" content="{escape(document.issuer)}">',
        f'<meta name="dcterms.created" content="{document.created_on.isoformat()}"></head><body>',
        *(_turned(document) if document.is_landscape else _upright(document)),
        *_notes(document),
        *_signature(document.signature),
        *map(_annex, document.attachments),
        "</body></html>",
    ]
    return "\n".join(parts)


def _upright(document: Document) -> Iterator[str]:
    yield _title("h1", document.title, page.PORTRAIT, css="masthead" if document.masthead else "")
    yield from _dateline(document.masthead)
    yield from _recipient(document.recipient)
    yield from _body(document.blocks)


def _turned(document: Document) -> Iterator[str]:
    """Title and tables on turned pages."""
    tables = "".join(table_html(block) for block in document.blocks if isinstance(block, Table))
    yield f'<section class="turned">{_title("h1", document.title, page.LANDSCAPE)}{tables}</section>'


def _body(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks; what a list of contents names can be jumped to."""
    number = 0
    for block in blocks:
        number += Contents.lists(block)
        yield _block(block, f"part-{number}" if Contents.lists(block) else "")


def _block(block: Block, anchor: str = "") -> str:
    match block:
        case Heading():
            lines = compose((Run(block.text, block.role),), _INDENTED)
            css = "new-page" if block.on_new_page else ""
            tag = f"h{block.level + 1}"
            return _paragraph(tag, lines, block.role, css=css, style=_INDENT, anchor=anchor)
        case Contents():
            return _contents(block)
        case Rosters():
            return _rosters(block)
        case PictureRow():
            return _pictures(block)
        case Paragraph():
            measure = _INDENTED if block.indent else _FLUSH
            return _paragraph(
                "p", compose(block.runs, measure), Role.FANG, style=_INDENT if block.indent else ""
            )
        case Table() | Form():
            return _grid(block)


def _grid(block: Table | Form) -> str:
    if isinstance(block, Form):
        return form_html(block)
    table = table_html(block)
    return f'<section class="wide">{table}</section>' if block.landscape else table


def _contents(contents: Contents) -> str:
    """The headings with dots up to their page; a long one keeps clear of the page numbers."""
    measure = Measure(width=_WIDTH - 4 * _PITCH)
    rows = [
        f'<p class="entry level-{heading.level}">'
        f'<a href="#part-{number}">{lines_html(compose((Run(heading.text),), measure), Role.FANG, _FLUSH.usual)}</a></p>'
        for number, heading in enumerate(contents.headings, start=1)
    ]
    label = _paragraph("p", compose((Run(contents.label, Role.HEI),), _FLUSH), Role.HEI, css="hei label")
    return f'<div class="contents">{label}{"".join(rows)}</div>'


def _pictures(row: PictureRow) -> str:
    images = (
        f'<img src="data:image/jpeg;base64,{b64encode(picture.jpeg).decode("ascii")}" '
        f'alt="{escape(picture.alt)}" style="width:{width:.2f}pt;height:{height:.2f}pt">'
        for picture, (width, height) in zip(row.pictures, drawn_sizes(row), strict=True)
    )
    return f'<div class="pictures">{"".join(images)}</div>'


def _title(tag: str, title: str, sheet: page.Sheet, *, css: str = "") -> str:
    limit = sheet.block_width_pt / page.TITLE_PT
    lines = [Line((Run(text, Role.TITLE),), _FLUSH.usual) for text in title_lines(title, limit)]
    return _paragraph(tag, lines, Role.TITLE, css=f"title {css}".strip())


def _dateline(masthead: Masthead | None) -> Iterator[str]:
    """The line over the red rule: one text at its left, one at its right, each a character in."""
    if masthead:
        left, right = (compose((Run(text),), _FLUSH) for text in (masthead.left, masthead.right))
        parts = (
            _paragraph("p", left, Role.FANG, style=_indents(left=_PITCH)),
            _paragraph("p", right, Role.FANG, css="right", style=_indents(right=_PITCH)),
        )
        yield f'<div class="dateline">{"".join(parts)}</div>'


def _rosters(rosters: Rosters) -> str:
    return f'<div class="rosters">{"".join(map(_name_list, rosters.lists))}</div>'


def _name_list(names: NameList) -> str:
    label = Run(names.label, Role.HEI)
    start, edge = INDENT * _PITCH, hanging(names) * _PITCH
    measure = Measure(width=_WIDTH - edge)
    lines = [line for text in name_lines(names) for line in compose((Run(text),), measure)]
    lines = lines or [Line((), measure.usual)]
    lines[0] = Line((label, *lines[0].runs), lines[0].tracking)
    return _paragraph("p", lines, Role.FANG, style=_indents(first=start - edge, left=edge))


def _recipient(recipient: str) -> Iterator[str]:
    if recipient:
        yield _paragraph("p", compose((Run(recipient),), _FLUSH), Role.FANG)


def _notes(document: Document) -> Iterator[str]:
    """The annexes' names, later lines of a name aligned with its first character."""
    for position, (note, annex) in enumerate(
        zip(document.attachment_notes(), document.attachments, strict=True)
    ):
        prefix = Run(note.removesuffix(annex.title))
        start = (2 if position == 0 else 5) * _PITCH
        edge = start + text_width((prefix,), _FLUSH) + _FLUSH.usual
        lines = compose((Run(annex.title),), Measure(width=_WIDTH - edge))
        lines[:1] = [Line((prefix, *line.runs), line.tracking) for line in lines[:1]]
        style = _indents(first=start - edge, left=edge)
        yield _paragraph("p", lines, Role.FANG, css="" if position else "notes", style=style)


def _signature(signature: Signature | None) -> Iterator[str]:
    if signature is None:
        return
    name = compose((Run(signature.name),), Measure(width=_WIDTH - 2 * _PITCH))
    date = compose((Run(signature.date_text),), _FLUSH)
    widest = max((text_width(line.runs, _FLUSH) for line in name), default=0.0)
    name_indent, date_indent = page.signature_indents(widest, text_width(date[0].runs, _FLUSH))
    yield '<div class="signature">'
    yield _paragraph("p", name, Role.FANG, style=_indents(right=name_indent))
    yield _paragraph("p", date, Role.FANG, style=_indents(right=date_indent))
    yield "</div>"


def _annex(annex: Attachment) -> str:
    sheet = page.LANDSCAPE if annex.is_landscape else page.PORTRAIT
    label = compose((Run(annex.label, Role.HEI),), _FLUSH)
    css = "annex turned" if annex.is_landscape else "annex"
    head = _paragraph("p", label, Role.HEI, css="hei") + _title("h2", annex.title, sheet)
    return f'<section class="{css}">{head}{"".join(map(_block, annex.blocks))}</section>'


def _indents(*, first: float = 0.0, left: float = 0.0, right: float = 0.0) -> str:
    """Space in points beside all lines, and beside the first besides."""
    values = (("text-indent", first), ("padding-left", left), ("padding-right", right))
    return ";".join(f"{name}:{value:.2f}pt" for name, value in values if value)


_INDENT = _indents(first=_INDENTED.indent)


def _paragraph(
    tag: str, lines: Sequence[Line], role: Role, *, css: str = "", style: str = "", anchor: str = ""
) -> str:
    """One element of composed lines, all in one typeface but for the spans inside."""
    attributes = (
        (f' id="{anchor}"' if anchor else "")
        + (f' class="{css}"' if css else "")
        + (f' style="{style}"' if style else "")
    )
    return f"<{tag}{attributes}>{lines_html(lines, role, _FLUSH.usual)}</{tag}>"
