"""Bulk entry from a 整改台账 (.xlsx): what each row would do, and doing it in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db import transaction

from branch.accounts.models import User
from branch.campaigns.models import Campaign
from branch.members.models import Member
from branch.organisations.models import Organisation
from core import records
from core.refusals import Refused
from documents.reading.cells import one_line
from rectification.items.models import Evidence, ProgressEntry, RectificationItem
from rectification.items.services import add_item
from rectification.problems.models import Cause, FrameworkItem, Problem
from rectification.problems.services import FrameworkLine, add_answer, add_problem, save_framework

from ..enums import FrameworkAudience, ItemState
from ..people import is_body
from .columns import COLUMNS, Column, LedgerRow, Question, label_of
from .reading import ReadRow
from .sheet import ledger_rows, problem_values
from .values import People, Person

# What a row says of its problem: rows with the same problem agree on it.
_OF_PROBLEM = tuple(column for column in COLUMNS if column.of_problem and column.field != "problem")


class Outcome(Enum):
    """What a row of the file comes to."""

    NEW = "新增"
    SAME = "已有"
    DIFFERS = "有出入"
    WRONG = "有错误"


@dataclass(frozen=True)
class PlannedRow:
    """A row of the file, what it comes to, and why."""

    number: str
    row: LedgerRow | None
    outcome: Outcome
    note: str = ""
    questions: tuple[Question, ...] = ()


def plan_ledger(*, branch: Organisation, rows: Sequence[ReadRow]) -> list[PlannedRow]:
    """What importing the rows would do. An item that exists (same year, problem and measure) is never changed."""
    return _Plan(branch, [read.row for read in rows if read.row]).of(rows)


class Register:
    """The names of a branch's members, to find those that a ledger means."""

    def __init__(self, branch: Organisation):
        self.names: dict[str, int] = defaultdict(int)
        for name in Member.objects.of_branch(branch).values_list("name", flat=True):
            self.names[name] += 1

    def found(self, words: str) -> str:
        """The member whose name the words are, or hold beside a post (林松涛书记); the words where there is none."""
        if self.names.get(words):
            return words
        inside = [name for name in self.names if name in words and len(words) - len(name) <= 8]
        return inside[0] if len(inside) == 1 else words

    def known(self, read: ReadRow) -> ReadRow:
        """A row with its people as the register spells them, and a question for each that is not in it."""
        if read.row is None:
            return read
        row, asked = read.row, list(read.questions)
        said: dict[str, Any] = {}
        for column in COLUMNS:
            value = getattr(row, column.field)
            if isinstance(column.value, Person) and value:
                said[column.field] = self._person(self.found(value), column, asked)
            elif isinstance(column.value, People):
                people = [self.found(one) for one in value]
                kept = [one for one in people if self._is_known(one, column, asked)]
                # Members first: the first of them hands the item in.
                ordered = sorted(dict.fromkeys(kept), key=lambda one: not self.names.get(one))
                said[column.field] = tuple(ordered)
        return replace(read, row=replace(row, **said), questions=tuple(asked))

    def _person(self, name: str, column: Column, asked: list[Question]) -> str:
        return name if self._is_known(name, column, asked, bodies=False) else ""

    def _is_known(self, name: str, column: Column, asked: list[Question], *, bodies: bool = True) -> bool:
        count = self.names.get(name, 0)
        if count == 1 or (bodies and not count and is_body(name)):
            return True
        text = (
            f"名册里有 {count} 名“{name}”，分不清是哪一位，请留空，导入后再选。"
            if count
            else f"“{column.label}”里的“{name}”不在本支部名册里，请改正姓名，或先登记党员。"
        )
        asked.append(Question(column.label, name, text))
        return False


@transaction.atomic
def import_ledger(
    *, branch: Organisation, rows: Iterable[ReadRow], by: User | None
) -> list[RectificationItem]:
    """Enter the new rows with their problems, causes and 对照 items; returns the new items.

    Raises Refused when a row is wrong, then nothing is written.
    """
    planned = plan_ledger(branch=branch, rows=list(rows))
    if wrong := [row for row in planned if row.outcome is Outcome.WRONG]:
        raise Refused(f"第 {wrong[0].number} 行有错误：{wrong[0].note}")
    writer = _Writer(branch, by)
    return [writer.write(row.row) for row in planned if row.outcome is Outcome.NEW and row.row]


class _Plan:
    """What is known of the branch while rows are judged."""

    def __init__(self, branch: Organisation, rows: Sequence[LedgerRow]):
        years = {row.year for row in rows}
        items = RectificationItem.objects.of_branch(branch).filter(year__in=years).for_ledger()
        self.existing = {_key(row): row for row in ledger_rows(items)}
        self.problems = _known_problems(branch, years)
        self.register = Register(branch)
        self.campaigns = set(Campaign.objects.of_branch(branch).values_list("name", flat=True))
        self.seen: dict[tuple[int, str, str], str] = {}

    def of(self, rows: Sequence[ReadRow]) -> list[PlannedRow]:
        return [self._asked_or_judged(self._of_known_campaign(self.register.known(read))) for read in rows]

    def _of_known_campaign(self, read: ReadRow) -> ReadRow:
        """A row with a question where it names a campaign that the branch has not."""
        if read.row is None or not read.row.campaign or read.row.campaign in self.campaigns:
            return read
        name = read.row.campaign
        text = f"本支部没有登记“{name[:30]}”这次学习教育，请改正名称，或先在“学习教育”里登记；不属于就留空。"
        asked = Question(label_of("campaign"), name, text)
        return replace(read, row=replace(read.row, campaign=""), questions=(*read.questions, asked))

    def _asked_or_judged(self, read: ReadRow) -> PlannedRow:
        if read.row is None or read.questions:
            return PlannedRow(read.number, read.row, Outcome.WRONG, read.error, read.questions)
        return self._judge(read.number, read.row)

    def _judge(self, number: str, row: LedgerRow) -> PlannedRow:
        if twin := self.seen.get(_key(row)):
            note = f"和第 {twin} 行的年度、问题、措施都相同，请删去一行。"
            return PlannedRow(number, row, Outcome.WRONG, note)
        self.seen[_key(row)] = number
        if stored := self.existing.get(_key(row)):
            if _as_stored(row) == stored:
                return PlannedRow(number, row, Outcome.SAME, "系统里已有，不重复导入。")
            note = f"系统里已有这一项，{_differing(COLUMNS, _as_stored(row), stored)}和表里不同，以系统为准，不导入。"
            return PlannedRow(number, row, Outcome.DIFFERS, note)
        if error := self._error(row):
            return PlannedRow(number, row, Outcome.WRONG, error)
        return PlannedRow(number, row, Outcome.NEW)

    def _error(self, row: LedgerRow) -> str:
        if not row.problem:
            return ""
        known = self.problems.setdefault((row.year, row.problem), row)
        if labels := _differing(_OF_PROBLEM, row, known):
            return f"同一个问题“{row.problem[:20]}”的{labels}前后不一致（或和系统里的不一致），请改成一样。"
        return ""


def _as_stored(row: LedgerRow) -> LedgerRow:
    """A row as it is once it is an item: where nothing is said it begins as 待整改."""
    return replace(row, state=row.state or ItemState.PENDING)


def _key(row: LedgerRow) -> tuple[int, str, str]:
    return row.year, row.problem, row.content


def _differing(columns: Iterable[Column], one: LedgerRow, other: LedgerRow) -> str:
    names = [column.name for column in columns if getattr(one, column.field) != getattr(other, column.field)]
    return "、".join(names)


def _known_problems(branch: Organisation, years: set[int]) -> dict[tuple[int, str], LedgerRow]:
    problems = Problem.objects.of_branch(branch).filter(year__in=years).for_list()
    rows = [LedgerRow(year=problem.year, content="", **problem_values(problem)) for problem in problems]
    return {(row.year, row.problem): row for row in rows}


class _Writer:
    """Writes rows, making each problem, cause and 对照 item once."""

    def __init__(self, branch: Organisation, by: User | None):
        self.branch, self.by = branch, by
        self.by_name = str(by) if by else "系统"
        self.members = {member.name: member for member in Member.objects.of_branch(branch)}

    def write(self, row: LedgerRow) -> RectificationItem:
        item = RectificationItem(branch=self.branch, problem=self._problem(row) if row.problem else None)
        for column in COLUMNS:
            value = getattr(_as_stored(row), column.field)
            if column.is_of_item and not isinstance(column.value, People):
                is_name = isinstance(column.value, Person)
                setattr(item, column.stored.name, self.members.get(value) if is_name else value)
        first = row.responsible[0] if row.responsible else ""
        item.responsible = self.members.get(first)
        item.others = "、".join(row.responsible[1:] if item.responsible else row.responsible)
        item.more_columns = dict(row.extra)
        progress = (
            ProgressEntry(item=item, on=on, text=text, by_name=self.by_name) for on, text in row.progress
        )
        # Written in the ledger, not pointing at records: their numbers only keep them apart and in order.
        evidence = (
            Evidence(item=item, object_type="", object_id=place, label=label, by_name=self.by_name)
            for place, label in enumerate(row.evidence, start=1)
        )
        return add_item(item, by=self.by, progress=progress, evidence=evidence)

    def _problem(self, row: LedgerRow) -> Problem:
        rows = Problem.objects.of_branch(self.branch).in_year(row.year)
        if same := [problem for problem in rows if one_line(problem.title) == row.problem]:
            kept: Problem = same[0]
            return kept
        problem = Problem(
            branch=self.branch,
            year=row.year,
            title=row.problem,
            sources=list(row.sources),
            framework_item=self._framework(row) if row.framework else None,
            campaign=Campaign.objects.of_branch(self.branch).filter(name=row.campaign).first(),
        )
        add_problem(problem, points=row.points, by=self.by)
        for title in row.causes:
            cause = self._cause(row.year, title)
            with records.audited(cause, by=self.by):
                cause.problems.add(problem)
        return problem

    def _cause(self, year: int, title: str) -> Cause:
        rows = Cause.objects.of_branch(self.branch).in_year(year)
        found = rows.filter(title=title).first()
        return found or add_answer(Cause(branch=self.branch, year=year, title=title), by=self.by)

    def _framework(self, row: LedgerRow) -> FrameworkItem:
        rows = FrameworkItem.objects.of_branch(self.branch).in_year(row.year)
        found: FrameworkItem | None = rows.filter(text=row.framework).first()
        if found:
            return found
        committee = rows.for_audience(FrameworkAudience.COMMITTEE).order_by("order", "pk")
        lines = [FrameworkLine(item.text, item.pk) for item in committee] + [FrameworkLine(row.framework)]
        made = save_framework(
            branch=self.branch,
            year=row.year,
            audience=FrameworkAudience.COMMITTEE,
            lines=lines,
            by=self.by,
        )
        return made[-1]
