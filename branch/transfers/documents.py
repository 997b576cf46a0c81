"""党员组织关系转接登记表: the transfers of a year as a table."""

from collections.abc import Iterable
from datetime import date

from core.dates import chinese_date
from documents.content import Block, Document, Paragraph, Table

from .models import Transfer

COLUMNS = (
    "序号",
    "姓名",
    "方向",
    "对方党组织",
    "介绍信编号",
    "介绍信日期",
    "有效期至",
    "接收日期",
    "回执日期",
    "备注",
)
WIDTHS = (1.1, 1.9, 1.2, 4, 2, 3.5, 3.5, 3.5, 3.5, 1.9)


def transfer_register(transfers: Iterable[Transfer], *, issuer: str, year: int, on: date) -> Document:
    """In and out by the day of the 介绍信."""
    rows = tuple((str(number), *map(_told, row)) for number, row in enumerate(rows_of(transfers), start=1))
    table = Table(COLUMNS, rows, WIDTHS, landscape=True)
    block: Block = table if rows else Paragraph.of("这一年没有登记组织关系转接。")
    return Document(f"{issuer}{year}年党员组织关系转接登记表", (block,), issuer, on)


def rows_of(transfers: Iterable[Transfer]) -> list[tuple[str | date | None, ...]]:
    """What stands in the table, on paper and in the sheet, without the number of the row."""
    return [
        (
            one.member.name,
            one.get_direction_display(),
            one.other_party,
            one.letter_number,
            one.letter_on,
            one.valid_until,
            one.received_on,
            one.receipt_on,
            one.note,
        )
        for one in transfers
    ]


def _told(value: str | date | None) -> str:
    return chinese_date(value) if isinstance(value, date) else value or ""
