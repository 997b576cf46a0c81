"""Tables on paper: columns as wide as their entries ask, long ones composed page by page."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from documents.content import Attachment, Document, Table
from documents.render import page
from documents.render.pdf import render_pdf
from documents.render.tables import fitted, text_widths

from .paper import drawn_lines, printed_pages


def long_table(rows: int, *, dense: bool) -> Table:
    """A turned ledger with cells of one to a dozen lines, and problems over some rows."""
    said = ("已复测。", "比降断面尚未复测，" * 4, "站里的同志轮流值守，按时施测水位、流量和含沙量。" * 3)
    cells = tuple(
        (str(number), said[number % 3], said[number * 7 % 3], "基本断面\n刘䶮" if dense else "刘䶮")
        for number in range(1, rows + 1)
    )
    bands = (
        tuple("" if number % 3 else f"问题{number}" * (number % 11) for number in range(rows))
        if dense
        else ()
    )
    return fitted(Table(("序号", "说明", "措施", "断面"), cells, landscape=True, dense=dense, bands=bands))


@pytest.mark.parametrize("dense", [False, True])
def test_a_long_table_fills_its_pages_with_whole_rows(dense):
    """Each page begins with the header, no row is cut, and what begins a page had no room on the one before."""
    table = long_table(70, dense=dense)
    alone = Document("断面整治台账", (table,), "站支部", date(2026, 1, 5))
    annexed = replace(alone, blocks=(), attachments=(Attachment("附件", "断面整治台账", (table,)),))
    block = page.LANDSCAPE.top * page.PT_PER_MM, (210 - page.LANDSCAPE.bottom) * page.PT_PER_MM
    for document in (alone, annexed):
        content = render_pdf(document)
        sheets = [
            (one, rules)
            for one, rules in zip(printed_pages(content), drawn_lines(content), strict=True)
            if rules
        ]
        assert len(sheets) > 4
        printed = Counter(glyph.text for one, _ in sheets for line in one.lines for glyph in line.glyphs)
        assert all("序号" in "".join(line.text for line in one.lines) for one, _ in sheets)
        for (_, rules), (_, after) in pairwise(sheets):
            # Under the header of the next page: the row, with what stands over it, that did not fit any more.
            assert block[0] < rules[0] < rules[-1] < block[1] + 0.3
            highest = max(b - a for a, b in pairwise(after[1:]))
            assert rules[-1] + after[2] - after[1] + highest * dense > block[1]
        told = Counter("".join([*table.texts(), *table.header * (len(sheets) - 1)]))
        head = Counter("断面整治台账" + "附件" * bool(document.attachments))
        assert printed - head == Counter({one: count for one, count in told.items() if one.strip()})


def test_columns_follow_their_entries():
    table = Table(
        ("序号", "内容", "责任人"), (("1", "很长的内容，" * 30, "王试、李试二"),) * 3, landscape=True
    )
    number, content, people = fitted(table).shares
    assert number < people < content
    # A name is not cut.
    assert text_widths(fitted(table))[2] >= 3 * page.TABLE_PT
    short = Table(("甲", "乙"), (("一", "二二"),), landscape=True)
    assert sum(fitted(short).shares) == pytest.approx(1)
    assert fitted(Table(("甲", "乙"), (), landscape=True)).widths
