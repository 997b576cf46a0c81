"""三会一课统计表 of a branch and a year: the counts of the compliance grid by month, attendance, and written reasons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from branch.organisations.models import Organisation
from branch.rules.models import RuleExplanation
from core import rules
from core.enums import RuleState
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting

from .rules import FAMILY, KIND_OF, MeetingFact, MeetingFacts

MONTHS = range(1, 13)
RULED = frozenset(KIND_OF.values())


@dataclass(frozen=True)
class KindLine:
    """Meetings of one kind (of one group) by month; `outside` were held in the next year and count for this one.

    `applies` says of each month whether the rule asks anything of the branch; `states` counts the rule's periods
    and is empty for a kind without a rule.
    """

    label: str
    months: tuple[int, ...]
    outside: int
    needed: int
    states: tuple[tuple[RuleState, int], ...]
    applies: tuple[bool, ...] = (True,) * 12

    @property
    def count(self) -> int:
        """Meetings of the year."""
        return sum(self.months) + self.outside


@dataclass(frozen=True)
class RollSums:
    """Meetings with the sums of their rolls: 人次."""

    label: str
    meetings: int
    due: int
    present: int
    leave: int
    absent: int


@dataclass(frozen=True)
class Answer:
    """A period that a written reason answers."""

    label: str
    reason: str


@dataclass(frozen=True)
class Statistics:
    """The whole table. `total` counts each meeting once, whatever its kinds; `meetings` are by date, with their rolls."""

    branch: Organisation
    year: int
    lines: tuple[KindLine, ...]
    attendance: tuple[RollSums, ...]
    total: RollSums
    answers: tuple[Answer, ...]
    meetings: tuple[tuple[Meeting, RollSums], ...]


def statistics_of(branch: Organisation, year: int, today: date) -> Statistics:
    """The table of a branch and a year as of a day, in a constant number of queries."""
    reasons = RuleExplanation.objects.of_branch(branch).in_year(year).reasons()
    situation = FAMILY.situation(branch, year, today, frozenset(reasons))
    facts, ruled = situation.facts, FAMILY.evaluate(situation)
    meetings = tuple(
        Meeting.objects.of_branch(branch).in_year(year).held().for_list().order_by("starts_at", "pk")
    )
    return Statistics(
        branch=branch,
        year=year,
        lines=(*(_ruled_line(line, facts, year) for line in ruled), *_other_lines(facts, year)),
        attendance=tuple(
            _attendance(kind.label.removeprefix("支部"), rows)
            for kind in MeetingKind
            if (rows := [meeting for meeting in meetings if kind in meeting.counted_kinds(year)])
        ),
        total=_attendance("合计", meetings),
        answers=tuple(
            Answer(f"{result.period.label}{line.label}", reasons[line.key_of(result)])
            for line in ruled
            for result in line.results
            if result.state == RuleState.EXPLAINED
        ),
        meetings=tuple((meeting, _attendance(meeting.title, [meeting])) for meeting in meetings),
    )


def _ruled_line(line: rules.Line, facts: MeetingFacts, year: int) -> KindLine:
    """The meetings that the grid counts in the line's cells, spread over the months."""
    kind = KIND_OF[line.rule.id]
    group_id = int(line.subject_key.removeprefix("group:")) if line.subject_key else None
    found = [
        fact
        for result in line.results
        for fact in facts.counted_in(kind, result.period, group_id)
        if not fact.is_planned
    ]
    states = Counter(result.state for result in line.results)
    applies = [
        result.state != RuleState.NOT_APPLICABLE
        for result in line.results
        for _ in range(result.period.months)
    ]
    return KindLine(
        label=line.label,
        **_by_month(found, year),
        needed=sum(result.needed for result in line.results),
        states=tuple((state, states[state]) for state in RuleState if states[state]),
        applies=tuple(applies),
    )


def _other_lines(facts: MeetingFacts, year: int) -> list[KindLine]:
    """Kinds of which no rule says how often, where there were any."""
    held = [fact for fact in facts.meetings if fact.day.year == year and not fact.is_planned]
    return [
        KindLine(kind.label, **_by_month(rows, year), needed=0, states=())
        for kind in MeetingKind
        if kind not in RULED and (rows := [fact for fact in held if kind in fact.kinds])
    ]


def _by_month(found: Sequence[MeetingFact], year: int) -> dict:
    months = Counter(fact.day.month for fact in found if fact.day.year == year)
    return {
        "months": tuple(months[month] for month in MONTHS),
        "outside": sum(fact.day.year != year for fact in found),
    }


def _attendance(label: str, meetings: Sequence[Meeting]) -> RollSums:
    """Wants meetings annotated by `with_counts`."""
    return RollSums(
        label=label,
        meetings=len(meetings),
        due=sum(meeting.due_count for meeting in meetings),
        present=sum(meeting.present_count for meeting in meetings),
        leave=sum(meeting.leave_count for meeting in meetings),
        absent=sum(meeting.absent_count for meeting in meetings),
    )
