"""Tables of somebody else's files (.xlsx, .csv) as rows of cells."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from core.file_types import media_type_of
from core.refusals import Refused

from .packages import without_dangling
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
        sheets = openpyxl.load_workbook(io.BytesIO(without_dangling(data)), data_only=True).worksheets
    except Refused:
        raise
    except _OPEN_ERRORS as error:
        raise Refused("表格已经损坏，读不出来，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。") from error
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    if len(shown) > SHEETS_MOST:
        raise Refused(f"文件里有 {len(shown)} 页，最多 {SHEETS_MOST} 页，请分开导入。")
    hidden = [sheet.title for sheet in sheets if sheet not in shown and sheet.title not in OWN_SHEETS]
    left += [f"隐藏的页“{title}”没有读，要导入请先取消隐藏。" for title in hidden]
    for sheet in shown:
        if sheet.title not in OWN_SHEETS:
            left += _beyond(sheet)
            yield sheet.title, _rows_of(sheet)


def _beyond(sheet: Worksheet) -> Iterator[str]:
    """What stands further right or below than is read."""
    if sheet.max_column > COLUMNS_MOST:
        yield f"“{sheet.title}”第 {COLUMNS_MOST} 列以后没有读，请删去多余的列，或把内容移到前面。"
    if sheet.max_row > LAST_ROW:
        yield f"“{sheet.title}”第 {LAST_ROW} 行以后没有读，请删去多余的行，或分开导入。"


def _rows_of(sheet: Worksheet) -> Table:
    table = [
        list(cells)
        for cells in sheet.iter_rows(
            max_row=min(sheet.max_row, LAST_ROW),
            max_col=min(sheet.max_column, COLUMNS_MOST),
            values_only=True,
        )
    ]
    _fill_merged(sheet, table)
    return table


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


def _fill_merged(sheet: Worksheet, table: Table) -> None:
    """A cell merged down over several rows holds for each of them."""
    for merged in sheet.merged_cells.ranges:
        left, top, right, bottom = merged.bounds
        if left != right or top > len(table) or left > len(table[top - 1]):
            continue
        for cells in table[top : min(bottom, len(table))]:
            cells[left - 1] = table[top - 1][left - 1]
