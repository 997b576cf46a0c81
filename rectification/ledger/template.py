"""The empty 整改台账 to fill in: the ledger's own columns, drop-downs, and a sheet that explains them."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from core.sheets import HEADER_ROW

from ..enums import ItemMode, ItemState
from .columns import LEDGER_COLUMNS

FILLED_ROWS = 200
_WIDTHS = {"序号": 6, "所属年度": 10, "存在问题（具体表现）": 40, "措施": 40, "进展": 36, "完成情况": 36}
_NOTES = (
    (
        "存在问题（具体表现）",
        "第一行写问题，下面每行一条具体表现：1. …… 2. ……。几项整改对应同一个问题时，每行写法要一样。",
    ),
    ("来源", "群众提、自己找、上级点、互相谈，多个用顿号隔开。"),
    ("原因", "一行一条。"),
    ("措施", "必填。"),
    ("责任领导、责任人", "从下拉框选名册里的党员。"),
    ("时限、销号时间", "写成 2026-03-26。"),
    ("进展", "一行一条，日期开头：2026-03-26 开展第一次抽查。"),
    ("佐证", "一行一条，写记录或文件的名称。"),
    ("状态", "不填时，有销号时间的算已销号，其余算待整改。"),
)


def render_template(*, title: str, names: Sequence[str], frameworks: Sequence[str], year: int) -> bytes:
    """The template with drop-downs of the branch's members and of the year's 对照 items."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        page, lists, help_page = (book.add_worksheet(name) for name in ("整改台账", "选项", "填写说明"))
        bold = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#F1F3F5"}
        )
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        page.merge_range(0, 0, 0, len(LEDGER_COLUMNS) - 1, title, bold)
        page.freeze_panes(HEADER_ROW + 1, 0)
        for column, label in enumerate(LEDGER_COLUMNS):
            page.write_string(HEADER_ROW, column, label, bold)
            is_day = label in ("时限", "销号时间")
            page.set_column(column, column, _WIDTHS.get(label, 14), day if is_day else wrap)
        choices = {
            "所属年度": [str(number) for number in range(year - 3, year + 2)],
            "对照方面": frameworks,
            "整改方式": [str(label) for label in ItemMode.labels],
            "责任领导": names,
            "责任人": names,
            "状态": [str(label) for label in ItemState.labels],
        }
        for place, (label, options) in enumerate(choices.items()):
            _drop_down(page, lists, place, label, options)
        lists.hide()
        help_page.set_column(0, 0, 24)
        help_page.set_column(1, 1, 80, wrap)
        for row, (label, note) in enumerate(_NOTES):
            help_page.write_string(row, 0, label)
            help_page.write_string(row, 1, note)
    return buffer.getvalue()


def _drop_down(page, lists, place: int, label: str, options: Sequence[str]) -> None:  # type: ignore[no-untyped-def]
    """Choices by reference to a hidden sheet: names given in the rule itself may not be longer than 255 characters."""
    if not options:
        return
    for row, option in enumerate(options):
        if label == "所属年度":
            lists.write_number(row, place, int(option))
        else:
            lists.write_string(row, place, option)
    column, letter = LEDGER_COLUMNS.index(label), chr(ord("A") + place)
    rule: dict[str, object] = {"validate": "list", "source": f"=选项!${letter}$1:${letter}${len(options)}"}
    if label == "对照方面":
        rule |= {
            "error_type": "information",
            "error_message": "名单里没有这一项，导入时会新增为本年度对照项。",
        }
    else:
        rule |= {"error_title": "请从下拉框选择", "error_message": "这里只能填下拉框里的内容。"}
    page.data_validation(HEADER_ROW + 1, column, HEADER_ROW + FILLED_ROWS, column, rule)
