"""The 整改台账 as a sheet: the rows of stored items, and the template to fill in."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from django.contrib.contenttypes.models import ContentType

from core.models import Attachment
from core.sheets import HEADER_ROW, Sheet
from documents.reading.cells import one_line
from rectification.items.models import RectificationItem
from rectification.problems.models import Problem

from .columns import COLUMNS, LABELS, NUMBER, LedgerRow, label_of
from .values import Day, People, Person

# What is printed of the sheet, for who wants no more than these; the printed list tells of the others, too.
SHEET_PRINTED = (
    *f"{NUMBER} {label_of('problem')} 措施 责任领导 责任人 时限 进展 完成情况 佐证 状态 销号时间".split(),
)


def item_sheet(items: Iterable[RectificationItem], *, branch, year: int) -> Sheet:
    """整改台账: one row per item. Wants `RectificationItemQuerySet.for_ledger()`."""
    ledger = ledger_rows(items)
    more = tuple(dict.fromkeys(heading for row in ledger for heading, _ in row.extra))
    rows = [
        (*row.cells(number), *(dict(row.extra).get(heading, "") for heading in more))
        for number, row in enumerate(ledger, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年度整改台账", (*LABELS, *more), rows, printed=SHEET_PRINTED)


def ledger_rows(items: Iterable[RectificationItem]) -> list[LedgerRow]:
    """The ledger's values of each item. Wants `RectificationItemQuerySet.for_ledger()`."""
    items = list(items)
    files = _file_names(items)
    return [_ledger_row(item, files.get(item.pk, [])) for item in items]


def problem_values(problem: Problem | None) -> dict[str, Any]:
    """What a ledger's row says of the item's problem. Wants its points and causes."""
    return {column.field: column.taken(problem) for column in COLUMNS if column.of_problem} if problem else {}


def _ledger_row(item: RectificationItem, files: list[str]) -> LedgerRow:
    values = {column.field: column.taken(item) for column in COLUMNS if not column.of_problem}
    values["evidence"] += tuple(filter(None, map(one_line, files)))
    return LedgerRow(**values, **problem_values(item.problem), extra=tuple(item.more_columns.items()))


def _file_names(items: list[RectificationItem]) -> dict[int, list[str]]:
    kind = ContentType.objects.get_for_model(RectificationItem)
    rows = Attachment.objects.filter(
        content_type=kind, object_id__in=[item.pk for item in items], removed_at__isnull=True
    )
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.object_id, []).append(row.name)
    return names


FILLED_ROWS = 200
Options = Sequence[str | int]


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
        page.merge_range(0, 0, 0, len(LABELS) - 1, title, bold)
        page.freeze_panes(HEADER_ROW + 1, 0)
        page.write_string(HEADER_ROW, 0, NUMBER, bold)
        page.set_column(0, 0, 6, wrap)
        for column in COLUMNS:
            place = LABELS.index(column.label)
            page.write_string(HEADER_ROW, place, column.label, bold)
            page.set_column(place, place, column.width, day if isinstance(column.value, Day) else wrap)
        given: dict[str, Options] = {"year": range(year - 3, year + 2), "framework": frameworks}
        for place, (field, options) in enumerate(_choices(given, names).items()):
            _drop_down(page, lists, place, field, options)
        lists.hide()
        help_page.set_column(0, 0, 24)
        help_page.set_column(1, 1, 80, wrap)
        for row, (note, labels) in enumerate(_notes().items()):
            help_page.write_string(row, 0, "、".join(labels))
            help_page.write_string(row, 1, note)
    return buffer.getvalue()


def _choices(given: dict[str, Options], names: Options) -> dict[str, Options]:
    """What a drop-down offers, by field."""
    for column in COLUMNS:
        given.setdefault(
            column.field, names if isinstance(column.value, Person | People) else column.value.options
        )
    return {column.field: given[column.field] for column in COLUMNS if given[column.field]}


def _notes() -> dict[str, list[str]]:
    """What is to be explained, and of which columns."""
    notes: dict[str, list[str]] = {}
    for column in COLUMNS:
        if note := column.note or column.value.note:
            notes.setdefault(note, []).append(column.label)
    return notes


def _drop_down(page, lists, place: int, field: str, options: Options) -> None:  # type: ignore[no-untyped-def]
    """Choices by reference to a hidden sheet: names given in the rule itself may not be longer than 255 characters."""
    for row, option in enumerate(options):
        (lists.write_number if isinstance(option, int) else lists.write_string)(row, place, option)
    column = LABELS.index(next(column.label for column in COLUMNS if column.field == field))
    letter = chr(ord("A") + place)
    rule: dict[str, object] = {"validate": "list", "source": f"=选项!${letter}$1:${letter}${len(options)}"}
    if field == "framework":
        rule |= {
            "error_type": "information",
            "error_message": "名单里没有这一项，导入时会新增为本年度对照项。",
        }
    elif field == "responsible":
        rule |= {"error_type": "information", "error_message": "几个人或组织一起负责的，用顿号隔开。"}
    else:
        rule |= {"error_title": "请从下拉框选择", "error_message": "这里只能填下拉框里的内容。"}
    page.data_validation(HEADER_ROW + 1, column, HEADER_ROW + FILLED_ROWS, column, rule)
