"""Who waits for a long document hears of its parts, then of its pages; nobody else hears anything."""

from datetime import date

from documents.content import Document, Paragraph, Table
from documents.downloads import render_document
from documents.render.progress import telling


def heard_of(document: Document, file_format: str) -> list[tuple[int, int]]:
    heard: list[tuple[int, int]] = []
    with telling(lambda done, total: heard.append((done, total))):
        render_document(document, file_format)
    return heard


def test_a_pdf_tells_its_parts_then_its_pages():
    paragraphs = tuple(Paragraph.of("本次会议研究了全年工作。" * 20) for _ in range(20))
    heard = heard_of(Document("合订本", paragraphs, "甲支部", date(2025, 12, 31)), "pdf")
    assert heard[:20] == [(done, 20) for done in range(20)]
    pages = [done for done, total in heard[20:] if not total]
    assert len(pages) == len(heard) - 20
    assert pages == sorted(pages)
    assert pages[-1] > 5


def test_a_ledger_tells_its_rows():
    table = Table(("序号", "问题"), tuple((str(n), "学用脱节") for n in range(30)))
    heard = heard_of(Document("台账", (table,), "甲支部", date(2025, 12, 31)), "pdf")
    assert heard[:30] == [(done, 30) for done in range(30)]


def test_a_word_file_tells_its_parts():
    paragraphs = tuple(Paragraph.of("研究工作。") for _ in range(9))
    heard = heard_of(Document("合订本", paragraphs, "甲支部", date(2025, 12, 31)), "docx")
    assert heard == [(done, 9) for done in range(9)]
