"""A document as a file: Word or PDF, as bytes and as the answer to a request; a long one is made in the background."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from core.jobs.downloads import lengthy, progress_of
from core.refusals import Refused

from .content import Document, PictureRow
from .fonts import RenderError
from .render.pdf import render_pdf
from .render.progress import telling
from .render.word import render_docx

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# What is longer is made in the background: with what is read for it, it may take more than two seconds on a server that
# has much to do. For a PDF some 14 minutes of meetings, a ledger of 50 rows. In paragraphs or cells, and lines of their
# text; a picture costs as much as so many of them.
LONG = {"pdf": 600, "docx": 6_000}
LINE, PICTURE = 50, 20


def length_of(document: Document) -> int:
    """How much there is to put on paper."""
    words = sum(1 + len(text) // LINE for text in document.plain_paragraphs())
    return words + PICTURE * sum(len(row.pictures) for row in document.blocks if isinstance(row, PictureRow))


_RENDERERS = {"docx": render_docx, "pdf": render_pdf}


def render_document(document: Document, file_format: str) -> bytes:
    """Any document as `docx` or `pdf`. Raises RenderError when it cannot be put on paper here."""
    return _RENDERERS[file_format](document)


def document_response(
    request, document: Document, file_format: str, *, back: str, name: str = ""
) -> HttpResponse:
    """The document as `docx` or `pdf` under its title or `name`; `?inline=1` lets the browser show the PDF.

    A long one is made in the background. What cannot be put on paper here is said on the page `back`. Raises Http404
    for any other format.
    """
    if file_format not in CONTENT_TYPES:
        raise Http404
    file_name, progress = f"{name or document.title}.{file_format}", progress_of(request)
    if progress is None and length_of(document) > LONG[file_format]:
        return lengthy(request, file_name)
    try:
        with telling(progress):
            data = render_document(document, file_format)
    except RenderError as error:
        if progress:
            raise Refused(f"没有导出：{error}") from error
        messages.error(request, f"没有导出：{error}")
        return redirect(back)
    inline = file_format == "pdf" and request.GET.get("inline") == "1"
    disposition = content_disposition_header(not inline, file_name)
    return HttpResponse(
        data, content_type=CONTENT_TYPES[file_format], headers={"Content-Disposition": disposition}
    )
