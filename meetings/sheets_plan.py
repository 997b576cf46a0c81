"""The year's plan of meetings as an XLSX table."""

from collections.abc import Iterable

from branch.models import Organisation
from core.sheets import Sheet

from . import checks
from .plan import PlanLine

PLAN_COLUMNS = ("序号", "月份", "会议", "主题", "业务结合点", "状态", "召开日期")


def plan_sheet(branch: Organisation, year: int, lines: Iterable[PlanLine]) -> Sheet:
    """The rows found, in the order of the page."""
    rows = [
        (
            number,
            f"{line.item.month}月",
            line.item.label,
            line.item.theme,
            line.item.work_link,
            line.state.label,
            checks.day_of(line.meeting) if line.meeting else None,
        )
        for number, line in enumerate(lines, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年组织生活计划", PLAN_COLUMNS, rows)
