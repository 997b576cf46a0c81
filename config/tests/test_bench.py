"""`script/bench.py`: it measures on an empty data directory only, and tells a list whose queries grow."""

from importlib.util import module_from_spec, spec_from_file_location

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from branch.organisations.models import Organisation
from core.testing import make_organisation

spec = spec_from_file_location("bench", settings.BASE_DIR / "script/bench.py")
bench = module_from_spec(spec)
spec.loader.exec_module(bench)

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
    count = bench.measure_queries("某", ListPage(rows, grows=grows), "reports:report_list", rows.append)
    assert len(rows) == bench.MANY
    assert count.is_flat is not grows
    assert str(count).endswith(f"（目标 相等）{verdict}")


@pytest.mark.django_db
def test_refuses_a_data_directory_in_use():
    make_organisation("alpha")
    assert "请用 script/bench 运行" in bench.main()


@pytest.mark.django_db
@pytest.mark.parametrize("grows", [False, True])
def test_fails_only_where_queries_grow(monkeypatch, capsys, grows):
    count = bench.QueryCount("会议", 9, 59 if grows else 9)
    measure = bench.Measure("某", 9.0, "", "≤ 1 倍", is_met=False)
    monkeypatch.setattr(bench, "measure_queries", lambda *args: count)
    monkeypatch.setattr(bench, "measure_list_page", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_admin", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_saving", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_documents", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_tables", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_imports", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_year_pages", lambda *args: [measure])
    monkeypatch.setattr(bench, "measure_days", lambda *args: measure)
    assert bench.main() == ("有列表的查询次数随行数增加。" if grows else "")
    assert "未达到" in capsys.readouterr().out


@pytest.fixture
def secretary(db):  # noqa: ARG001  # for its effect
    """The account that measures."""
    return bench.make_branch()


@pytest.mark.parametrize(("name", "page", "add"), bench.LISTS, ids=[row[0] for row in bench.LISTS])
def test_every_main_list_costs_the_same_with_more_rows(secretary, monkeypatch, name, page, add):
    monkeypatch.setattr(bench, "FEW", 3)
    monkeypatch.setattr(bench, "MANY", 9)
    bench.add_row_of_problems(secretary, 0)
    count = bench.measure_queries(
        name, bench.signed_in(secretary), page, lambda number: add(secretary, 10 + number)
    )
    assert count.is_flat, count


def test_measures_a_list_against_the_frame(secretary):
    name, page, add = bench.LISTS[0]
    bench.fill(lambda number: add(secretary, number), 0, 2)
    result = bench.measure_list_page(name, bench.signed_in(secretary), reverse(page))
    assert "空白页" in str(result)


def test_measures_a_meeting_saved_and_takes_it_back(secretary):
    assert "只用 ORM" in str(bench.measure_saving(secretary))
    assert not bench.Meeting.objects.exists()


def test_measures_the_pages_of_the_year_and_the_days(secretary, monkeypatch):
    monkeypatch.setattr(bench, "YEARS", 3)
    monkeypatch.setattr(bench, "MANY", 4)
    monkeypatch.setattr(bench, "NORMAL_YEAR", (2, 1, 1, 1, 1, 1))
    results = bench.measure_year_pages(secretary, bench.signed_in(secretary))
    assert [one.name.partition("在")[0].partition("用时")[0] for one in results] == [
        "工作台",
        "工作台",
        "报告编辑页",
        "报告编辑页",
        "保存一段报告正文，与空白页之比",
    ]
    assert "按日期查一个季度的会议，3 年记录与一年记录之比" in str(bench.measure_days(secretary))
    assert bench.Meeting.objects.filter(title__contains="年前").count() == 2 * 4


def test_measures_a_report_as_it_is_exported(secretary):
    asked: list[bytes] = []
    results = bench.measure_documents(secretary, lambda content, folder: asked.append(content) or content)
    assert [one.name for one in results] == ["PDF 比 LibreOffice 转换快", "DOCX 用时与 PDF 用时之比"]
    assert all(content.startswith(b"PK") for content in asked)
    assert len(bench.older_report().encode()) > 8000


def test_measures_what_a_row_of_a_ledger_costs(monkeypatch):
    monkeypatch.setattr(bench, "FEW_ROWS", 1)
    monkeypatch.setattr(bench, "MANY_ROWS", 2)
    assert ["台账 DOCX 每行用时，2 行与 1 行之比" in str(one) for one in bench.measure_tables(("docx",))] == [
        True
    ]
    assert len(bench.printed_ledger(3).blocks[0].rows) == 3


def test_measures_what_previews_of_imports_cost(monkeypatch):
    monkeypatch.setattr(bench, "REPORT_PAGES", 2)
    monkeypatch.setattr(bench, "LEDGER_ROWS", 3)
    assert [str(one).partition("预览")[0] for one in bench.measure_imports()] == [
        "2 页 Word 报告",
        "3 行 Excel 台账",
    ]
