"""From a stored report to the bytes of a file: the one way for pages and commands."""

from datetime import date

from .assembling import content_of
from .content.annual import to_document
from .content.document import Document
from .models import AnnualReport
from .render.fonts import RenderError
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


def render_report(report: AnnualReport, file_format: str, *, on: date) -> bytes:
    """The report as `docx` or `pdf`; of a finalised report the newest frozen version.

    Raises RenderError when it cannot be put on paper here.
    """
    return _RENDERERS[file_format](to_document(content_of(report, on=on)))
