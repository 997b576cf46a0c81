"""What is finalised is rendered once: the same content comes from the store, other content or damage does not."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from documents import kept
from documents.content import Document, Paragraph
from documents.downloads import LONG, length_of
from documents.render.progress import FEW, counted, telling

WORDS = "本次会议研究了全年工作。"


def document(words: str) -> Document:
    return Document("年度工作报告", (Paragraph.of(words),), "甲支部", date(2025, 12, 31))


@pytest.fixture
def rendered(monkeypatch):
    """What was rendered, in order."""
    asked = []

    def render(document, file_format):
        asked.append((document, file_format))
        return f"{file_format} {len(asked)}".encode()

    monkeypatch.setattr(kept, "render_document", render)
    return asked


def test_the_same_content_is_rendered_once_per_format(rendered):
    words = "甲" + WORDS
    first = kept.render_kept(document(words), "pdf")
    assert kept.render_kept(document(words), "pdf") == first == b"pdf 1"
    assert kept.render_kept(document(words), "docx") == b"docx 2"
    assert kept.render_kept(document(words + "。"), "pdf") == b"pdf 3"
    assert len(rendered) == 3


def test_another_renderer_makes_it_anew(rendered, monkeypatch):
    kept.render_kept(document("乙" + WORDS), "pdf")
    monkeypatch.setattr(kept, "_renderer", lambda: "a later version")
    kept.render_kept(document("乙" + WORDS), "pdf")
    assert len(rendered) == 2


@pytest.mark.parametrize("damaged", [b"", b"short", b"x" * 64])
def test_a_damaged_copy_is_made_anew(rendered, damaged):
    one = document(f"丙{len(damaged)}{WORDS}")
    first, name = kept.render_kept(one, "pdf"), kept._name(one, "pdf")
    storages["made"].delete(name)
    storages["made"].save(name, ContentFile(damaged))
    assert kept.render_kept(one, "pdf") != first
    assert kept.render_kept(one, "pdf") == b"pdf 2"
    assert len(rendered) == 2


def test_tells_how_many_parts_are_done_and_counts_no_part_twice():
    heard = []
    with telling(lambda done, total: heard.append((done, total))):
        assert list(counted(range(FEW))) == [*range(FEW)]
        for _ in counted(range(FEW + 1)):
            assert list(counted("within parts")) == [*"within parts"]
    assert heard == [(done, FEW + 1) for done in range(FEW + 1)]
    assert list(counted("to nobody")) == [*"to nobody"]


def test_a_report_is_short_and_a_year_of_minutes_is_long():
    report = Document("报告", tuple(Paragraph.of(WORDS * 12) for _ in range(60)), "甲支部", date(2025, 1, 1))
    year = Document("合订本", tuple(Paragraph.of(WORDS) for _ in range(1500)), "甲支部", date(2025, 1, 1))
    assert length_of(report) < LONG["pdf"] < length_of(year) < LONG["docx"]
