"""Lists as XLSX files: one plain table that prints well on A4 and is safe to open.

Any app describes a list as a :class:`Sheet` and answers ``?format=xlsx`` with :func:`sheet_response`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from unicodedata import east_asian_width

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.version import PROGRAM

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | Decimal | date | datetime | time | None

# A column is as wide as its longest entry, within these limits in half-width characters; longer text wraps.
NARROWEST = 6
WIDEST = 44
# Rows of an empty table that offer words to choose from.
FILLED_IN = 500
# A limit of the file format for words that are offered, with a comma between them.
LONGEST_OFFER = 255
# The most characters a cell can hold (a limit of the file format), and what a longer text ends in.
LONGEST_TEXT = 32_767
CUT_MARK = "……（内容过长，其余部分请在系统中查看）"
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31

TITLE_ROW = 0
HEADER_ROW = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list: its title (also the file's name), the columns' labels, and the rows in that order.

    ``widths`` sets columns' widths in half-width characters; without it they follow the entries. ``name`` stands on
    the tab in place of the title. ``offered`` are the words that a column's cells offer to choose from, by its label:
    for a table to be filled in, in as many rows as ``FILLED_IN``.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...] = ()
    name: str = ""
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse rows or widths that do not fit the columns."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("表格每一行的列数必须与表头一致")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("列宽的个数必须与表头一致")


def render_sheet(*sheets: Sheet) -> bytes:
    """The lists as one XLSX file. Text stays text: nothing typed by a user becomes a formula or a link."""
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": sheets[0].title, "comments": PROGRAM})
        formats = _formats(workbook)
        for sheet in sheets:
            page = workbook.add_worksheet(_sheet_name(sheet.name or sheet.title))
            _set_up(page, sheet)
            _write_heading(page, sheet, workbook)
            for number, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
                for column, value in enumerate(row):
                    _write_cell(page, number, column, value, formats)
    return buffer.getvalue()


def sheet_response(*sheets: Sheet) -> HttpResponse:
    """The lists as one download named after the first one's title."""
    response = HttpResponse(render_sheet(*sheets), content_type=CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=f"{sheets[0].title}.xlsx")
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """Paper, columns, and the rows that stay in sight."""
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.freeze_panes(HEADER_ROW + 1, 0)
    for column, width in enumerate(sheet.widths or _widths(sheet)):
        page.set_column(column, column, width)
    if sheet.rows:
        page.autofilter(HEADER_ROW, 0, HEADER_ROW + len(sheet.rows), len(sheet.columns) - 1)
    for label, words in sheet.offered.items():
        column = sheet.columns.index(label)
        # Other words can be typed all the same: they are asked about when the table is read.
        offer = {"validate": "list", "source": list(words), "show_error": False}
        if words and len(",".join(words)) <= LONGEST_OFFER and not any("," in word for word in words):
            page.data_validation(HEADER_ROW + 1, column, HEADER_ROW + FILLED_IN, column, offer)


def _formats(workbook: xlsxwriter.Workbook) -> dict[type, Format]:
    """The look of an entry by its type."""
    body = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "border": 1, "text_wrap": True}
    looks: tuple[tuple[type, str, str], ...] = (
        (str, "@", "left"),
        (int, "General", "center"),
        (date, "yyyy-mm-dd", "center"),
        (datetime, "yyyy-mm-dd hh:mm", "center"),
        (time, "hh:mm", "center"),
    )
    return {
        kind: workbook.add_format(body | {"num_format": number, "align": align})
        for kind, number, align in looks
    }


def _write_heading(page: Worksheet, sheet: Sheet, workbook: xlsxwriter.Workbook) -> None:
    centred = {"font_name": "黑体", "align": "center", "valign": "vcenter"}
    title = workbook.add_format(centred | {"font_size": 16})
    head = workbook.add_format(
        centred | {"font_size": 11, "border": 1, "text_wrap": True, "bg_color": "#F1F3F5"}
    )
    page.set_row(TITLE_ROW, 30)
    page.set_row(HEADER_ROW, 24)
    if len(sheet.columns) > 1:
        page.merge_range(TITLE_ROW, 0, TITLE_ROW, len(sheet.columns) - 1, sheet.title, title)
    else:
        page.write_string(TITLE_ROW, 0, sheet.title, title)
    for column, label in enumerate(sheet.columns):
        page.write_string(HEADER_ROW, column, label, head)


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, formats: dict[type, Format]) -> None:
    match value:
        case None | "":
            page.write_blank(row, column, None, formats[str])
        case bool():
            page.write_string(row, column, "是" if value else "否", formats[str])
        case int() | float() | Decimal():
            page.write_number(row, column, value, formats[int])
        case datetime():
            local = timezone.make_naive(value) if timezone.is_aware(value) else value
            page.write_datetime(row, column, local, formats[datetime])
        case date():
            page.write_datetime(row, column, value, formats[date])
        case time():
            page.write_datetime(row, column, value, formats[time])
        case _:
            page.write_string(row, column, _fitting(str(value)), formats[str])


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT_MARK)] + CUT_MARK


def _sheet_name(title: str) -> str:
    return _FORBIDDEN_IN_NAME.sub(" ", title).strip()[:_LONGEST_NAME] or "表格"


def _widths(sheet: Sheet) -> list[int]:
    """For each column, room for its longest line of text."""
    columns = [
        [label, *(_shown(row[index]) for row in sheet.rows)] for index, label in enumerate(sheet.columns)
    ]
    return [min(max(NARROWEST, *map(_width, texts)) + 2, WIDEST) for texts in columns]


def _shown(value: Cell) -> str:
    if isinstance(value, datetime):
        return "0000-00-00 00:00"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    lines = text.splitlines() or [""]
    return max(sum(2 if east_asian_width(character) in "WFA" else 1 for character in line) for line in lines)
