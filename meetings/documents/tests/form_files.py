"""The paper forms as files: fetched as a person fetches them, and read back as words."""

from io import BytesIO

import docx
from django.urls import reverse
from docx.table import Table, _Cell
from pypdf import PdfReader


def fetch(client, name: str, *args, status: int = 200, **query) -> bytes:
    """The answer of one of the forms' addresses, which has to be of a status."""
    response = client.get(reverse(f"reports:{name}", args=args), query)
    assert response.status_code == status, response.content[:200]
    return response.content


def word_lines(content: bytes) -> list[str]:
    """A DOCX as lines: a paragraph each, and each row of a table with its cells apart by a bar."""
    lines = []
    for part in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                cells = [_Cell(cell, part).text for cell in row._tr.tc_lst]
                lines += "|".join(cells).split("\n")
        elif part.text:
            lines.append(part.text.replace("\n", ""))
    return lines


def letters(text: str) -> str:
    """Without blanks, and without the bars that part cells."""
    return "".join(text.replace("|", "").split())


def pdf_letters(content: bytes) -> str:
    """The words of a PDF without blanks."""
    return letters("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
