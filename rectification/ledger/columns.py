"""The 整改台账: the one table of its columns, and a row of it as plain values.

Whatever shows or takes a ledger loops over `COLUMNS`: the sheet, the printed list, the import with its template, and
the page of an item. A new field of an item is one line in `LedgerRow`.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Model

from core.due import read_due
from core.refusals import Refused
from rectification.items.models import Evidence, ProgressEntry, RectificationItem
from rectification.problems.models import Cause, FrameworkItem, Problem, ProblemPoint

from ..enums import ItemMode, ItemState, OpinionSource
from .values import (
    Aside,
    Cell,
    Choices,
    Dated,
    Day,
    DueDay,
    DueWords,
    Entries,
    Heading,
    Line,
    People,
    Person,
    Points,
    States,
    Value,
    Year,
    clean,
    one_line,
    split_dated,
)

NUMBER = "序号"


@dataclass(frozen=True)
class Printed:
    """A column of the printed list with its share of the width; several fields may stand in it."""

    label: str
    share: int
    joined_by: str = " "


@dataclass(frozen=True)
class Column:
    """A field of `LedgerRow` in the ledger.

    Two fields may share a `label`, that is one column of the sheet; messages call it by its `name`. `stored` is where
    the database keeps it and says how long it may be; `get` takes it from the item, or from the item's problem.
    """

    field: str
    label: str
    value: Value
    stored: Any
    get: Callable[[Any], Any]
    printed: Printed | None
    name: str
    required: bool = False
    width: int = 14
    note: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """How many characters it may have."""
        return getattr(self.stored, "max_length", None) or 300

    @property
    def of_problem(self) -> bool:
        """Whether it is told of the item's problem: rows with the same problem agree on it."""
        return self.stored.model in (Problem, ProblemPoint, Cause, FrameworkItem)

    @property
    def is_of_item(self) -> bool:
        """Whether the item itself holds it, not rows that belong to it."""
        return self.stored.model is RectificationItem

    def taken(self, record: RectificationItem | Problem) -> Any:
        """The value that a record gives."""
        return self.value.take(self.get(record))


def _column(label: str, value: Value, **told: Any) -> Any:
    default = MISSING if told.get("required") else value.empty
    return field(default=default, metadata={"label": label, "value": value, **told})


_PERSONS = Printed("责任领导、责任人", 40, "、")
_MEASURE = Printed("措施", 72, "")
_RESULT = Printed("完成情况", 78)
_CLOSING = Printed("销号时间、销号人", 50)
_DUE = Printed("时限", 50)
PROBLEM = "存在问题（具体表现）"
_PROBLEM_PRINTED = Printed(PROBLEM, 76)


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """The values of one row; texts are clean."""

    year: int = _column("所属年度", Year(), width=10, aliases=("年度",))
    framework: str = _column(
        "对照方面",
        Line(),
        printed=52,
        stored=(FrameworkItem, "text"),
        get=attrgetter("framework_item"),
        aliases=("对照检查方面",),
    )
    problem: str = _column(
        PROBLEM,
        Heading(),
        printed=_PROBLEM_PRINTED,
        stored=(Problem, "title"),
        width=40,
        note="第一行写问题，下面每行一条具体表现：1. …… 2. ……。几项整改对应同一个问题时，每行写法要一样。",
        aliases=("存在问题", "存在问题(具体表现)", "存在的问题"),
    )
    points: tuple[str, ...] = _column(
        PROBLEM,
        Points(),
        name="具体表现",
        printed=_PROBLEM_PRINTED,
        stored=(ProblemPoint, "text"),
        get=lambda problem: [point.text for point in problem.points.all()],
        width=40,
    )
    sources: tuple[str, ...] = _column(
        "来源", Choices(OpinionSource), printed=34, stored=(Problem, "sources"), aliases=("问题来源",)
    )
    causes: tuple[str, ...] = _column(
        "原因",
        Entries(),
        printed=46,
        stored=(Cause, "title"),
        get=lambda problem: [cause.title for cause in problem.causes.all() if not cause.is_deleted],
        aliases=("原因分析",),
    )
    goal: str = _column("目标", Value(), printed=42, aliases=("整改目标",))
    content: str = _column(
        "措施", Value(), printed=_MEASURE, required=True, width=40, note="必填。", aliases=("整改措施",)
    )
    mode: str = _column("整改方式", Aside(ItemMode, unsaid=""), printed=_MEASURE)
    leader: str = _column("责任领导", Person(), printed=_PERSONS)
    responsible: tuple[str, ...] = _column(
        "责任人",
        People(),
        printed=_PERSONS,
        stored=(RectificationItem, "others"),
        get=attrgetter("people"),
        note="从下拉框选名册里的党员；几个人或组织一起负责的，用顿号隔开。",
    )
    due_on: date | None = _column("时限", DueDay(), printed=_DUE, aliases=("完成时限", "整改时限"))  # noqa: RUF009
    due_words: str = _column("时限", DueWords(), name="时限说明", printed=_DUE)
    criterion: str = _column("销号标准", Value())
    progress: tuple[tuple[date, str], ...] = _column(
        "进展",
        Dated(),
        printed=62,
        stored=(ProgressEntry, "text"),
        get=lambda item: [(row.on, row.text) for row in item.progress.all()],
        width=36,
        aliases=("整改进展", "进展情况"),
    )
    result: str = _column("完成情况", Value(), printed=_RESULT, width=36)
    evidence: tuple[str, ...] = _column(
        "佐证",
        Entries(),
        printed=50,
        stored=(Evidence, "label"),
        get=lambda item: [row.label for row in item.evidence.all()],
        note="一行一条，写记录或文件的名称。",
        aliases=("佐证材料",),
    )
    state: str = _column(
        "状态",
        States(ItemState, unsaid=ItemState.CLOSED),
        printed=_RESULT,
        note="不填时，有销号时间的算已销号，其余算待整改。",
        aliases=("整改状态",),
    )
    closed_on: date | None = _column("销号时间", Day(), printed=_CLOSING, aliases=("销号日期",))  # noqa: RUF009
    closer: str = _column(
        "销号人",
        Line(),
        printed=_CLOSING,
        stored=(RectificationItem, "closed_by_name"),
        get=attrgetter("closer_name"),
    )
    remark: str = _column("备注", Line(), printed=24)
    campaign: str = _column(
        "学习教育",
        Line(),
        stored=(Problem, "campaign"),
        get=lambda problem: problem.campaign or "",
        note="问题属于哪次学习教育，写它的名称；不属于的留空。",
        aliases=("所属学习教育",),
    )
    # What stands in columns that the ledger has not, by their headings.
    extra: tuple[tuple[str, str], ...] = ()

    def cells(self, number: int) -> tuple[Cell, ...]:
        """The row's cells in the order of LABELS."""
        shown: dict[str, Cell] = {NUMBER: number}
        for column in COLUMNS:
            cell = column.value.show(getattr(self, column.field))
            both = [one for one in (shown.get(column.label), cell) if one not in (None, "")]
            shown[column.label] = "\n".join(map(str, both)) if len(both) > 1 else both[0] if both else cell
        return tuple(shown.values())

    def printed_cells(self) -> tuple[str, ...]:
        """The row's cells in the order of PRINTED, one line each: a cell on paper has no breaks of its own."""
        texts: dict[Printed, list[str]] = {}
        for column in COLUMNS:
            if column.printed:
                text = column.value.printed(getattr(self, column.field))
                texts.setdefault(column.printed, []).append(text)
        joined = (
            printed.joined_by.join(dict.fromkeys(filter(None, said))) for printed, said in texts.items()
        )
        return tuple(" ".join(text.split()) for text in joined)


def _declared(
    field: str,
    *,
    label: str,
    name: str = "",
    printed: Printed | int | None = None,
    stored: tuple[type[Model], str] | None = None,
    get: Callable[[Any], Any] | None = None,
    **told: Any,
) -> Column:
    """The column as declared; `printed` as a number is the share of a printed column of its own."""
    model, kept = stored or (RectificationItem, field)
    return Column(
        field=field,
        label=label,
        name=name or label,
        printed=Printed(label, printed) if isinstance(printed, int) else printed,
        stored=model._meta.get_field(kept),
        get=get or attrgetter(kept),
        **told,
    )


COLUMNS = tuple(_declared(column.name, **column.metadata) for column in fields(LedgerRow) if column.metadata)
# The columns of the sheet, and those of the printed list behind its numbers.
LABELS = (NUMBER, *dict.fromkeys(column.label for column in COLUMNS))
PRINTED = tuple(dict.fromkeys(column.printed for column in COLUMNS if column.printed))

_COLUMN_OF = {column.field: column for column in COLUMNS}


def label_of(field: str) -> str:
    """The label of the column that holds a field."""
    return _COLUMN_OF[field].label


def _fitting(field: str, text: str) -> str:
    """A text for a field that was not read from its own cell alone. Raises Refused for one that is too long."""
    column = _COLUMN_OF[field]
    fitting: str = Value().read(text, column.name, column.most)
    return fitting


# What the page of an item shows in a place of its own.
_APART = ("year", "content", "progress", "result", "evidence", "state")


@dataclass(frozen=True)
class Question:
    """What a cell leaves open: in which column, its words, and what is asked."""

    label: str
    words: str
    text: str


def _filled(cells: Mapping[str, object]) -> list[Column]:
    """The columns that a row says anything in: a ledger of others has half of ours."""
    return [column for column in COLUMNS if cells.get(column.label) not in (None, "")]


def read_row(
    cells: Mapping[str, object], *, default_year: int, extra: Mapping[str, object] | None = None
) -> tuple[LedgerRow, list[Question]]:
    """The row that cells by column hold, and what they leave open; what is open stays empty.

    `extra` are the cells of columns that the ledger has not, by their headings.
    """
    read: dict[str, Any] = {}
    asked: list[Question] = []

    def ask(label: str, text: str) -> None:
        asked.append(Question(label, one_line(cells.get(label))[:200], text))

    for column in _filled(cells):
        try:
            read[column.field] = column.value.read(cells[column.label], column.name, column.most)
        except Refused as refusal:
            ask(column.label, str(refusal))
    said = {name: value for name, value in read.items() if value not in ("", None, ())}
    said.setdefault("year", default_year)
    try:
        due = read_due(cells.get(label_of("due_on")), label_of("due_on"), year=said["year"])
        said |= {"due_on": due.on, "due_words": _fitting("due_words", due.words)}
        if due.at_once:
            said.setdefault("mode", ItemMode.IMMEDIATE)
    except Refused as refusal:
        ask(label_of("due_on"), str(refusal))
    progress, undated = split_dated(cells.get(label_of("progress")))
    if undated and "progress" not in read:
        asked = [one for one in asked if one.label != label_of("progress")]
        said["progress"] = progress
        try:
            said["result"] = _fitting("result", "\n".join(filter(None, [said.get("result", ""), undated])))
        except Refused as refusal:
            ask(label_of("progress"), str(refusal))
    if "closed_on" in said and said.setdefault("state", ItemState.CLOSED) != ItemState.CLOSED:
        label = ItemState(said["state"]).label
        ask(label_of("state"), f"填写了“销号时间”，但“状态”是“{label}”，请把状态改为“已销号”或删去销号时间。")
    if "causes" in said and "problem" not in said:
        ask(PROBLEM, f"填写了“原因”，但没有填写“{PROBLEM}”，请补上问题。")
    for column in COLUMNS:
        if column.required and column.field not in said and column.label not in {one.label for one in asked}:
            ask(column.label, f"“{column.label}”没有填写，这一列每行都要写。")
            said[column.field] = ""
    more = tuple((heading, clean(cell)) for heading, cell in (extra or {}).items() if clean(cell))
    return LedgerRow(
        **{column.field: column.value.empty for column in COLUMNS if column.required} | said, extra=more
    ), asked


def facts_of(item: RectificationItem) -> list[tuple[str, str]]:
    """Label and words of the item's fields for its page; what nobody enters shows once it is there."""
    facts = []
    for column in COLUMNS:
        if column.is_of_item and column.field not in _APART:
            own = column.field == column.stored.name
            words = column.value.words(column.taken(item))
            if words or column.stored.editable:
                facts.append((str(column.stored.verbose_name) if own else column.label, words))
    return facts + list(item.more_columns.items())
