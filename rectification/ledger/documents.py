"""问题清单, 整改台账, 销号单 and 公示 as documents; the sheet of each holds the same words as its pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.dates import chinese_date
from documents.content import Block, Document, Paragraph, Signature, Table
from documents.render.tables import fitted
from rectification.enums import ItemAction, ItemMode, ItemState
from rectification.items.models import PublicNotice, RectificationItem
from rectification.ledger.columns import NUMBER, PRINTED, PROBLEM, LedgerRow
from rectification.problems.models import Problem

# Columns of lists with their width in points.
ITEM_COLUMNS: tuple[tuple[str, float], ...] = ((NUMBER, 24), *((each.label, each.share) for each in PRINTED))
# On paper what a row tells of its problem stands over it, once for all rows of a problem; below it is a column for each
# question a reader has: the entry it is about, and others behind it under what they are called.
ITEM_BAND: tuple[tuple[str, str], ...] = (
    (PROBLEM, ""),
    ("对照方面", "对照方面"),
    ("来源", "来源"),
    ("原因", "原因"),
)
ITEM_STACKS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (NUMBER, ((NUMBER, ""),)),
    ("整改措施和目标", (("措施", ""), ("目标", "目标"))),
    ("责任人和时限", (("责任领导、责任人", ""), ("时限", "时限"))),
    ("进展和完成情况", (("完成情况", ""), ("进展", "进展"))),
    ("佐证和销号", (("佐证", ""), ("销号时间、销号人", "销号"), ("备注", "备注"))),
)
NO_PROBLEM = "没有对应的问题"
PROBLEM_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 24),
    ("对照方面", 80),
    ("存在问题", 110),
    ("具体表现", 150),
    ("来源", 44),
    ("问题主体", 44),
    ("原因", 90),
    ("整改措施", 110),
)
NOTICE_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 24),
    ("存在问题", 140),
    ("整改措施", 160),
    ("责任人", 46),
    ("时限", 84),
)


@dataclass(frozen=True)
class Ledger:
    """One list: its words, from which both the document and the sheet are made."""

    title: str
    issuer: str
    created_on: date
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    is_landscape: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    signed_on: date | None = None
    stacks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    def to_document(self) -> Document:
        """The list for paper; a turned one has its columns as wide as what stands in them asks."""
        header, widths = zip(*self.columns, strict=True)
        if self.stacks:
            table = fitted(self._stacked(header))
        elif self.is_landscape:
            table = fitted(Table(header, self.rows, landscape=True))
        else:
            table = Table(header, self.rows, widths)
        blocks: tuple[Block, ...] = (
            *(Paragraph.of(text) for text in self.before),
            table,
            *(Paragraph.of(text) for text in self.after),
        )
        signature = Signature(self.issuer, self.signed_on) if self.signed_on else None
        return Document(self.title, blocks, self.issuer, self.created_on, signature=signature)

    def _stacked(self, labels: Sequence[str]) -> Table:
        """The rows with what belongs together in one cell, under the problem they are about."""
        rows, bands, before = [], [], ""
        for row in self.rows:
            words = dict(zip(labels, row, strict=True))
            band = "；".join(_entries(words, ITEM_BAND)) or NO_PROBLEM
            bands.append("" if band == before else f"存在问题：{band}")
            rows.append(tuple(_stack(words, entries) for _, entries in self.stacks))
            before = band
        header = tuple(label for label, _ in self.stacks)
        return Table(header, tuple(rows), landscape=self.is_landscape, dense=True, bands=tuple(bands))


def item_ledger(rows: Iterable[LedgerRow], *, issuer: str, title: str, on: date) -> Ledger:
    """整改台账, turned."""
    cells = tuple((str(number), *row.printed_cells()) for number, row in enumerate(rows, start=1))
    return Ledger(title, issuer, on, ITEM_COLUMNS, cells, is_landscape=True, stacks=ITEM_STACKS)


def problem_ledger(problems: Iterable[Problem], *, issuer: str, title: str, on: date) -> Ledger:
    """问题清单, turned. Wants `ProblemQuerySet.for_report()`."""
    cells = tuple(_problem_cells(number, row) for number, row in enumerate(problems, start=1))
    return Ledger(title, issuer, on, PROBLEM_COLUMNS, cells, is_landscape=True)


def closing_sheet(item: RectificationItem, row: LedgerRow, *, on: date) -> Ledger:
    """销号单 of one item, with lines to sign on."""
    verdict = item.moves.filter(action=ItemAction.CLOSE).order_by("created_at").last()
    limits = [
        f"{_day(kept.old_due_on)}延期至{_day(kept.new_due_on)}：{kept.reason}"
        for kept in item.extensions.all()
    ]
    facts = (
        ("所属年度", f"{row.year}年度"),
        ("对照方面", row.framework),
        ("存在问题", _joined([row.problem, *_numbered(row.points)])),
        ("整改目标", row.goal),
        ("整改措施", row.content),
        ("整改方式", str(ItemMode(row.mode).label) if row.mode else ""),
        ("责任领导", row.leader),
        ("责任人", "、".join(row.responsible)),
        ("完成时限", _joined([_day(row.due_on), row.due_words, *limits])),
        ("销号标准", row.criterion),
        ("完成情况", row.result),
        ("佐证", _joined(row.evidence)),
        ("提交复核", _joined([str(item.submitted_by or ""), _day(item.submitted_on)])),
        ("复核意见", verdict.note if verdict and row.state == ItemState.CLOSED else ""),
        ("状态", str(ItemState(row.state).label)),
        ("销号时间、销号人", _joined([_day(row.closed_on), row.closer])),
    )
    rows = tuple((label, _flat(value)) for label, value in facts)
    signed = ("责任人签字：", "复核人签字：", "党支部书记签字：")
    return Ledger("整改事项销号单", item.branch.name, on, (("项目", 100), ("内容", 342)), rows, after=signed)


def notice_sheet(notice: PublicNotice, rows: Iterable[LedgerRow]) -> Ledger:
    """The list that hangs on the board for 公示."""
    cells = tuple(
        (
            str(number),
            _flat(row.problem),
            _flat(row.content),
            "、".join(row.responsible),
            _joined([_day(row.due_on), row.due_words]),
        )
        for number, row in enumerate(rows, start=1)
    )
    issuer = notice.branch.name
    span = f"{chinese_date(notice.starts_on)}至{chinese_date(notice.ends_on)}"
    before = f"现将{issuer}{notice.year}年度整改事项予以公示，接受监督。公示时间为{span}，公示地点为{notice.place}。"
    after = (f"对公示内容有意见的，请反映到：{notice.contact}。",) if notice.contact else ()
    return Ledger(
        f"{issuer}{notice.year}年度整改事项公示",
        issuer,
        notice.starts_on,
        NOTICE_COLUMNS,
        cells,
        before=(before,),
        after=after,
        signed_on=notice.starts_on,
    )


def _entries(row: Mapping[str, str], entries: Iterable[tuple[str, str]]) -> list[str]:
    """The entries that are filled, each behind its word, without a mark at the end."""
    return [
        f"{word}{'：' if word else ''}{row[label].rstrip('。；')}" for label, word in entries if row[label]
    ]


def _stack(row: Mapping[str, str], entries: Sequence[tuple[str, str]]) -> str:
    """The entry that a column is about, and in a line of their own the others that say something."""
    (own, _), *others = entries
    return "\n".join([row[own], "；".join(_entries(row, others))])


def _problem_cells(number: int, problem: Problem) -> tuple[str, ...]:
    repeated = "（反复出现）" if problem.repeats_id else ""
    return (
        str(number),
        _flat(str(problem.framework_item or "")),
        _flat(f"{problem.title}{repeated}"),
        _joined(_numbered(point.text for point in problem.points.all())),
        problem.source_labels,
        problem.owner_label,
        _joined(cause.title for cause in problem.causes.all()),
        _joined(_numbered(item.content for item in problem.items.all())),
    )


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def _joined(texts: Iterable[str]) -> str:
    return _flat(" ".join(text for text in texts if text))


def _flat(text: str) -> str:
    """One line: a cell on paper has no breaks of its own."""
    return " ".join(text.split())


def _day(day: date | None) -> str:
    return chinese_date(day) if day else ""
