"""Tables of others: merged cells, and cells further away than is read."""

from datetime import datetime
from io import BytesIO

import openpyxl

from documents.reading.tables import COLUMNS_MOST, LAST_ROW, tables_of


def _read(*cells, merged=()):
    book = openpyxl.Workbook()
    for place, value in cells:
        book.active[place] = value
    whole = BytesIO()
    book.save(whole)
    if merged:  # beside the cells that the library clears when it merges
        book = openpyxl.load_workbook(BytesIO(whole.getvalue()))
        sheet = book.active
        for area in merged:
            sheet.merged_cells.add(area)
        whole = BytesIO()
        book.save(whole)
    left = []
    return next(iter(tables_of(whole.getvalue(), "表.xlsx", left)))[1], left


def test_a_cell_merged_down_holds_for_each_row_and_hides_what_is_below():
    table, _ = _read(("A1", "甲"), ("A2", "看不见"), ("B1", 1), ("B3", 3), merged=["A1:A3"])
    assert table == [["甲", 1], ["甲", None], ["甲", 3]]


def test_a_cell_merged_across_is_one_cell_alone():
    table, _ = _read(("A1", "标题"), ("B1", "看不见"), ("C2", "末"), merged=["A1:C1"])
    assert table == [["标题", None, None], [None, None, "末"]]


def test_rows_and_columns_that_are_not_there_are_empty_and_far_ones_are_told():
    table, left = _read(("B2", datetime(2025, 3, 7)), ("BZ1", "远"), (f"A{LAST_ROW + 9}", "深"))
    assert len(table) == LAST_ROW
    assert {len(row) for row in table} == {COLUMNS_MOST}
    assert table[1][1] == datetime(2025, 3, 7)
    assert not any(table[0])
    assert len(left) == 2
