"""What became of the year's plan: which meeting fulfils which row, and which rows a year still needs by the rules.

A row is fulfilled by the meeting that was entered from it, even when that was put off to another month; else by a
meeting of the same month that is (also) of its kind and of the same group. So a meeting that fulfils two rows, or was
entered without the plan, is asked for nothing; and as nothing of this is stored, it is right again by itself whenever
a meeting is deleted, restored or changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from branch.organisations.models import Organisation, PartyGroup
from core.badges import Badge
from core.dates import chinese_date
from core.enums import RuleState
from core.rules import Line, Result
from core.sheets import Sheet
from meetings.enums import MeetingKind
from meetings.meeting import faults
from meetings.meeting.models import Meeting
from meetings.meeting.of_year import meetings_of
from meetings.rules import rules

from .models import PLAN_TONES, MeetingPlanItem, PlanState

# 组织生活会 and 民主评议 of a year are usually held in the first month of the next.
USUAL_MONTH_OF_CYCLE = 1


@dataclass(frozen=True)
class PlanLine:
    """A row of the plan with the meeting that fulfils it, as seen on a day."""

    item: MeetingPlanItem
    meeting: Meeting | None
    on: date

    @cached_property
    def state(self) -> PlanState:
        """How far the row is on the day."""
        is_over = self.item.ends_on < self.on
        if self.meeting and not self.meeting.is_planned:
            return PlanState.HELD
        if self.meeting and (not is_over or faults.day_of(self.meeting) >= self.on):
            return PlanState.ARRANGED
        if is_over:
            return PlanState.MISSED
        return PlanState.AHEAD if self.item.starts_on > self.on else PlanState.DUE

    @property
    def badge(self) -> Badge:
        """The state as pages show it."""
        return Badge(self.state.label, PLAN_TONES[self.state])

    @property
    def is_open(self) -> bool:
        """Whether no meeting stands for the row yet."""
        return self.meeting is None

    @property
    def awaits_record(self) -> bool:
        """Whether its meeting is still a plan though its day has come."""
        return bool(self.meeting and self.meeting.is_planned and faults.day_of(self.meeting) <= self.on)

    @property
    def action(self) -> str:
        """The word on the button that opens the meeting form."""
        return "计划会议" if self.state == PlanState.AHEAD else "登记会议"

    @property
    def new_url(self) -> str:
        """The form of a new meeting, filled from the row."""
        return f"{reverse('meetings:meeting_create')}?{urlencode({'plan': self.item.pk})}"

    @property
    def meeting_day(self) -> str:
        """When its meeting is or was held, and whether that is another month than planned."""
        if self.meeting is None:
            return ""
        day = faults.day_of(self.meeting)
        moved = "" if (day.year, day.month) == (self.item.year, self.item.month) else "（不在计划的月份）"
        return f"{chinese_date(day)}{moved}"


def fits(item: MeetingPlanItem, meeting: Meeting | None) -> bool:
    """Whether a meeting is one that can fulfil a row: not deleted, of its kind and its group."""
    return (
        meeting is not None
        and not meeting.is_deleted
        and meeting.group_id == item.group_id
        and item.kind in meeting.kinds
    )


def lines_of(branch: Organisation, year: int, on: date) -> list[PlanLine]:
    """The plan of a branch and a year with what became of it by a day, in three queries."""
    return _lines(branch, MeetingPlanItem.objects.of_branch(branch).in_year(year).for_list(), on)


def lines_for(meeting: Meeting, on: date) -> list[PlanLine]:
    """The rows that a meeting fulfils."""
    rows = MeetingPlanItem.objects.of_branch(meeting.branch).for_list()
    near = rows.filter(Q(year=faults.day_of(meeting).year) | Q(meeting=meeting))
    return [
        line
        for line in _lines(meeting.branch, near, on)
        if line.meeting is not None and line.meeting.pk == meeting.pk
    ]


def _lines(branch: Organisation, rows: Iterable[MeetingPlanItem], on: date) -> list[PlanLine]:
    items = in_order(rows)
    found = _match(items, _meetings(branch, items))
    return [PlanLine(item, found.get(item.pk), on) for item in items]


def in_order(rows: Iterable[MeetingPlanItem]) -> list[MeetingPlanItem]:
    """Rows by month, then in the order of the kinds, then by group."""
    return sorted(rows, key=_place)


def _place(item: MeetingPlanItem) -> tuple[int, int, int, int, int]:
    kinds = list(MeetingKind)
    return item.year, item.month, kinds.index(MeetingKind(item.kind)), item.group_id or 0, item.pk


def _meetings(branch: Organisation, items: Sequence[MeetingPlanItem]) -> list[Meeting]:
    """The meetings of the rows' years and those entered from a row; what was held comes first."""
    if not items:
        return []
    years = {item.year for item in items}
    found = {
        one.pk: one for year in years for one in meetings_of(branch, year) if faults.day_of(one).year in years
    }
    if others := {item.meeting_id for item in items if item.meeting_id} - found.keys():
        rows = Meeting.objects.of_branch(branch).filter(pk__in=others).prefetch_related("kind_links")
        found |= {one.pk: one for one in rows}
    return sorted(found.values(), key=lambda row: (row.is_planned, row.starts_at, row.pk))


def _match(items: Sequence[MeetingPlanItem], meetings: Sequence[Meeting]) -> dict[int, Meeting]:
    by_pk = {meeting.pk: meeting for meeting in meetings}
    found = {
        item.pk: by_pk[item.meeting_id]
        for item in items
        if item.meeting_id in by_pk and fits(item, by_pk[item.meeting_id])
    }
    taken = {(found[item.pk].pk, item.kind) for item in items if item.pk in found}
    free: dict[tuple[int, int, str, int | None], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        day = faults.day_of(meeting)
        for kind in meeting.kinds:
            if (meeting.pk, kind) not in taken:
                free[day.year, day.month, kind, meeting.group_id].append(meeting)
    for item in items:
        waiting = free[item.year, item.month, item.kind, item.group_id]
        if item.pk not in found and waiting:
            found[item.pk] = waiting.pop(0)
    return found


@dataclass(frozen=True)
class MissingRow:
    """A row that the rules ask for and the plan lacks."""

    month: int
    kind: MeetingKind
    group: PartyGroup | None = None


def missing_rows(branch: Organisation, year: int, today: date) -> list[MissingRow]:
    """The rows that M1 to M7 ask of the branch in a year and its plan lacks.

    A period's row stands in the month in which such a meeting is already held or arranged, else towards the period's
    end; nothing is planned for months of this year that are over. 组织生活会 and 民主评议 come once in the calendar year,
    in January unless held in another month.
    """
    first = today.month if today.year == year else 1
    situation = rules.FAMILY.situation(branch, year, today)
    items = list(MeetingPlanItem.objects.of_branch(branch).in_year(year))
    groups = {rules.subject_key(group): group for group in situation.facts.groups}
    missing: list[MissingRow] = []
    for line in rules.FAMILY.evaluate(situation):
        kind, group = rules.KIND_OF[line.rule.id], groups.get(line.subject_key)
        group_id = group.pk if group else None
        planned = [item.month for item in items if (item.kind, item.group_id) == (kind, group_id)]
        held = [
            fact.day.month
            for fact in situation.facts.meetings
            if fact.day.year == year and kind in fact.kinds and fact.group_id == group_id
        ]
        months = _months(line, planned, held)
        missing += [MissingRow(month, kind, group) for month in months if month >= first or month in held]
    return sorted(missing, key=lambda row: row.month)


def _months(line: Line, planned: Collection[int], held: Collection[int]) -> list[int]:
    if line.rule in (rules.M6, rules.M7):
        is_needed = line.results[0].state != RuleState.NOT_APPLICABLE and not planned
        return [min(held, default=USUAL_MONTH_OF_CYCLE)] if is_needed else []
    return [month for result in line.results for month in _months_of(result, planned, held)]


def _months_of(result: Result, planned: Collection[int], held: Collection[int]) -> list[int]:
    """The months in which a period's rows that are missing are put."""
    period, needed = result.period, result.needed
    if result.state == RuleState.NOT_APPLICABLE or not needed:
        return []
    span = range(period.first_month, period.last_month + 1)
    there = [month for month in planned if month in span]
    met = [month for month in held if month in span and month not in there]
    even = [period.first_month - 1 - (-period.months * (n + 1) // needed) for n in range(needed)]
    spread = [month for month in even if month not in there and month not in met]
    return sorted([*met, *spread, *even][: max(0, needed - len(there))])


@dataclass(frozen=True)
class PlanFigures:
    """A year's plan in numbers of rows."""

    planned: int
    held: int
    missed: int
    wordless: int


def figures_of(lines: Sequence[PlanLine]) -> PlanFigures:
    """How many rows there are, are fulfilled, were missed, and still lack a theme before they are due."""
    states = [line.state for line in lines]
    ahead = [line for line in lines if line.meeting is None and line.state != PlanState.MISSED]
    return PlanFigures(
        planned=len(lines),
        held=states.count(PlanState.HELD),
        missed=states.count(PlanState.MISSED),
        wordless=sum(not line.item.theme for line in ahead),
    )


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
            faults.day_of(line.meeting) if line.meeting else None,
        )
        for number, line in enumerate(lines, start=1)
    ]
    return Sheet(f"{branch.short_name}{year}年组织生活计划", PLAN_COLUMNS, rows)
