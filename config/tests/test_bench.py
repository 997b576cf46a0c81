"""`script/bench.py`: it measures on an empty data directory only, and tells a list whose queries grow."""

import re
from functools import partial
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse

from branch.organisations.models import Organisation
from core.testing import make_organisation
from documents.downloads import render_document
from documents.tests.made_up import long_document
from meetings.meeting.models import Meeting
from rectification.items.models import RectificationItem
from script import bench, bench_data, bench_documents, bench_pages, bench_print, bench_tree
from script.bench_copies import copy_into_past, copy_into_year, recorded_in
from script.bench_measure import YEAR, Measure, QueryCount, signed_in

pytestmark = pytest.mark.no_cover


class ListPage:
    """Answers like a client: as many queries as there are rows, or always one."""

    def __init__(self, rows: list[int], *, grows: bool):
        self.rows, self.grows = rows, grows

    def get(self, address: str) -> HttpResponse:
        """One query, or one for each row."""
        for _ in self.rows if self.grows else [0]:
            Organisation.objects.count()
        return HttpResponse(address)


@pytest.mark.django_db
@pytest.mark.parametrize(("grows", "verdict"), [(False, "达到"), (True, "未达到")])
def test_tells_a_list_whose_queries_grow(grows, verdict):
    rows: list[int] = []
    count = bench_pages.measure_queries("某", ListPage(rows, grows=grows), "reports:report_list", rows.append)
    assert len(rows) == bench_pages.MANY
    assert count.is_flat is not grows
    assert str(count).endswith(f"（目标 相等）{verdict}")


@pytest.mark.django_db
def test_refuses_a_data_directory_in_use():
    make_organisation("alpha")
    assert "请用 script/bench 运行" in bench.main()


@pytest.mark.django_db
@pytest.mark.parametrize("grows", [False, True])
def test_fails_only_where_queries_grow(monkeypatch, capsys, grows):
    count = QueryCount("会议", 9, 59 if grows else 9)
    measure = Measure("某", 9.0, "", "≤ 1 倍", is_met=False)
    monkeypatch.setattr(bench, "measure_queries", lambda *args: count)
    monkeypatch.setattr(bench, "measure_list_page", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_admin", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_saving", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_documents", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_prints", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_tables", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_imports", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_year_pages", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_days", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_tree", lambda *args: [measure])
    assert bench.main() == ("有列表的查询次数随行数增加。" if grows else "")
    assert "未达到" in capsys.readouterr().out


@pytest.fixture
def secretary(db):  # noqa: ARG001  # for its effect
    """The account that measures."""
    return bench_data.make_branch()


@pytest.mark.parametrize(("name", "page", "add"), bench_data.LISTS, ids=[row[0] for row in bench_data.LISTS])
def test_every_main_list_costs_the_same_with_more_rows(secretary, monkeypatch, name, page, add):
    monkeypatch.setattr(bench_pages, "FEW", 3)
    monkeypatch.setattr(bench_pages, "MANY", 9)
    bench_data.add_row_of_problems(secretary, 0)
    count = bench_pages.measure_queries(
        name, signed_in(secretary), page, lambda number: add(secretary, 10 + number)
    )
    assert count.is_flat, count


def test_measures_a_list_against_the_frame(secretary):
    name, page, add = bench_data.LISTS[0]
    bench_data.fill(lambda number: add(secretary, number), 0, 2)
    result = bench_pages.measure_list_page(name, signed_in(secretary), reverse(page))
    assert "空白页" in str(result)


def test_measures_a_meeting_saved_and_takes_it_back(secretary):
    assert "只用 ORM" in str(bench.measure_saving(secretary))
    assert not Meeting.objects.exists()


def test_measures_the_pages_of_the_year_and_the_days(secretary, monkeypatch):
    monkeypatch.setattr(bench_pages, "YEARS", 3)
    monkeypatch.setattr(bench_pages, "MANY", 4)
    monkeypatch.setattr(bench_pages, "NORMAL_YEAR", (2, 1, 1, 1, 1, 1))
    results = bench_pages.measure_year_pages(secretary, signed_in(secretary))
    assert [one.name.partition("在")[0].partition("用时")[0] for one in results] == [
        "工作台",
        "工作台",
        "报告编辑页",
        "报告编辑页",
        "保存一段报告正文，与空白页之比",
    ]
    assert "按日期查一个季度的会议，3 年记录与一年记录之比" in str(bench_pages.measure_days(secretary))
    assert Meeting.objects.filter(title__contains="年前").count() == 2 * 4


def test_measures_a_report_as_it_is_exported(secretary):
    asked: list[bytes] = []
    results = bench_documents.measure_documents(
        secretary, lambda content, folder: asked.append(content) or content
    )
    assert [one.name for one in results] == ["PDF 比 LibreOffice 转换快", "DOCX 比 LibreOffice 转换快"]
    assert all(content.startswith(b"PK") for content in asked)
    assert len(bench_documents.older_report().encode()) > 8000


def test_gives_other_engines_the_same_words():
    document = long_document()
    words = unescape(
        re.sub("<style.*?</style>|<title.*?</title>|<[^>]+>", "", bench_print.plain_html(document))
    )
    printed = ["".join(one.split()) for one in (words, "".join(document.plain_paragraphs()))]
    # Who is addressed stands in neither.
    assert printed[0] == printed[1].replace(document.recipient, "")


def test_measures_a_report_against_the_document_that_is_printed():
    document = long_document()
    assert bench_print.taken_document(lambda: render_document(document, "pdf")) is document


def test_measures_what_a_row_of_a_ledger_costs(monkeypatch):
    monkeypatch.setattr(bench_documents, "FEW_ROWS", 1)
    monkeypatch.setattr(bench_documents, "MANY_ROWS", 2)
    assert [
        "台账 DOCX 每行用时，2 行与 1 行之比" in str(one) for one in bench_documents.measure_tables(("docx",))
    ] == [True]
    assert len(bench_documents.printed_ledger(3).blocks[0].rows) == 3


def test_measures_what_previews_of_imports_cost(monkeypatch):
    monkeypatch.setattr(bench_documents, "REPORT_PAGES", 2)
    monkeypatch.setattr(bench_documents, "LEDGER_ROWS", 3)
    assert [str(one).partition("预览")[0] for one in bench_documents.measure_imports()] == [
        "2 页 Word 报告",
        "3 行 Excel 台账",
    ]


@pytest.mark.django_db
def test_measures_the_pages_of_a_tree_that_grows(monkeypatch, capsys):
    """Two pages alone: the whole walk is for `script/bench`."""
    monkeypatch.setattr(bench_tree, "RUNS", 1)
    shown = [(name, reverse(name)) for name in ("meetings:meeting_list", "branch:organisation_list")]
    monkeypatch.setattr(bench_tree, "addresses", lambda: shown)
    found = {one.name: one for one in bench_tree.measure_tree((2, 4))}
    assert {
        "上级 meetings:meeting_list",
        "管理员 branch:organisation_list",
        "上级 overview:oversight",
    } <= set(found)
    assert "4 个支部" in capsys.readouterr().out
    assert Organisation.objects.branches().count() == 4


def test_copies_what_hangs_together_into_the_year_and_into_the_past(secretary):
    for add in (bench_data.add_row_of_meetings, bench_data.add_row_of_problems, bench_data.add_row_of_items):
        bench_data.fill(partial(add, secretary), 0, 2)
    branch, year = secretary.member.branch, YEAR
    rows = recorded_in(branch, year)
    assert copy_into_year(rows, 2) == 2 * sum(len(of_model) for of_model in rows.values())
    assert copy_into_past(rows, 1) > 0
    held = [Meeting.objects.of_branch(branch).in_year(one) for one in (year, year - 1)]
    assert [one.count() for one in held] == [6, 2]
    assert {meeting.roll.count() for one in held for meeting in one} == {1, 9}
    assert {meeting.starts_at.year for meeting in held[1]} == {year - 1}
    items = RectificationItem.objects.of_branch(branch).select_related("problem")
    assert (len(items), len({item.problem_id for item in items})) == (8, 4)
    assert all(item.year == item.problem.year for item in items)
