"""Headings keep with the line after them and a signature never stands without text, however full the page is.

The suite looks at a few fill levels; `EVERY_FILL_LEVEL=1` looks at all forty.
"""

import os
from datetime import date

import pytest

from documents.content import Attachment, Block, Document, Heading, Paragraph, Signature, Table
from documents.render import page, paging
from documents.render.pdf import render_pdf
from documents.render.word import render_docx

from .libreoffice import convert_all
from .made_up import ISSUER, WORDS
from .paper import PrintedPage, grid_rows, printed_pages

EVERY = range(40)
# At these a heading, its two headings, the name or the date would stand alone if nothing kept them.
FEW = (2, 9, 15, 16, 17, 18, 19)
LEVELS = EVERY if os.environ.get("EVERY_FILL_LEVEL") else FEW
HEADINGS = ("一、水情", "（一）值守")
ENDINGS: tuple[Block, ...] = (
    Paragraph.of("特此报告。"),
    Paragraph.of("".join(WORDS)),
    Table(("序号", "断面"), tuple((str(row), "基本断面") for row in range(1, 6))),
)


def filled(level: int) -> Document:
    """So many lines before two headings, and after a while the end: a short or a long paragraph, or a table."""
    lines = tuple(Paragraph.of("站里的同志轮流值守。") for _ in range(level))
    headings = (Heading(HEADINGS[0], 1), Heading(HEADINGS[1], 2))
    return Document(
        title="青石滩水文站党支部工作报告",
        blocks=(*lines, *headings, *(Paragraph.of("全年无迟报。"),) * 11, ENDINGS[level % 3]),
        issuer=ISSUER,
        created_on=date(2026, 1, 5),
        signature=Signature(ISSUER, date(2026, 1, 5)),
        attachments=(Attachment("附件", "断面表", (Paragraph.of("见下表。"),)),) if level % 2 else (),
    )


def faults(pages: list[PrintedPage]) -> list[str]:
    """A heading at a page's foot, a signature without a line of the text above it, a page beyond 22 lines."""
    found = []
    for one in pages:
        texts = [line.text for line in one.lines]
        found += [f"标题在页末：{texts[-1]}"] * (texts[-1] in HEADINGS)
        ends = [text for text in texts if text in {ISSUER, "2026年1月5日"} or text.startswith("附件")]
        found += ["署名单独成页"] * (bool(ends) and len(ends) == len(texts) and "断面表" not in texts)
        found += ["署名与日期分开"] * (sum(text in {ISSUER, "2026年1月5日"} for text in texts) == 1)
        found += ["超过22行"] * (grid_rows(one, page.LINE_PITCH_PT) > page.LINES_PER_PAGE)
    return found


def test_keeps_together_in_pdf():
    assert {level: faults(printed_pages(render_pdf(filled(level)))) for level in LEVELS} == {
        level: [] for level in LEVELS
    }


@pytest.mark.documents
def test_keeps_together_in_libreoffice(tmp_path):
    printed = convert_all([render_docx(filled(level)) for level in LEVELS], tmp_path)
    found = {level: faults(printed_pages(one)) for level, one in zip(LEVELS, printed, strict=True)}
    assert found == {level: [] for level in LEVELS}


def test_measuring_tells_what_stands_alone(monkeypatch):
    """Without the rules of keeping the same levels fail."""
    monkeypatch.setattr(paging, "_take_back", lambda *_: None)
    told = {fault for level in FEW for fault in faults(printed_pages(render_pdf(filled(level))))}
    assert {fault.partition("：")[0] for fault in told} >= {"标题在页末", "署名单独成页"}
