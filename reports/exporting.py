"""From a stored report to the bytes of a file: the one way for pages and commands."""

from datetime import date

from .assembling import content_of
from .content.annual import to_document
from .models import AnnualReport
from .render.pdf import render_pdf
from .render.word import render_docx

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_RENDERERS = {"docx": render_docx, "pdf": render_pdf}


def render_report(report: AnnualReport, file_format: str, *, on: date) -> bytes:
    """The report as `docx` or `pdf`; of a finalised report the newest frozen version."""
    return _RENDERERS[file_format](to_document(content_of(report, on=on)))
