"""A document as an answer: Word or PDF, to keep or to look at."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from ..content.document import Document
from ..exporting import CONTENT_TYPES, render_document
from ..render.fonts import RenderError


def document_response(
    request, document: Document, file_format: str, *, back: str, name: str = ""
) -> HttpResponse:
    """The document as `docx` or `pdf` under its title or `name`; `?inline=1` lets the browser show the PDF.

    What cannot be put on paper here is said on the page `back`. Raises Http404 for any other format.
    """
    if file_format not in CONTENT_TYPES:
        raise Http404
    try:
        data = render_document(document, file_format)
    except RenderError as error:
        messages.error(request, f"没有导出：{error}")
        return redirect(back)
    inline = file_format == "pdf" and request.GET.get("inline") == "1"
    disposition = content_disposition_header(not inline, f"{name or document.title}.{file_format}")
    return HttpResponse(
        data, content_type=CONTENT_TYPES[file_format], headers={"Content-Disposition": disposition}
    )
