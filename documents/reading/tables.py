"""Tables of somebody else's files (.xlsx, .csv) as rows of cells."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from core.file_types import media_type_of
from core.refusals import Refused

from .text import decode

FILE_MOST = 2 * 1024 * 1024
UNPACKED_MOST = 20 * 1024 * 1024
ROWS_MOST = 2000
COLUMNS_MOST = 60
SHEETS_MOST = 20
HEADER_WITHIN = 15
# The last row that is looked at: the rows, a header and a foot.
LAST_ROW = ROWS_MOST + HEADER_WITHIN + 20
# Pages of our own templates beside the table.
OWN_SHEETS = {"填写说明", "选项"}
_OPEN_ERRORS = (
    AttributeError,
    DefusedXmlException,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
Table = list[list[object]]


def table_bytes(path: Path) -> bytes:
    """A table's file. Raises Refused where it cannot be opened, or is far too big to be read at all."""
    try:
        if path.stat().st_size > FILE_MOST:
            raise Refused(f"文件超过 {FILE_MOST // 1024 // 1024} MB，请删去图片或分开导入。")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"文件打不开，{error.strerror}。") from error


def tables_of(data: bytes, name: str, left: list[str]) -> Iterator[tuple[str, Table]]:
    """Each sheet with its title, as rows of values; `left` is told what is not read of them.

    Raises Refused for what is no sound, small table.
    """
    if len(data) > FILE_MOST:
        raise Refused(
            f"文件有 {len(data) / 1024 / 1024:.1f} MB，超过 {FILE_MOST // 1024 // 1024} MB，请删去图片或分开导入。"
        )
    if name.lower().endswith(".csv"):
        yield "", _from_csv(data)
        return
    if not name.lower().endswith(".xlsx"):
        raise Refused("请选择 .xlsx 文件；.xls、.et 请先用 Excel 或 WPS 另存为 .xlsx。")
    try:
        media_type_of(name, data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_MOST:
                raise Refused("文件解压后过大，请只留这一张表，删去图片和空白格式后再导入。")
        yield from _sheets_of(data, left)
    except Refused:
        raise
    except _OPEN_ERRORS as error:
        raise Refused("表格已经损坏，读不出来，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。") from error


def _sheets_of(data: bytes, left: list[str]) -> list[tuple[str, Table]]:
    # Read-only: a cell is its value and no object of its own, which halves time and memory, and what hangs on a sheet
    # (drawings, links to other files) is not looked for, so it may be missing, as other programs leave it behind.
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True, keep_links=False)
    with closing(book):
        sheets = book.worksheets
        shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
        if len(shown) > SHEETS_MOST:
            raise Refused(f"文件里有 {len(shown)} 页，最多 {SHEETS_MOST} 页，请分开导入。")
        hidden = [sheet.title for sheet in sheets if sheet not in shown and sheet.title not in OWN_SHEETS]
        left += [f"隐藏的页“{title}”没有读，要导入请先取消隐藏。" for title in hidden]
        return [(sheet.title, _rows_of(sheet, left)) for sheet in shown if sheet.title not in OWN_SHEETS]


def _rows_of(sheet: ReadOnlyWorksheet, left: list[str]) -> Table:
    """The values of a sheet, row by row; `left` is told of what stands further right or below than is read.

    Through the parser below the library's own read-only rows, which do not tell which cells are merged.
    """
    book, found = sheet.parent, {}
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, cells in parser.parse():
            for cell in cells:
                if cell["value"] is not None:
                    found[cell["row"], cell["column"]] = cell["value"]
    rows, columns = (max((place[side] for place in found), default=0) for side in (0, 1))
    if columns > COLUMNS_MOST:
        left.append(f"“{sheet.title}”第 {COLUMNS_MOST} 列以后没有读，请删去多余的列，或把内容移到前面。")
    if rows > LAST_ROW:
        left.append(f"“{sheet.title}”第 {LAST_ROW} 行以后没有读，请删去多余的行，或分开导入。")
    across = range(1, min(columns, COLUMNS_MOST) + 1)
    table = [[found.get((row, column)) for column in across] for row in range(1, min(rows, LAST_ROW) + 1)]
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        _fill_merged(table, *merged.bounds)
    return table


def _fill_merged(table: Table, left: int, top: int, right: int, bottom: int) -> None:
    """A cell merged down over several rows holds for each of them; what is hidden below a merged cell does not count."""
    if top > len(table) or left > len(table[top - 1]):
        return
    value = table[top - 1][left - 1]
    for row in range(top - 1, min(bottom, len(table))):
        for column in range(left - 1, min(right, len(table[row]))):
            table[row][column] = value if left == right else None
    table[top - 1][left - 1] = value


def _from_csv(data: bytes) -> Table:
    text = decode(data)
    if not text.strip():
        raise Refused("文件是空的，请选择要导入的文件。")
    try:
        separator = csv.Sniffer().sniff(text[:4000], delimiters=",;\t").delimiter
    except csv.Error:
        separator = ","
    try:
        return [list(row[:COLUMNS_MOST]) for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise Refused("表格已经损坏，读不出来，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。") from error
