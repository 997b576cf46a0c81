"""Reads a filled-in 整改台账 (.xlsx) into rows: safely, by the names of its columns, with an error per bad row."""

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from core.file_types import media_type_of
from core.refusals import Refused
from core.sheets import CUT_MARK

from .columns import COLUMNS, LABELS, NUMBER, LedgerRow, read_row
from .values import clean

FILE_MOST = 2 * 1024 * 1024
UNPACKED_MOST = 20 * 1024 * 1024
ROWS_MOST = 1000
COLUMNS_MOST = 60
_HEADER_WITHIN = 10
# Other words for a column that ledgers in use carry, and the columns by which its header is known.
ALIASES = {alias: column.label for column in COLUMNS for alias in column.aliases}
REQUIRED = ("存在问题（具体表现）", "措施")
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


@dataclass(frozen=True)
class ReadRow:
    """A row of the file by its number there: what it holds, or what is wrong with it."""

    number: int
    row: LedgerRow | None
    error: str = ""


def read_ledger(data: bytes, name: str, *, default_year: int) -> list[ReadRow]:
    """The rows of the first sheet. Raises Refused for a file that is no sound, small .xlsx with these columns."""
    sheet = _open(data, name)
    table = [
        list(cells)
        for cells in sheet.iter_rows(
            max_row=min(sheet.max_row, ROWS_MOST + _HEADER_WITHIN + 1),
            max_col=min(sheet.max_column, COLUMNS_MOST),
            values_only=True,
        )
    ]
    _fill_merged(sheet, table)
    at, columns = _header(table)
    rows = [
        read_cells(number, dict(zip(columns, cells, strict=False)), default_year)
        for number, cells in enumerate(table[at + 1 :], start=at + 2)
        if any(
            clean(value) for label, value in zip(columns, cells, strict=False) if label not in ("", NUMBER)
        )
    ]
    if not rows:
        raise Refused("表里没有要导入的事项，请从表头下一行开始填写。")
    if len(rows) > ROWS_MOST:
        raise Refused(f"表里超过 {ROWS_MOST} 行，请按年度分成几个文件导入。")
    return rows


def _open(data: bytes, name: str) -> Worksheet:
    if len(data) > FILE_MOST:
        raise Refused(
            f"文件有 {len(data) / 1024 / 1024:.1f} MB，超过 {FILE_MOST // 1024 // 1024} MB，请删去图片或分开导入。"
        )
    if not name.lower().endswith(".xlsx"):
        raise Refused("请选择 .xlsx 文件；.xls、.et 请先用 Excel 或 WPS 另存为 .xlsx。")
    try:
        media_type_of(name, data)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_MOST:
                raise Refused("文件解压后过大，请只留台账这一张表，删去图片和空白格式后再导入。")
        sheet = openpyxl.load_workbook(BytesIO(data), data_only=True).worksheets[0]
    except Refused:
        raise
    except _OPEN_ERRORS as error:
        raise Refused("表格已经损坏，读不出来，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。") from error
    return sheet


def _fill_merged(sheet: Worksheet, table: list[list[object]]) -> None:
    """A cell merged down over several rows holds for each of them."""
    for merged in sheet.merged_cells.ranges:
        left, top, right, bottom = merged.bounds
        if left != right or top > len(table) or left > len(table[top - 1]):
            continue
        for cells in table[top : min(bottom, len(table))]:
            cells[left - 1] = table[top - 1][left - 1]


def _header(table: list[list[object]]) -> tuple[int, list[str]]:
    for place, cells in enumerate(table[:_HEADER_WITHIN]):
        labels = [_label(value) for value in cells]
        if all(label in labels for label in REQUIRED):
            known = [label for label in labels if label]
            if doubled := next((label for label in known if known.count(label) > 1), None):
                raise Refused(f"表头里“{doubled}”出现了两次，请删去一列。")
            return place, labels
    raise Refused(f"没有找到表头：要有“{'”和“'.join(REQUIRED)}”两列。可以下载模板，把内容粘贴进去。")


def _label(value: object) -> str:
    text = "".join(clean(value).split())
    text = ALIASES.get(text, text)
    return text if text in LABELS else ""


def read_cells(number: int, cells: dict[str, object], default_year: int) -> ReadRow:
    """A row by its number in the file, or what is wrong with it."""
    if cut := next((column for column, value in cells.items() if clean(value).endswith(CUT_MARK)), ""):
        return ReadRow(number, None, f"“{cut}”内容过长，导出时被截断，请补全后再导入。")
    try:
        return ReadRow(number, read_row(cells, default_year=default_year))
    except Refused as refusal:
        return ReadRow(number, None, str(refusal))
