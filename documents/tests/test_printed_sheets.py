"""Lists printed from XLSX, as LibreOffice lays them out: nothing too small to read, titles and numbers on each page."""

import pytest

from core.sheets import SMALLEST, Sheet, render_sheet

from .libreoffice import convert_all
from .made_up import WORDS
from .paper import printed_pages

ENTRY_PT = 11


@pytest.mark.documents
def test_prints_readably_in_libreoffice(tmp_path):
    few = ("序号", "断面", "说明")
    many = (*few, *(f"第{place}项" for place in range(1, 13)))
    rows = [
        (number, f"断面{number}", *(WORDS[(number + place) % 6] for place in range(len(many) - 2)))
        for number in range(1, 9)
    ]
    sheets = (
        Sheet("窄表", few, [row[:3] for row in rows]),
        Sheet("宽表", many, rows),
        Sheet("台账", many, rows, printed=("序号", "断面", "第2项")),
    )
    narrow, wide, chosen = (
        printed_pages(one)
        for one in convert_all([render_sheet(one) for one in sheets], tmp_path, suffix="xlsx")
    )
    for pages in (narrow, wide, chosen):
        assert all(one.width > one.height for one in pages)
        sizes = {glyph.size for one in pages for line in one.lines for glyph in line.glyphs}
        assert min(sizes) >= ENTRY_PT * SMALLEST - 0.1
    assert len(narrow) == len(chosen) == 1
    assert len(wide) > 2
    for one in wide:
        words = "".join(line.text for line in one.lines)
        # The header and the first two columns stand on each page.
        assert "序号断面" in words.replace(" ", "")
        assert "断面1" in words or "断面8" in words
    shown = "".join(line.text for one in chosen for line in one.lines)
    assert "第2项" in shown
    assert "第1项" not in shown
