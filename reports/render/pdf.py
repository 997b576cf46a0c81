"""A document as PDF/A-3a: composed lines in tagged HTML, put on pages by WeasyPrint."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Template
from threading import Lock

from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.content.document import Document, Role
from reports.render import page
from reports.render.fonts import CHOICES, typeface
from reports.render.markup import document_html
from reports.render.pictures import GAP_PT, ROW_PT
from reports.render.tables import CELL_BORDER_PT, CELL_PADDING_PT

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
    return html_to_pdf(document_html(document))


def html_to_pdf(markup: str) -> bytes:
    """Put HTML in the classes of ``pdf.css`` on pages."""
    with _lock:
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
        "table_pitch": page.TABLE_PITCH_PT,
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
    }


def _margins(sheet: page.Sheet) -> str:
    return f"{sheet.top}mm {sheet.right}mm {sheet.bottom}mm {sheet.left}mm"
