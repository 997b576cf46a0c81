"""What the year's 公示 of 党费 says under its words, and the year as a table."""

from decimal import Decimal

from branch.disclosure.models import Disclosure
from branch.disclosure.registry import Body
from core.dates import chinese_date
from core.sheets import Sheet

from .models import DuesMonth, DuesYear, dues_of, yuan

# Columns with their width in points; together they fill a line.
COLUMNS: tuple[tuple[str, float], ...] = (
    ("月份", 50),
    ("收缴金额（元）", 100),
    ("上缴金额（元）", 100),
    ("上缴日期", 104),
    ("票据号", 100),
)
NONE = "—"


def notice_body(disclosure: Disclosure) -> Body:
    """The twelve months with their sums, and why not all was handed up."""
    dues = dues_of(disclosure.branch, disclosure.year, disclosure.starts_on)
    by_month = {row.month: row for row in dues.rows}
    rows = [_cells(month, by_month.get(month)) for month in range(1, 13)]
    rows.append(("合计", yuan(dues.received), yuan(dues.handed_up), "", ""))
    return Body(COLUMNS, tuple(rows), (explained(dues),))


def _cells(month: int, row: DuesMonth | None) -> tuple[str, ...]:
    if row is None:
        return (f"{month}月", NONE, NONE, "", "")
    day = chinese_date(row.handed_up_on) if row.handed_up_on else "未上缴"
    return (
        f"{month}月",
        yuan(row.received),
        yuan(row.handed_up) or NONE,
        day if row.received else "",
        row.receipt,
    )


def explained(dues: DuesYear) -> str:
    """The sums of the year in a sentence, and where a difference comes from."""
    total = f"全年收缴党费{yuan(dues.received)}元，上缴{yuan(dues.handed_up)}元"
    if not dues.difference and not dues.differing:
        return f"{total}，收缴与上缴一致。"
    parts = [f"{row.month}月{_short(row.difference)}：{row.note.rstrip('。；')}" for row in dues.differing]
    parts += [f"{row.month}月收缴的{yuan(row.received)}元尚未上缴" for row in dues.waiting]
    differs = f"，相差{yuan(abs(dues.difference))}元" if dues.difference else ""
    return f"{total}{differs}。{'；'.join(parts)}。"


def _short(difference: Decimal) -> str:
    return f"{'少' if difference > 0 else '多'}上缴{yuan(abs(difference))}元"


def dues_sheet(dues: DuesYear, branch_name: str) -> Sheet:
    """A month a row, with the sums in the last."""
    columns = ("月份", "收缴金额（元）", "上缴金额（元）", "上缴日期", "票据号", "差额（元）", "说明")
    rows = [
        (
            f"{row.month}月",
            row.received,
            row.handed_up,
            row.handed_up_on,
            row.receipt,
            row.difference,
            row.note,
        )
        for row in dues.rows
    ]
    rows.append(("合计", dues.received, dues.handed_up, None, "", dues.difference, ""))
    return Sheet(f"{branch_name}{dues.year}年度党费收缴", columns, rows)
