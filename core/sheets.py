"""Lists as XLSX files: one plain table that prints well on A4 and is safe to open.

Any app describes a list as a :class:`Sheet` and answers ``?format=xlsx`` with :func:`sheet_response`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
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

# What a column is called that holds nothing but the rows' numbers.
NUMBER = "序号"
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

# Paper by its number in the file format, with the inches of a turned sheet's line between the margins.
A4, A3 = 9, 8
MARGIN = 0.6
LINE_INCHES = {A4: 11.69 - 2 * MARGIN, A3: 16.54 - 2 * MARGIN}
# So much of a line of A4 is filled where a list takes several pages side by side: no program's wider columns spill over.
SEVERAL_INCHES = 0.86 * LINE_INCHES[A4]
# Nothing is printed smaller: entries of 11 points as 6.6 points.
SMALLEST = 0.6
# Points of a line of text, and of the highest row that the file format allows.
LINE_HEIGHT, HIGHEST = 15.0, 409.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list: its title (also the file's name), the columns' labels, and the rows in that order.

    ``widths`` sets columns' widths in half-width characters; without it they follow the entries. ``name`` stands on
    the tab in place of the title. ``offered`` are the words that a column's cells offer to choose from, by its label:
    for a table to be filled in, in as many rows as ``FILLED_IN``. Where there are more columns than a page holds,
    ``printed`` says by their labels which are printed: they stand first, the others behind them for the screen.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...] = ()
    name: str = ""
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    printed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows or widths that do not fit the columns; put first what is printed."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("表格每一行的列数必须与表头一致")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("列宽的个数必须与表头一致")
        if missing := [label for label in self.printed if label not in self.columns]:
            raise ValueError(f"没有要打印的列：{'、'.join(missing)}")
        first = [self.columns.index(label) for label in self.printed]
        if first != list(range(len(first))):
            order = [*first, *(place for place in range(len(self.columns)) if place not in first)]
            object.__setattr__(self, "rows", [tuple(row[place] for place in order) for row in self.rows])
            object.__setattr__(self, "widths", tuple(self.widths[place] for place in order if self.widths))
            object.__setattr__(self, "columns", tuple(self.columns[place] for place in order))

    @property
    def print_count(self) -> int:
        """How many columns are printed, from the first on."""
        return len(self.printed) or len(self.columns)


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
            widths = sheet.widths or _widths(sheet)
            _set_up(page, sheet, widths)
            _write_heading(page, sheet, widths, workbook)
            for number, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
                page.set_row(number, _height(row[: sheet.print_count], widths[: sheet.print_count]))
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


def _set_up(page: Worksheet, sheet: Sheet, widths: Sequence[int]) -> None:
    """Paper, columns, and the rows that stay in sight."""
    widths = sheet.widths or _widths(sheet)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    _set_up_print(page, sheet, [_inches(width) for width in widths[: sheet.print_count]])
    page.set_footer("&C第 &P 页，共 &N 页")
    page.freeze_panes(HEADER_ROW + 1, 0)
    if sheet.rows:
        page.autofilter(HEADER_ROW, 0, HEADER_ROW + len(sheet.rows), len(sheet.columns) - 1)
    for label, words in sheet.offered.items():
        column = sheet.columns.index(label)
        # Other words can be typed all the same: they are asked about when the table is read.
        offer = {"validate": "list", "source": list(words), "show_error": False}
        if words and len(",".join(words)) <= LONGEST_OFFER and not any("," in word for word in words):
            page.data_validation(HEADER_ROW + 1, column, HEADER_ROW + FILLED_IN, column, offer)


def _set_up_print(page: Worksheet, sheet: Sheet, widths: Sequence[float]) -> None:
    """All columns on A4, else on A3, as long as they need not shrink below the floor; else on several pages of A4."""
    page.set_landscape()
    page.set_margins(left=MARGIN, right=MARGIN, top=0.7, bottom=0.7)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.repeat_rows(HEADER_ROW)
    if sheet.printed:
        page.print_area(TITLE_ROW, 0, HEADER_ROW + max(len(sheet.rows), 1), len(widths) - 1)
    pages = _pages_across(sheet, widths)
    page.set_paper(A3 if not pages and sum(widths) * SMALLEST > LINE_INCHES[A4] else A4)
    if not pages:
        page.fit_to_pages(1, 0)
        return
    kept = _kept(sheet)
    widest = max(sum(widths[start:end]) for start, end in pairwise([kept, *pages, len(widths)]))
    page.set_print_scale(min(100, int(100 * SEVERAL_INCHES / (sum(widths[:kept]) + widest))))
    page.repeat_columns(0, kept - 1)
    page.set_v_pagebreaks(pages)


def _kept(sheet: Sheet) -> int:
    """How many columns stand on every page: what a row is called by, its number before it."""
    return 2 if sheet.columns[0] == NUMBER else 1


def _pages_across(sheet: Sheet, widths: Sequence[float]) -> list[int]:
    """The columns that begin another page beside the first: none where all fit one, and pages about as full as each other."""
    if sum(widths) * SMALLEST <= LINE_INCHES[A3]:
        return []
    kept = _kept(sheet)
    most = SEVERAL_INCHES / SMALLEST - sum(widths[:kept])
    fewest = len(_filled(widths, kept, most))
    even = sum(widths[kept:]) / (fewest + 1)
    lines = (even + (most - even) * step / 10 for step in range(11))
    return next(pages for line in lines if len(pages := _filled(widths, kept, line)) == fewest)


def _filled(widths: Sequence[float], kept: int, line: float) -> list[int]:
    pages, used = [], 0.0
    for column in range(kept, len(widths)):
        if used and used + widths[column] > line:
            pages.append(column)
            used = 0.0
        used += widths[column]
    return pages


def _in_print(sheet: Sheet, widths: Sequence[int]) -> list[float]:
    """Inches of the columns that are printed."""
    return [_inches(width) for width in widths[: sheet.print_count]]


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float | None:
    """Points of a row whose printed texts take several lines: not every program finds it; None for a usual row."""
    lines = max(
        sum(max(1, -(-_width(line) // (width - 1))) for line in _shown(cell).splitlines() or [""])
        for cell, width in zip(row, widths, strict=True)
    )
    return min(lines * LINE_HEIGHT, HIGHEST) if lines > 1 else None


def _inches(width: int) -> float:
    """How wide a column of so many half-width characters is in print, as programs with different typefaces draw it."""
    return (width * 8 + 5) / 96


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


def _write_heading(
    page: Worksheet, sheet: Sheet, widths: Sequence[int], workbook: xlsxwriter.Workbook
) -> None:
    centred = {"font_name": "黑体", "align": "center", "valign": "vcenter"}
    title = workbook.add_format(centred | {"font_size": 16})
    head = workbook.add_format(
        centred | {"font_size": 11, "border": 1, "text_wrap": True, "bg_color": "#F1F3F5"}
    )
    page.set_row(TITLE_ROW, 30)
    page.set_row(HEADER_ROW, 24)
    if _pages_across(sheet, _in_print(sheet, widths)):
        # Over the columns that stand on every page.
        title.set_align("left")
        page.write_string(TITLE_ROW, 0, sheet.title, title)
    elif sheet.print_count > 1:
        page.merge_range(TITLE_ROW, 0, TITLE_ROW, sheet.print_count - 1, sheet.title, title)
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
