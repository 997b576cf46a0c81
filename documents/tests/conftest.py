"""The long document and what it looks like on paper, made once for all tests that measure it."""

import pytest

from documents.content import Document
from documents.render.pdf import render_pdf
from documents.render.word import render_docx

from .libreoffice import convert_to_pdf
from .made_up import long_document
from .paper import PrintedPage, printed_pages


@pytest.fixture(scope="session")
def document() -> Document:
    """A report of many pages."""
    return long_document()


@pytest.fixture(scope="session")
def pdf(document: Document) -> bytes:
    """The long document as our PDF."""
    return render_pdf(document)


@pytest.fixture(scope="session")
def pdf_pages(pdf: bytes) -> list[PrintedPage]:
    """The pages of our PDF."""
    return printed_pages(pdf)


@pytest.fixture(scope="session")
def office_pages(document: Document, tmp_path_factory: pytest.TempPathFactory) -> list[PrintedPage]:
    """The pages of the DOCX as LibreOffice lays it out."""
    return printed_pages(convert_to_pdf(render_docx(document), tmp_path_factory.mktemp("office")))
