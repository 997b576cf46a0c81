"""A document as PDF/A: HTML whose every line of text is already composed, put on pages."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Template
from threading import Lock

from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.version import PROGRAM
from documents.content import (
    Attachment,
    Block,
    Contents,
    Document,
    Form,
    FormRow,
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
from documents.fonts import CHOICES, typeface
from documents.house_style import Place
from documents.marks import marks_css

from . import page
from .house_pdf import house_css
from .lines import Line, Measure, compose, lines_html, text_width
from .page import GAP_PT, ROW_PT, drawn_sizes
from .progress import counted, counting_pages
from .setting import HEADINGS, now, using
from .tables import (
    CELL_BORDER_PT,
    CELL_PADDING_PT,
    DENSE_PADDING_PT,
    TALL_MM,
    band_width,
    centred_columns,
    may_be_cut,
    sheet_of,
    size_of,
    span_text_width,
    spans,
    text_widths,
)
from .titles import INDENT, hanging, name_lines, title_lines

_CAPTION = Measure(
    width=page.PORTRAIT.block_width_pt - 4 * page.CHARACTER_PITCH_PT,
    size=page.CAPTION_PT,
    tightest=0.0,
    usual=0.0,
)


# In a cell a line is not pulled apart further than this part of a character.
_LOOSEST_EM = 0.1


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
        f'<meta name="generator" content="{PROGRAM}">',
        f'<meta name="keywords" content="{escape(document.keywords)}">' if document.keywords else "",
        f'<meta name="dcterms.created" content="{document.created_on.isoformat()}">',
        f"<style>{marks_css()}</style>" if document.is_marked else "",
        f"<style>{house_css(document.style)}</style>" if document.style else "",
        "</head><body>",
        *(_turned(document) if document.is_landscape else _upright(document)),
        *_notes(document),
        *_signature(document.signature),
        *map(_annex, document.attachments),
        "</body></html>",
    ]
    return "\n".join(parts)


def _upright(document: Document) -> Iterator[str]:
    if document.number:
        yield _paragraph("p", compose((Run(document.number, _face()),), now().flush), _face(), css="number")
    yield _title("h1", document.title, now().portrait, css="masthead" if document.masthead else "")
    yield from _dateline(document.masthead)
    yield from _recipient(document.recipient)
    yield from _body(document.blocks)


def _turned(document: Document) -> Iterator[str]:
    """Title and tables on turned pages."""
    title = _title("h1", document.title, now().landscape)
    above = (
        _title_height(document.title, now().landscape)
        if len(document.blocks) == 1 and not now().house
        else None
    )
    tables = "".join(table_html(block, above=above) for block in document.blocks if isinstance(block, Table))
    yield f'<section class="turned">{title}{tables}</section>'


def _body(blocks: Sequence[Block]) -> Iterator[str]:
    """The blocks; what a list of contents names can be jumped to, and the last goes along with what ends the document."""
    number = 0
    for block in counted(blocks):
        number += Contents.lists(block)
        anchor = f"part-{number}" if Contents.lists(block) else ""
        yield _block(block, anchor, css="closing" if block is blocks[-1] else "")


def _block(block: Block, anchor: str = "", *, css: str = "") -> str:
    match block:
        case Heading():
            measure = now().measure(HEADINGS[block.level])
            role = now().role(HEADINGS[block.level], block.role)
            lines = compose((Run(block.text, role),), measure)
            begins = "new-page" if block.on_new_page else ""
            tag = f"h{block.level + 1}"
            return _paragraph(
                tag, lines, role, css=begins, style=_indents(first=measure.indent), anchor=anchor
            )
        case Contents():
            return _contents(block)
        case Rosters():
            return _rosters(block)
        case PictureRow():
            return _pictures(block)
        case Paragraph():
            measure = now().measure(Place.BODY) if block.indent else now().flush
            lines = compose(now().runs(block.runs), measure)
            return _paragraph("p", lines, _face(), css=css, style=_indents(first=measure.indent))
        case Table() | Form():
            return _grid(block)


def _grid(block: Table | Form, *, above: float | None = 0.0) -> str:
    """A table or form; a turned one begins a page, unless it is told what stands above it there."""
    if isinstance(block, Form):
        return form_html(block)
    if not block.landscape:
        return table_html(block)
    return f'<section class="wide">{table_html(block, above=above)}</section>'


def _contents(contents: Contents) -> str:
    """The headings with dots up to their page; a long one keeps clear of the page numbers."""
    measure = Measure(width=now().width - 4 * now().pitch)
    rows = [
        f'<p class="entry level-{heading.level}">'
        f'<a href="#part-{number}">{lines_html(compose((Run(heading.text),), measure), Role.FANG, now().flush.usual)}</a></p>'
        for number, heading in enumerate(contents.headings, start=1)
    ]
    label = _paragraph("p", compose((Run(contents.label, Role.HEI),), now().flush), Role.HEI, css="hei label")
    return f'<div class="contents">{label}{"".join(rows)}</div>'


def _pictures(row: PictureRow) -> str:
    images = (
        f'<img src="data:image/jpeg;base64,{b64encode(picture.jpeg).decode("ascii")}" '
        f'alt="{escape(picture.alt)}" style="width:{width:.2f}pt;height:{height:.2f}pt">'
        for picture, (width, height) in zip(row.pictures, drawn_sizes(row), strict=True)
    )
    caption = lines_html(compose((Run(row.caption, Role.KAI),), _CAPTION), Role.KAI, _CAPTION.usual)
    under = f'<p class="caption">{caption}</p>' if caption else ""
    return f'<div class="pictures"><div>{"".join(images)}</div>{under}</div>'


def _title(tag: str, title: str, sheet: page.Sheet, *, css: str = "") -> str:
    limit = sheet.block_width_pt / now().size(Place.TITLE, page.TITLE_PT)
    role = now().role(Place.TITLE, Role.TITLE)
    lines = [Line((Run(text, role),), now().flush.usual) for text in title_lines(title, limit)]
    return _paragraph(tag, lines, role, css=f"title {css}".strip())


def _face() -> Role:
    """The typeface of running text."""
    return now().role(Place.BODY, Role.FANG)


def _title_height(title: str, sheet: page.Sheet) -> float:
    """Points that a title of the standard takes with the blank line under it."""
    return (len(title_lines(title, sheet.block_width_pt / page.TITLE_PT)) + 1) * page.LINE_PITCH_PT


def _dateline(masthead: Masthead | None) -> Iterator[str]:
    """The line over the red rule: one text at its left, one at its right, each a character in."""
    if masthead:
        left, right = (compose((Run(text),), now().flush) for text in (masthead.left, masthead.right))
        parts = (
            _paragraph("p", left, Role.FANG, style=_indents(left=now().pitch)),
            _paragraph("p", right, Role.FANG, css="right", style=_indents(right=now().pitch)),
        )
        yield f'<div class="dateline">{"".join(parts)}</div>'


def _rosters(rosters: Rosters) -> str:
    return f'<div class="rosters">{"".join(map(_name_list, rosters.lists))}</div>'


def _name_list(names: NameList) -> str:
    label = Run(names.label, Role.HEI)
    start, edge = INDENT * now().pitch, hanging(names) * now().pitch
    measure = Measure(width=now().width - edge)
    lines = [line for text in name_lines(names) for line in compose((Run(text),), measure)]
    lines = lines or [Line((), measure.usual)]
    lines[0] = Line((label, *lines[0].runs), lines[0].tracking)
    return _paragraph("p", lines, Role.FANG, style=_indents(first=start - edge, left=edge))


def _recipient(recipient: str) -> Iterator[str]:
    if recipient:
        look = now().look(Place.RECIPIENT)
        measure = now().measure(Place.RECIPIENT) if look else now().flush
        role = Role(look.role) if look else _face()
        lines = compose((Run(recipient, role),), measure)
        yield _paragraph(
            "p", lines, role, css="recipient" if look else "", style=_indents(first=measure.indent)
        )


def _notes(document: Document) -> Iterator[str]:
    """The annexes' names, later lines of a name aligned with its first character."""
    for position, (note, annex) in enumerate(
        zip(document.attachment_notes(), document.attachments, strict=True)
    ):
        prefix = Run(note.removesuffix(annex.title), _face())
        start = (2 if position == 0 else 5) * now().pitch
        edge = start + text_width((prefix,), now().flush) + now().flush.usual
        lines = compose((Run(annex.title, _face()),), replace(now().flush, width=now().width - edge))
        lines[:1] = [Line((prefix, *line.runs), line.tracking) for line in lines[:1]]
        style = _indents(first=start - edge, left=edge)
        yield _paragraph("p", lines, _face(), css="note" if position else "note notes", style=style)


def _signature(signature: Signature | None) -> Iterator[str]:
    if signature is None:
        return
    look = now().look(Place.SIGNATURE)
    role = Role(look.role) if look else _face()
    flush = now().measure(Place.SIGNATURE) if look else now().flush
    name = compose((Run(signature.name, role),), replace(flush, width=flush.width - 2 * now().pitch))
    date = compose((Run(signature.date_text, role),), flush)
    widest = max((text_width(line.runs, flush) for line in name), default=0.0)
    indents = page.signature_indents(widest, text_width(date[0].runs, flush))
    # A template that shows a signature says itself where it stands.
    name_indent, date_indent = (0.0, 0.0) if look else indents
    yield '<div class="signature">'
    yield _paragraph("p", name, role, style=_indents(right=name_indent))
    yield _paragraph("p", date, role, style=_indents(right=date_indent))
    yield "</div>"


def _annex(annex: Attachment) -> str:
    sheet = now().landscape if annex.is_landscape else now().portrait
    label = compose((Run(annex.label, Role.HEI),), now().flush)
    css = "annex turned" if annex.is_landscape else "annex"
    head = _paragraph("p", label, Role.HEI, css="hei") + _title("h2", annex.title, sheet)
    match annex.blocks:
        case (Table() as table,) if annex.is_landscape and not now().house:
            # The label, and a blank line over the title.
            body = _grid(table, above=_title_height(annex.title, sheet) + 2 * page.LINE_PITCH_PT)
        case _ if annex.is_landscape:
            body = "".join(_grid(block, above=None) for block in annex.blocks if isinstance(block, Table))
        case _:
            body = "".join(map(_block, annex.blocks))
    return f'<section class="{css}">{head}{body}</section>'


def _indents(*, first: float = 0.0, left: float = 0.0, right: float = 0.0) -> str:
    """Space in points beside all lines, and beside the first besides."""
    values = (("text-indent", first), ("padding-left", left), ("padding-right", right))
    return ";".join(f"{name}:{value:.2f}pt" for name, value in values if value)


def _paragraph(
    tag: str, lines: Sequence[Line], role: Role, *, css: str = "", style: str = "", anchor: str = ""
) -> str:
    """One element of composed lines, all in one typeface but for the spans inside."""
    attributes = (
        (f' id="{anchor}"' if anchor else "")
        + (f' class="{css}"' if css else "")
        + (f' style="{style}"' if style else "")
    )
    return f"<{tag}{attributes}>{lines_html(lines, role, now().flush.usual)}</{tag}>"


def table_html(table: Table, *, above: float | None = None) -> str:
    """A table with its header, which every page repeats.

    Where it is known how many points stand ``above`` a long one on its first page, each page is a table of its own:
    the engine lays out all of a table anew for each of its pages.
    """
    measures = [_measure(available, size_of(table)) for available in text_widths(table)]
    header = "".join(
        f'<th scope="col">{_cell([text], measure, Role.HEI)}</th>'
        for text, measure in zip(table.header, measures, strict=True)
    )
    header = f"<tr>{header}</tr>"
    rows = list(_rows(table, measures))
    css = ' class="dense"' if table.dense else ""
    opening = f"<table{css}>{_columns(table.shares)}<thead>{header}</thead><tbody>"
    parts = [rows] if above is None else _pages_of(table, rows, header, above)
    return "".join(
        f"{opening if place == 0 else _BEGINS_PAGE + opening}{''.join(part)}</tbody></table>{_END if place else ''}"
        for place, part in enumerate(parts)
    )


# A table that begins a page.
_BEGINS_PAGE, _END = '<div class="new-page">', "</div>"
# So many rows the engine lays out in one table as fast.
_FEW_ROWS = 60


def _rows(table: Table, measures: Sequence[Measure]) -> Iterator[str]:
    """Each row with what stands over it."""
    opening = ["<td class=short>" if centred else "<td>" for centred in centred_columns(table)]
    across = _measure(band_width(table), size_of(table))
    for band, row in counted(list(table.banded_rows())):
        over = ""
        if band:
            over = f'<tr class="band"><td colspan="{len(row)}">{_cell([band], across, Role.SONG)}</td></tr>'
        cells = "".join(
            f"{tag}{_cell(text.splitlines() or [text], measure, Role.SONG)}</td>"
            for tag, text, measure in zip(opening, row, measures, strict=True)
        )
        yield f"{over}<tr{_height(table.row_height)}>{cells}</tr>"


def _pages_of(table: Table, rows: list[str], header: str, above: float) -> list[list[str]]:
    """The rows by pages. A table that is short, or has a row that fills a page, is left to the engine."""
    whole = sheet_of(table).block_height_pt - CELL_BORDER_PT - _row_height(table, header)
    heights = [_row_height(table, row) for row in rows]
    if len(rows) <= _FEW_ROWS or table.row_height or max(heights) > whole - above:
        return [rows]
    parts: list[list[str]] = [[]]
    left = whole - above
    for row, height in zip(rows, heights, strict=True):
        if height > left:
            parts.append([])
            left = whole
        parts[-1].append(row)
        left -= height
    return parts


def _row_height(table: Table, row: str) -> float:
    """Points that a row takes, what stands over it included: as many lines as its longest cell has."""
    pitch = page.DENSE_PITCH_PT if table.dense else page.TABLE_PITCH_PT
    padding = DENSE_PADDING_PT if table.dense else CELL_PADDING_PT
    lines = [max(cell.count("\n") for cell in _CELL_END.split(one)) + 1 for one in row.split("</tr>")[:-1]]
    return sum(lines) * pitch + len(lines) * (2 * padding + CELL_BORDER_PT)


_CELL_END = re.compile("</t[dh]>")


def form_html(form: Form) -> str:
    """A form; its labels head their rows."""
    body = "".join(
        f"<tr{_css(form, row)}{_height(row.height)}>{''.join(_cells(form, row))}</tr>" for row in form.rows
    )
    head, foot = _edges(form) if any(may_be_cut(form, row) for row in form.rows) else ("", "")
    return f'<table class="form">{_columns(form.shares)}{head}<tbody>{body}</tbody>{foot}</table>'


def _edges(form: Form) -> tuple[str, str]:
    """An empty head and foot: the engine draws no line where it cuts a row of a table that has none."""
    edge = f'<tr><td class="edge" colspan="{len(form.shares)}"></td></tr>'
    return f"<thead>{edge}</thead>", f"<tfoot>{edge}</tfoot>"


def _css(form: Form, row: FormRow) -> str:
    names = ["long"] if may_be_cut(form, row) else []
    names += ["tall"] if row.height >= TALL_MM else []
    return f' class="{" ".join(names)}"' if names else ""


def _cells(form: Form, row: FormRow) -> Iterator[str]:
    for cell, share in spans(form, row):
        span = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        tag, role = ('th scope="row"', Role.HEI) if cell.is_label else ("td", Role.SONG)
        yield f"<{tag}{span}>{_cell(cell.lines, _measure(span_text_width(share)), role)}</{tag[:2]}>"


def _columns(shares: Iterable[float]) -> str:
    columns = "".join(f'<col style="width:{share:.4%}">' for share in shares)
    return f"<colgroup>{columns}</colgroup>"


def _height(millimetres: float) -> str:
    return f' style="height:{millimetres:.2f}mm"' if millimetres else ""


def _measure(available: float, size: float = page.TABLE_PT) -> Measure:
    """Lines of a cell: a narrow one is left ragged rather than pulled apart."""
    return Measure(width=available, size=size, tightest=0.0, usual=0.0, loosest=_LOOSEST_EM * size)


def _cell(paragraphs: Iterable[str], measure: Measure, role: Role) -> str:
    composed = (lines_html(compose((Run(text, role),), measure), role, measure.usual) for text in paragraphs)
    return "\n".join(composed)


COLOUR_PROFILE = "--house-srgb"

# WeasyPrint's font objects are shared by all renderings of the process and are not made for two at once.
_lock = Lock()


EMBEDDED = "data:image/jpeg;base64,"


class AllowedFiles(URLFetcher):
    """Opens the files it was given and pictures inside the document, nothing else: a document calls on nobody."""

    def __init__(self, *files: Path) -> None:
        """Allow exactly these files."""
        super().__init__()
        self._allowed = {file.as_uri() for file in files}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file, or an error that ends the rendering."""
        if url not in self._allowed and not url.startswith(EMBEDDED):
            raise FatalURLFetchingError(f"文档不得引用外部资源：{url}")
        return super().fetch(url, headers)


def render_pdf(document: Document) -> bytes:
    """The document as a PDF/A-3a file; the same document always gives the same bytes.

    Raises:
        MissingGlyphError: a character that no installed typeface has.
    """
    with using(document.style):
        return html_to_pdf(document_html(document))


def html_to_pdf(markup: str) -> bytes:
    """Put HTML in the classes of ``pdf.css`` on pages."""
    with _lock, counting_pages():
        styles, fonts = _styles()
        pdf: bytes = HTML(string=markup, url_fetcher=AllowedFiles()).write_pdf(
            stylesheets=[styles],
            font_config=fonts,
            pdf_variant="pdf/a-3a",
            color_profiles={COLOUR_PROFILE: _srgb()},
            output_intent=COLOUR_PROFILE,
        )
    return pdf


def _srgb() -> ColorProfile:
    """What PDF/A needs to say which black is meant: the profile that comes with WeasyPrint.

    Given by us because WeasyPrint's own way to it leaves the file open, one handle per document.
    """
    content = BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    return ColorProfile(content, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@cache
def _styles() -> tuple[CSS, FontConfiguration]:
    """The style sheet and the loaded fonts, made once per process."""
    fonts = FontConfiguration()
    faces = [face for role in Role if (face := typeface(role).primary) and not face.is_collection]
    template = Path(__file__).with_name("pdf.css").read_text(encoding="utf-8")
    sheet = _font_faces() + Template(template).substitute(_lengths())
    fetcher = AllowedFiles(*(face.path for face in faces))
    return CSS(string=sheet, url_fetcher=fetcher, font_config=fonts), fonts


def _font_faces() -> str:
    rules = ""
    for role in Role:
        face = typeface(role)
        if face.primary and not face.primary.is_collection:
            weight = "bold" if CHOICES[role].is_bold else "normal"
            source = f'font-family: "{face.css_name}"; src: url("{face.primary.path.as_uri()}")'
            rules += f"@font-face {{ {source}; font-weight: {weight}; }}\n"
    return rules


def _lengths() -> dict[str, object]:
    return {
        **{role.value: typeface(role).css_families for role in Role},
        "body": page.BODY_PT,
        "pitch": page.LINE_PITCH_PT,
        "tracking": round(page.CHARACTER_PITCH_PT - page.BODY_PT, 4),
        "title_size": page.TITLE_PT,
        "table_size": page.TABLE_PT,
        "caption_size": page.CAPTION_PT,
        "table_pitch": page.TABLE_PITCH_PT,
        "dense_size": page.DENSE_PT,
        "dense_pitch": page.DENSE_PITCH_PT,
        "dense_padding": DENSE_PADDING_PT,
        "cell_padding": CELL_PADDING_PT,
        "cell_border": CELL_BORDER_PT,
        "picture_row": ROW_PT,
        "picture_gap": GAP_PT,
        "above": round(page.MASTHEAD_ABOVE_PT, 3),
        "below": round(page.MASTHEAD_BELOW_PT, 3),
        "rule": page.MASTHEAD_RULE_PT,
        "under_rule": page.LINE_PITCH_PT - page.MASTHEAD_RULE_PT,
        "red": page.MASTHEAD_COLOUR,
        "number_size": page.PAGE_NUMBER_PT,
        "drop": round(page.NUMBER_DROP_PT, 2),
        "upright": _margins(page.PORTRAIT),
        "turned": _margins(page.LANDSCAPE),
        "turned_number": _turned_number(),
    }


def _turned_number() -> str:
    """A page number in a square as wide as the margin, turned with all that is in it; the rest is its place in it."""
    side = page.LANDSCAPE.left * page.PT_PER_MM
    return (
        'content: "— " counter(page) " —"; vertical-align: top; transform: rotate(90deg); '
        f"width: {side - page.PAGE_NUMBER_PT:.2f}pt; height: {side - page.NUMBER_DROP_PT:.2f}pt;"
    )


def _margins(sheet: page.Sheet) -> str:
    return f"{sheet.top}mm {sheet.right}mm {sheet.bottom}mm {sheet.left}mm"
