"""A list as XLSX: text stays text, the header stays in sight, and the file opens in Excel's terms."""

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest

from core.sheets import CUT_MARK, LONGEST_TEXT, Sheet, render_sheet, sheet_response


def opened(sheet: Sheet) -> openpyxl.worksheet.worksheet.Worksheet:
    """The only page of the finished file."""
    return openpyxl.load_workbook(BytesIO(render_sheet(sheet))).active


def test_writes_title_header_and_rows():
    page = opened(Sheet("党员名册", ("序号", "姓名"), [(1, "张喆"), (2, "刘䶮")]))
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["党员名册", None],
        ["序号", "姓名"],
        [1, "张喆"],
        [2, "刘䶮"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "https://example.test/", "00123"]
)
def test_keeps_typed_text_as_text(text):
    cell = opened(Sheet("表", ("内容",), [(text,)]))["A3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_keeps_dates_as_dates_and_times_in_local_time():
    row = (date(2025, 3, 7), datetime(2025, 3, 7, 1, 30, tzinfo=UTC), None, True)
    cells = opened(Sheet("表", ("日期", "时间", "备注", "有效"), [row]))[3]
    assert [cell.value for cell in cells] == [datetime(2025, 3, 7), datetime(2025, 3, 7, 9, 30), None, "是"]
    assert cells[0].number_format == "yyyy-mm-dd"


def test_prints_on_a4_with_the_header_on_every_page():
    page = opened(Sheet("整改台账", ("序号", "问题"), [(number, "问题") for number in range(200)]))
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.print_title_rows, page.freeze_panes) == ("$2:$2", "A3")
    assert (page["A1"].font.name, page["A2"].font.name, page["A3"].font.name) == ("黑体", "黑体", "宋体")


def columns_of(*widths: int) -> Sheet:
    """A list with a number, a name and columns of these widths."""
    labels = ("序号", "姓名", *(f"第{place}列" for place in range(len(widths))))
    row = (1, "张喆", *(f"内容{place}" for place in range(len(widths))))
    return Sheet("表", labels, [row] * 3, (6, 10, *widths))


def test_takes_a3_before_it_prints_smaller_than_the_floor():
    papers = [opened(columns_of(*(40,) * count)).page_setup.paperSize for count in (3, 4, 5, 6)]
    assert papers == [9, 9, 8, 8]
    assert opened(columns_of(*(40,) * 6)).sheet_properties.pageSetUpPr.fitToPage


def test_prints_what_is_wider_on_several_pages_with_its_first_columns_on_each():
    page = opened(columns_of(*(40,) * 12))
    # Twelve columns of 40, four of which a page holds at the floor.
    assert page.page_setup.paperSize == 9
    assert 60 <= page.page_setup.scale < 75
    assert [one.id for one in page.col_breaks.brk] == [6, 10]
    assert not page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.print_title_rows, page.print_title_cols) == ("$2:$2", "$A:$B")
    assert not page.merged_cells


def test_puts_first_what_is_printed_and_prints_no_more():
    sheet = Sheet(
        "台账",
        ("序号", "年度", "问题", "责任人"),
        [(1, 2025, "漏", "甲")],
        printed=("序号", "问题", "责任人"),
    )
    page = opened(sheet)
    assert [[cell.value for cell in row] for row in page["A2:D3"]] == [
        ["序号", "问题", "责任人", "年度"],
        [1, "漏", "甲", 2025],
    ]
    assert page.print_area == "'台账'!$A$1:$C$3"
    with pytest.raises(ValueError, match="没有要打印的列：措施"):
        Sheet("台账", ("序号",), [], printed=("措施",))


def test_gives_a_row_the_height_of_its_longest_text():
    page = opened(Sheet("表", ("甲", "乙"), [("一行", ""), ("两\n行", ""), ("长" * 60, "")]))
    assert [page.row_dimensions[row].height for row in (3, 4, 5)] == [None, 30, 45]


def test_widens_a_column_for_chinese_text_within_limits():
    page = opened(Sheet("表", ("甲", "乙", "丙"), [("短", "十二个汉字宽的一列内容", "长" * 300)]))
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] < widths[1] < widths[2] < 46


def test_marks_a_text_cut_at_the_limit_of_a_cell():
    value = opened(Sheet("表", ("内容",), [("长" * 40_000,)]))["A3"].value
    assert (len(value), value.endswith(CUT_MARK)) == (LONGEST_TEXT, True)


def test_refuses_a_row_that_does_not_fit_the_header():
    with pytest.raises(ValueError, match="列数"):
        Sheet("表", ("甲", "乙"), [("一",)])


def test_names_the_page_without_characters_excel_refuses():
    page = opened(Sheet("一/二:三[四]*五?" + "长" * 40, ("甲",), []))
    assert page.title == ("一 二 三 四  五 " + "长" * 40)[:31]


def test_downloads_under_the_title_as_name():
    response = sheet_response(Sheet("三会一课统计表", ("甲",), [("一",)]))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%B8%89")
    assert response.content[:2] == b"PK"
