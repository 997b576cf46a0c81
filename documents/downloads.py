"""A document as a file: Word or PDF, as bytes and as the answer to a request."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from .content import Document
from .fonts import RenderError
from .render.word import render_docx

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _pdf(document: Document) -> bytes:
    """The PDF. Its library needs Pango, which only this call asks for: pages are served without it too."""
    try:
        from .render.pdf import render_pdf
    except OSError as error:
        raise RenderError(
            "服务器缺少排版 PDF 的程序库 Pango，请由管理员安装软件包 libpango-1.0-0 和 libpangoft2-1.0-0。"
        ) from error
    return render_pdf(document)


_RENDERERS = {"docx": render_docx, "pdf": _pdf}


def render_document(document: Document, file_format: str) -> bytes:
    """Any document as `docx` or `pdf`. Raises RenderError when it cannot be put on paper here."""
    return _RENDERERS[file_format](document)


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
