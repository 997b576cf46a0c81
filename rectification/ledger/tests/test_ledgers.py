"""问题清单, 整改台账, 销号单 and 公示: the words are the same in Word, PDF and Excel."""

import re
from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from django.urls import reverse
from docx.oxml.ns import qn
from pypdf import PdfReader

from documents.render.pdf import render_pdf
from documents.tests.paper import printed_pages
from rectification.enums import ItemState
from rectification.items.services import close_item, extend_due, log_progress, submit_item
from rectification.ledger.columns import NUMBER
from rectification.ledger.documents import ITEM_BAND, ITEM_COLUMNS, ITEM_STACKS, Ledger
from rectification.tests import factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast):
    """A closed item with everything that a ledger shows."""
    problem = factory.make_problem(
        cast,
        "学习抓得不紧",
        points=("念文件多", "讨论少"),
        framework_item=factory.make_framework(cast),
        sources=["MASSES", "SELF"],
    )
    factory.make_cause(cast, problem)
    item = factory.make_item(cast, problem=problem, content="每月学一次", goal="学懂弄通", remark="无")
    log_progress(item=item, text="第一次\n已学", by=cast.secretary, on=date(2026, 2, 1))
    extend_due(item=item, due_on=date(2027, 1, 5), reason="汛期停工", by=cast.secretary, on=date(2026, 6, 1))
    submit_item(
        item=item,
        result="都学完了",
        by=cast.member,
        on=date(2026, 7, 1),
        evidence=[factory.make_meeting(cast)],
    )
    close_item(item=item, by=cast.committee, on=date(2026, 7, 8), note="同意")
    factory.make_item(cast, problem=problem, content="请人讲课", state=ItemState.ACTIVE, responsible="extra1")
    return item


def address(name: str, cast, item, file_format: str) -> str:
    if name == "closing_sheet":
        return reverse("reports:closing_sheet", args=[item.pk, file_format])
    if name == "notice_sheet":
        notice = item.notices.first() or factory.make_notice(cast, item)
        return reverse("reports:notice_sheet", args=[notice.pk, file_format])
    return reverse(f"reports:{name}", args=[file_format])


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def sheet_cells(data: bytes) -> list[str]:
    rows = list(openpyxl.load_workbook(BytesIO(data)).active.iter_rows(min_row=2, values_only=True))
    return [squeezed(str(value)) for row in rows for value in row if value is not None]


def word_cells(data: bytes) -> list[str]:
    [table] = docx.Document(BytesIO(data)).tables
    cells = (cell for row in table._tbl.tr_lst for cell in row.tc_lst)
    texts = (squeezed("".join(node.text or "" for node in cell.iter(qn("w:t")))) for cell in cells)
    return [text for text in texts if text]


NAMES = ["item_ledger", "problem_ledger", "closing_sheet", "notice_sheet"]


@pytest.mark.parametrize("name", NAMES)
def test_words_agree_in_the_three_formats(name, cast, item, client_of):
    client = client_of(cast.secretary, year=2025)
    files = {kind: b"".join(client.get(address(name, cast, item, kind))) for kind in ("docx", "pdf", "xlsx")}
    cells = sheet_cells(files["xlsx"])
    assert len(cells) >= 10
    paper = word_cells(files["docx"])
    if name == "item_ledger":
        # On paper what belongs together stands in one cell, and what is told of a problem once.
        values = sheet_cells(files["xlsx"])[len(ITEM_COLUMNS) :]
        assert [value for value in values if not any(value.rstrip("。；") in cell for cell in paper)] == []
        assert sum("学习抓得不紧" in cell for cell in paper) == 1
    else:
        assert paper == cells
    # A PDF has no cells: each one's characters are there, and no other character is.
    printed = squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages))
    words = docx.Document(BytesIO(files["docx"]))
    written = squeezed("".join(p.text for p in words.paragraphs)) + "".join(paper)
    numbers = re.compile(r"—\d+—")
    headers_again = numbers.sub("", printed)
    assert set(headers_again) == set(written)
    for cell in paper:
        assert not [c for c in set(cell) if headers_again.count(c) < cell.count(c)], cell


@pytest.mark.usefixtures("item")
def test_item_ledger_lies_across_and_tells_everything(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    data = b"".join(client.get(reverse("reports:item_ledger", args=["docx"])))
    [section] = docx.Document(BytesIO(data)).sections
    assert section.page_width > section.page_height
    [sheet] = PdfReader(BytesIO(b"".join(client.get(reverse("reports:item_ledger", args=["pdf"]))))).pages
    assert sheet.mediabox.width > sheet.mediabox.height
    cells = word_cells(data)
    for text in (
        "对照试验要求方面",
        "学习抓得不紧1.念文件多2.讨论少",
        "群众提、自己找",
        "2026-02-01第一次已学",
        "2026年7月8日钱试二",
    ):
        assert any(text in cell for cell in cells), text


def test_tells_each_problem_once_over_its_rows():
    rows = tuple(
        (str(number), "", problem, *("",) * (len(ITEM_COLUMNS) - 3))
        for number, problem in enumerate(("甲", "甲", "", "", "乙", "甲"), start=1)
    )
    ledger = Ledger(
        "台账", "站支部", date(2026, 1, 5), ITEM_COLUMNS, rows, is_landscape=True, stacks=ITEM_STACKS
    )
    [table] = ledger.to_document().blocks
    assert table.bands == ("存在问题：甲", "", "存在问题：没有对应的问题", "", "存在问题：乙", "存在问题：甲")


def test_six_rows_stand_on_a_turned_page():
    """Twelve items of eight problems, each told as fully as a careful secretary does: two pages."""
    told = "按季度对照清单检查一次，写明原因、责任人和补做的日期。"
    texts = {
        NUMBER: "",
        "存在问题（具体表现）": f"学习抓得不紧 1. {told} 2. {told}",
        "对照方面": "对照深化理论学习、提高党性修养方面",
        "来源": "群众提、自己找",
        "原因": "抓学习的办法少",
        "目标": "集中学习到会率不低于九成",
        "措施": "印发学习考核办法，按月公布学习考勤和补学情况（建章立制）",
        "责任领导、责任人": "钱试二、周试五",
        "时限": "2026年6月30日",
        "完成情况": f"{told}（已销号）",
        "进展": "2026-02-20 办法初稿征求两个党小组意见",
        "佐证": "5月支委会 6月支委会",
        "销号时间、销号人": "2026年6月30日 钱试二",
    }
    rows = []
    for number in range(12):
        words = texts | {NUMBER: str(number + 1), "备注": ""}
        words["存在问题（具体表现）"] += str(number * 2 // 3)
        rows.append(tuple(words[label] for label, _ in ITEM_COLUMNS))
    ledger = Ledger(
        "站支部整改台账", "站支部", date(2026, 1, 5), ITEM_COLUMNS, tuple(rows), True, stacks=ITEM_STACKS
    )
    pages = printed_pages(render_pdf(ledger.to_document()))
    assert len(pages) == 2


def test_stacks_every_column_of_the_list():
    stacked = [label for _, entries in ITEM_STACKS for label, _ in entries]
    assert sorted([*stacked, *(label for label, _ in ITEM_BAND)]) == sorted(
        label for label, _ in ITEM_COLUMNS
    )


def test_closing_sheet_tells_extension_verdict_and_where_to_sign(cast, item, client_of):
    data = b"".join(client_of(cast.member).get(reverse("reports:closing_sheet", args=[item.pk, "docx"])))
    text = "".join(word_cells(data)) + "".join(p.text for p in docx.Document(BytesIO(data)).paragraphs)
    for words in ("2026年6月30日延期至2027年1月5日：汛期停工", "同意", "都学完了", "复核人签字"):
        assert words in text


def test_long_rows_stay_on_their_pages(cast, client_of):
    problem = factory.make_problem(cast, "长" * 300, points=("很长的具体表现。" * 60,) * 3)
    factory.make_item(cast, problem=problem, content="做很多事。" * 300, result="做完了。" * 500)
    pdf = b"".join(client_of(cast.secretary, year=2025).get(reverse("reports:item_ledger", args=["pdf"])))
    text = squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))
    assert text.count("完") >= 500


@pytest.mark.parametrize("name", NAMES)
def test_unknown_format_is_not_found(name, cast, item, client_of):
    assert client_of(cast.secretary).get(address(name, cast, item, "exe")).status_code == 404
