"""`manage.py bench`: it measures on an empty data directory only, and tells a list whose queries grow."""

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from branch.models import Organisation
from core.testing import make_organisation
from reports import bench
from reports.tests import many_rows
from reports.tests.old_reports import full_length


class ListPage:
    """Answers like a client: as many queries as there are rows, or always one."""

    def __init__(self, rows: list[int], *, grows: bool):
        self.rows, self.grows = rows, grows

    def get(self, address: str) -> HttpResponse:
        """One query, or one for each row."""
        for _ in self.rows if self.grows else [0]:
            Organisation.objects.count()
        return HttpResponse(address)


@pytest.mark.parametrize(("grows", "verdict"), [(False, "达到"), (True, "未达到")])
def test_tells_a_list_whose_queries_grow(db, grows, verdict):
    rows: list[int] = []
    count = bench.measure_queries("某", ListPage(rows, grows=grows), "reports:report_list", rows.append)
    assert len(rows) == bench.MANY
    assert count.is_flat is not grows
    assert str(count).endswith(f"（目标 相等）{verdict}")


def test_refuses_a_data_directory_in_use(db):
    make_organisation("alpha")
    with pytest.raises(CommandError, match="请用 script/bench 运行"):
        call_command("bench")


@pytest.mark.parametrize("grows", [False, True])
def test_fails_only_where_queries_grow(db, monkeypatch, capsys, grows):
    count = bench.QueryCount("会议", 9, 59 if grows else 9)
    measure = bench.Measure("某", 9.0, "", "≤ 1 倍", is_met=False)
    monkeypatch.setattr(bench, "measure_queries", lambda *args: count)
    monkeypatch.setattr(bench, "measure_list_page", lambda *args: measure)
    monkeypatch.setattr(bench, "measure_documents", lambda *args: [measure])
    if grows:
        with pytest.raises(CommandError, match="查询次数随行数增加"):
            call_command("bench")
    else:
        call_command("bench")
    assert "未达到" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "page", "add"), many_rows.LISTS, ids=[row[0] for row in many_rows.LISTS])
def test_every_main_list_costs_the_same_with_more_rows(cast, monkeypatch, name, page, add):
    monkeypatch.setattr(bench, "FEW", 3)
    monkeypatch.setattr(bench, "MANY", 9)
    client = bench.signed_in(cast.secretary, many_rows.YEAR)
    count = bench.measure_queries(name, client, page, lambda number: add(cast, number))
    assert count.is_flat, count


def test_measures_a_list_against_the_frame(cast):
    bench.fill(lambda number: many_rows.LISTS[0][2](cast, number), 0, 2)
    client = bench.signed_in(cast.secretary, many_rows.YEAR)
    result = bench.measure_list_page("会议", client, "/meetings/")
    assert "空白页" in str(result)


def test_measures_a_report_as_it_is_exported(cast):
    asked: list[bytes] = []
    results = bench.measure_documents(
        cast, full_length(), lambda content, folder: asked.append(content) or content
    )
    assert [one.name for one in results] == ["PDF 比 LibreOffice 转换快", "DOCX 用时与 PDF 用时之比"]
    assert all(content.startswith(b"PK") for content in asked)
    assert len(full_length()) > 8000
