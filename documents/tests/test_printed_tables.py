"""Tables on paper: columns as wide as their entries ask, long ones composed page by page."""

from dataclasses import replace
from datetime import date
from itertools import chain

import pytest

from documents.content import Attachment, Document, Table
from documents.render import page, pdf
from documents.render.pdf import render_pdf
from documents.render.tables import fitted, text_widths

from .paper import printed_pages


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
def test_a_long_table_has_the_pages_that_the_engine_would_make(dense, monkeypatch):
    """Pages are composed as lines are: the same rows on the same pages, each under the header, none cut."""
    table = long_table(70, dense=dense)
    alone = Document("断面整治台账", (table,), "站支部", date(2026, 1, 5))
    annexed = replace(alone, blocks=(), attachments=(Attachment("附件", "断面整治台账", (table,)),))
    composed = [printed_pages(render_pdf(one)) for one in (alone, annexed)]
    monkeypatch.setattr(pdf, "_FEW_ROWS", 1000)
    whole = [printed_pages(render_pdf(one)) for one in (alone, annexed)]
    for ours, engines in zip(composed, whole, strict=True):
        assert [[line.text for line in one.lines] for one in ours] == [
            [line.text for line in one.lines] for one in engines
        ]
        places = [
            [line.baseline - other.baseline for line, other in zip(one.lines, same.lines, strict=True)]
            for one, same in zip(ours, engines, strict=True)
        ]
        assert max(map(abs, chain(*places))) < 0.01
        assert len(ours) > 4


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
