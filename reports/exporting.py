"""From a stored report to the bytes of a file: the one way for pages and commands."""

from datetime import date

from .assembling import content_of
from .content.annual import to_document
from .models import AnnualReport
from .views.downloads import render_document


def render_report(report: AnnualReport, file_format: str, *, on: date) -> bytes:
    """The report as `docx` or `pdf`; of a finalised report the newest frozen version.

    Raises RenderError when it cannot be put on paper here.
    """
    return render_document(to_document(content_of(report, on=on)), file_format)
