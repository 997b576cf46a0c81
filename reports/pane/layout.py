"""版面: the pages as they are printed, kept under their content, and on which of them each paragraph stands."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from documents.content import Document
from documents.downloads import render_document
from documents.fonts import RenderError
from documents.kept import digest_of
from documents.render.pictures import Page, Strip, printed
from reports.report.document import to_document
from reports.report.editor import Shown
from reports.report.models import AnnualReport

from .tabs import Pane

# Pictures are so many pixels wide: sharp beside the text on a screen of two pixels a point.
WIDTH = 900
# Of a text that is being written so many states are kept: the present one, and what other windows still show.
KEPT = 4


@dataclass(frozen=True)
class Layout:
    """The pages of one state of a text; `digest` names it, `places` says for each paragraph where it stands."""

    digest: str
    pages: tuple[Page, ...]
    places: dict[str, tuple[Strip, ...]]

    @property
    def numbered(self) -> list[tuple[int, Page]]:
        """The pages with their numbers."""
        return list(enumerate(self.pages, start=1))


def layout_of(report: AnnualReport, shown: Shown) -> Layout:
    """The pages of a report as it is shown; rendered where this very text was not. Raises RenderError."""
    document = to_document(shown.content)
    digest = digest_of(document, "pdf")
    if (kept := _read(report, digest)) is not None:
        return _layout(digest, json.loads(kept[0]))
    return _make(report, shown, document, digest)


def _make(report: AnnualReport, shown: Shown, document: Document, digest: str) -> Layout:
    paragraphs = [one for section in shown.sections for one in section.paragraphs]
    pdf = render_document(document, "pdf")
    texts = [one.label + "".join(sentence.text for sentence in one.sentences) for one in paragraphs]
    pages, strips = printed(pdf, texts)
    places = {
        paragraph.name: [asdict(strip) for strip in found]
        for paragraph, found in zip(paragraphs, strips, strict=True)
        if found
    }
    told = {"pages": [asdict(page) for page in pages], "places": places}
    _write(report, digest, json.dumps(told).encode(), pdf)
    return _layout(digest, told)


def _layout(digest: str, told: dict) -> Layout:
    pages = tuple(Page(**page) for page in told["pages"])
    places = {name: tuple(Strip(**strip) for strip in found) for name, found in told["places"].items()}
    return Layout(digest, pages, places)


def pdf_of(report: AnnualReport, digest: str) -> bytes | None:
    """The PDF of a state of the text that is still kept; None for one that is not."""
    kept = _read(report, digest)
    return kept and kept[1]


def _folder(report: AnnualReport) -> str:
    return f"layouts/{report.pk}"


def _read(report: AnnualReport, digest: str) -> tuple[bytes, bytes] | None:
    """What is known of the pages, and the PDF; None where nothing whole is kept."""
    storage, name = storages["made"], f"{_folder(report)}/{digest}"
    if not storage.exists(name):
        return None
    with storage.open(name) as stored:
        check, rest = stored.read(hashlib.sha256().digest_size), stored.read()
    if hashlib.sha256(rest).digest() != check:
        storage.delete(name)
        return None
    told, _, pdf = rest.partition(b"\n")
    return told, pdf


def _write(report: AnnualReport, digest: str, told: bytes, pdf: bytes) -> None:
    storage, folder = storages["made"], _folder(report)
    content = told + b"\n" + pdf
    storage.save(f"{folder}/{digest}", ContentFile(hashlib.sha256(content).digest() + content))
    names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    for old in sorted(names, key=storage.get_modified_time, reverse=True)[KEPT:]:
        storage.delete(old)


def context(pane: Pane) -> dict:
    """What the tab shows."""
    try:
        layout = layout_of(pane.report, pane.shown)
    except RenderError as error:
        return {"layout": None, "error": str(error)}
    places = {name: [asdict(strip) for strip in found] for name, found in layout.places.items()}
    return {"layout": layout, "places": json.dumps(places), "error": ""}
