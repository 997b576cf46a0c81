"""The rules of organisation life as data: M1 to M7, computed from one load of the year's meetings."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from branch.enums import COMMITTEE_POSTS, VOTERS
from branch.members.models import Member, MemberStatus, Post
from branch.organisations.models import Organisation, PartyGroup
from branch.rules.rules import COMMITTEE_FROM, COMMITTEE_LEAST, EDUCATION, REGULATION
from core import rules
from core.dates import covers
from core.enums import RuleArea, RuleState, Severity
from core.kept import kept
from core.rules import Line, Period, Result, Rule, RuleFamily, Situation
from meetings.enums import OF_THE_YEAR, MeetingKind
from meetings.meeting.of_year import meetings_of


@dataclass(frozen=True)
class MeetingFact:
    """What the rules need to know of a meeting; a planned one does not count, but is mentioned."""

    day: date
    year: int
    group_id: int | None
    kinds: frozenset[str]
    is_planned: bool
    pk: int = 0


@dataclass(frozen=True)
class MeetingFacts:
    """A branch with its meetings of the year, its groups, and the spans of full membership."""

    branch: Organisation
    meetings: tuple[MeetingFact, ...]
    groups: tuple[PartyGroup, ...]
    full_spans: tuple[tuple[date, date | None], ...]
    # Committee posts, looked at where leaders are appointed: (member, from, to).
    posts: tuple[tuple[int, date, date | None], ...] = ()

    def full_members_on(self, day: date) -> int:
        """How many 正式党员 the branch had on a day."""
        return sum(covers(*span, day) for span in self.full_spans)

    def no_committee_on(self, day: date) -> str:
        """Why the branch has no 支委会 on a day; empty where it has one.

        By the number of 正式党员. Of a branch that was sent out O5 asks for none: by whether one was appointed, which is
        our reading (本单位规定), since the regulation tells of elected ones.
        """
        if self.branch.is_sent_out:
            number = len({member for member, starts, ends in self.posts if covers(starts, ends, day)})
            return "" if number >= COMMITTEE_LEAST else "任命的班子不设支委会"
        number = self.full_members_on(day)
        return (
            f"正式党员 {number} 人，不足 {COMMITTEE_FROM} 人，不设支委会" if number < COMMITTEE_FROM else ""
        )

    def counted_in(self, kind: str, period: Period, group_id: int | None) -> list[MeetingFact]:
        """Meetings of a kind that belong to a period, plans too: by date, 组织生活会 and 民主评议 by 所属年度."""
        return [
            fact
            for fact in self.meetings
            if kind in fact.kinds
            and fact.group_id == group_id
            and (fact.year == int(period.key) if kind in OF_THE_YEAR else period.covers(fact.day))
        ]


def load_facts(branch: Organisation, year: int, today: date) -> MeetingFacts:
    """Everything M1 to M7 look at, in five queries whatever the number of meetings; six for a branch sent out."""
    meetings = tuple(
        MeetingFact(
            timezone.localtime(row.starts_at).date(),
            row.year,
            row.group_id,
            frozenset(row.kinds),
            # What is dated ahead has not taken place, whatever its state says.
            row.is_planned or timezone.localtime(row.starts_at).date() > today,
            row.pk,
        )
        for row in meetings_of(branch, year)
    )
    return MeetingFacts(branch, meetings, *_people(branch, year))


@kept(256)
def _people(
    branch: Organisation, year: int
) -> tuple[
    tuple[PartyGroup, ...], tuple[tuple[date, date | None], ...], tuple[tuple[int, date, date | None], ...]
]:
    """Groups, spans of full membership and posts, kept by themselves: meetings are held more often than these change."""
    groups = (
        PartyGroup.objects.alive()
        .filter(branch=branch, founded_on__lte=date(year, 12, 31))
        .exclude(dissolved_on__lt=date(year, 1, 1))
        .order_by("founded_on", "pk")
    )
    spans = MemberStatus.objects.filter(
        member__in=Member.objects.of_branch(branch).counted(), status__in=VOTERS
    ).values_list("starts_on", "ends_on")
    posts = Post.objects.alive().filter(branch=branch, title__in=COMMITTEE_POSTS)
    held = posts.values_list("member_id", "starts_on", "ends_on") if branch.is_sent_out else ()
    return tuple(groups), tuple(spans), tuple(held)


# The 组织生活会 and 民主评议 of a year are often held in the first quarter of the next.
YEARLY_DEADLINE = (3, 31)

MeetingSituation = Situation[MeetingFacts]


def subject_key(group: PartyGroup | None) -> str:
    """The subject of a line in explanations: empty for the branch, `group:12` for a group."""
    return f"group:{group.pk}" if group else ""


def rows_url(kind: str, period: Period, group: PartyGroup | None = None) -> str:
    """The list of exactly the meetings that a cell counted."""
    query = {
        "kind": kind,
        "period": period.key,
        "state": "TOOK_PLACE",
        "group": group.pk if group else "branch",
    }
    return f"{reverse('meetings:meeting_list')}?{urlencode(query)}"


def new_url(kind: str, period: Period, today: date, group: PartyGroup | None = None) -> str:
    """The form of a new meeting that would fill the cell: its kind, month (or year) and group set."""
    query: dict[str, object] = {"kind": kind}
    if period.months == 12:
        query["year"] = period.key
    else:
        query["month"] = f"{min(max(today, period.starts_on), period.ends_on):%Y-%m}"
    if group:
        query["group"] = group.pk
    return f"{reverse('meetings:meeting_create')}?{urlencode(query)}"


def _form_url(
    meetings: Sequence[MeetingFact], kind: str, period: Period, today: date, group: PartyGroup | None
) -> str:
    """The meeting that is planned for the cell, to be recorded; else the form of a new one."""
    planned = next((fact for fact in meetings if fact.is_planned and fact.pk), None)
    if planned is None:
        return new_url(kind, period, today, group)
    return reverse("meetings:meeting_update", args=[planned.pk])


def _result(
    situation: MeetingSituation,
    rule: Rule[MeetingFacts],
    kind: str,
    period: Period,
    *,
    needed: int = 1,
    ends_on: date | None = None,
    not_applicable: str = "",
    group: PartyGroup | None = None,
) -> Result:
    meetings = situation.facts.counted_in(kind, period, group.pk if group else None)
    found = [fact for fact in meetings if not fact.is_planned]
    state = situation.state_of(
        rule, period, count=len(found), needed=needed, ends_on=ends_on, subject_key=subject_key(group)
    )
    if not_applicable:
        state = RuleState.NOT_APPLICABLE
    detail = not_applicable or f"应召开 {needed} 次，已召开 {len(found)} 次{_days(found)}"
    if not found and len(meetings) > len(found):
        detail += f"；已排{_days(meetings)}"
    return Result(
        period=period,
        state=state,
        count=len(found),
        needed=0 if not_applicable else needed,
        detail=detail,
        rows_url=rows_url(kind, period, group) if found else "",
        new_url="" if not_applicable else _form_url(meetings, kind, period, situation.today, group),
    )


def _days(meetings: Sequence[MeetingFact]) -> str:
    days = "、".join(f"{fact.day.month}月{fact.day.day}日" for fact in meetings)
    return f"（{days}）" if days else ""


def _before_founding(branch: Organisation, period: Period) -> str:
    founded = branch.founded_on
    return f"支部于 {founded:%Y-%m-%d} 成立，此前不计" if founded and period.ends_on < founded else ""


def _branch_line(
    situation: MeetingSituation,
    rule: Rule[MeetingFacts],
    kind: str,
    periods: Sequence[Period],
    *,
    needed: int = 1,
    deadline: date | None = None,
    reason_not: Callable[[Period], str] = lambda period: "",
) -> Line:
    branch = situation.facts.branch
    results = tuple(
        _result(
            situation,
            rule,
            kind,
            period,
            needed=needed,
            ends_on=deadline,
            not_applicable=_before_founding(branch, period) or reason_not(period),
        )
        for period in periods
    )
    return Line(rule, rule.label, results)


def assemblies(situation: MeetingSituation) -> list[Line]:
    """M1: one 党员大会 a quarter."""
    return [_branch_line(situation, M1, MeetingKind.ASSEMBLY, rules.quarterly(situation.year))]


def committee_meetings(situation: MeetingSituation) -> list[Line]:
    """M2: one 支委会 a month, where the branch had a committee at the month's end."""
    facts = situation.facts

    def too_few(period: Period) -> str:
        return facts.no_committee_on(min(period.ends_on, max(situation.today, period.starts_on)))

    periods = rules.monthly(situation.year)
    return [_branch_line(situation, M2, MeetingKind.COMMITTEE, periods, reason_not=too_few)]


def group_meetings(situation: MeetingSituation) -> list[Line]:
    """M3: one 党小组会 a month and group, from the month after its founding to the month before its end."""
    groups = situation.facts.groups
    periods = rules.monthly(situation.year)
    if not groups:
        nothing = tuple(Result(period, RuleState.NOT_APPLICABLE, detail="未设党小组") for period in periods)
        return [Line(M3, M3.label, nothing)]
    return [
        Line(
            M3,
            f"{group.name}会" if group.name.endswith("党小组") else f"{group.name}党小组会",
            tuple(
                _result(
                    situation,
                    M3,
                    MeetingKind.GROUP,
                    period,
                    not_applicable=_outside_life_of(group, period),
                    group=group,
                )
                for period in periods
            ),
            subject_key(group),
        )
        for group in groups
    ]


def _outside_life_of(group: PartyGroup, period: Period) -> str:
    if group.founded_on >= period.starts_on:
        return f"{group}于 {group.founded_on:%Y-%m-%d} 成立，从次月起计"
    if group.dissolved_on and group.dissolved_on <= period.ends_on:
        return f"{group}于 {group.dissolved_on:%Y-%m-%d} 撤销"
    return ""


def theme_days(situation: MeetingSituation) -> list[Line]:
    """M4: one 主题党日 a month, of the branch; a group's own is mentioned and counts as its 党小组会.

    How fixed the day is stands in the detail and never fails.
    """
    periods = rules.monthly(situation.year)
    line = _branch_line(situation, M4, MeetingKind.THEME_DAY, periods)
    fixed = fixed_day(
        fact.day.day
        for period in periods
        for fact in situation.facts.counted_in(MeetingKind.THEME_DAY, period, None)
        if not fact.is_planned
    )
    by_groups = Counter(
        fact.day
        for fact in situation.facts.meetings
        if MeetingKind.THEME_DAY in fact.kinds and fact.group_id is not None and not fact.is_planned
    )
    return [Line(M4, line.label, tuple(_with_remarks(result, by_groups, fixed) for result in line.results))]


def _with_remarks(result: Result, by_groups: Counter[date], fixed: str) -> Result:
    if result.state == RuleState.NOT_APPLICABLE:
        return result
    own = sum(number for day, number in by_groups.items() if result.period.covers(day))
    remarks = [f"党小组另开展 {own} 次，计入党小组会"] if own else []
    return replace(result, detail="；".join([result.detail, *remarks, *([fixed] if fixed else [])]))


def fixed_day(days_of_month: Iterable[int]) -> str:
    """How fixed the theme day is: its most frequent day of the month, and how many fell within three days of it."""
    days = list(days_of_month)
    if len(days) < 2:
        return ""
    usual, _ = max(Counter(days).items(), key=lambda pair: (pair[1], -pair[0]))
    near = sum(abs(day - usual) <= 3 for day in days)
    return f"本年 {len(days)} 次中有 {near} 次在 {usual} 日前后三天内"


def lectures(situation: MeetingSituation) -> list[Line]:
    """M5: 党课 as often as the unit has set: monthly for 12, quarterly for 4, any other number within the year."""
    wanted = situation.facts.branch.lectures_per_year
    year = situation.year
    periods, needed = {
        12: (rules.monthly(year), 1),
        4: (rules.quarterly(year), 1),
    }.get(wanted, (rules.yearly(year), wanted))
    unset = "本单位没有规定党课次数" if not wanted else ""
    return [
        _branch_line(
            situation, M5, MeetingKind.LECTURE, periods, needed=needed, reason_not=lambda period: unset
        )
    ]


def life_meetings(situation: MeetingSituation) -> list[Line]:
    """M6: one 组织生活会 for each 所属年度."""
    return [_yearly_line(situation, M6, MeetingKind.LIFE)]


def appraisals(situation: MeetingSituation) -> list[Line]:
    """M7: one 民主评议党员 for each 所属年度."""
    return [_yearly_line(situation, M7, MeetingKind.APPRAISAL)]


def _yearly_line(situation: MeetingSituation, rule: Rule[MeetingFacts], kind: str) -> Line:
    deadline = date(situation.year + 1, *YEARLY_DEADLINE)
    return _branch_line(situation, rule, kind, rules.yearly(situation.year), deadline=deadline)


MEETINGS, USUAL = RuleArea.MEETINGS, Severity.USUAL

M1 = Rule(
    "M1", "党员大会", "支部党员大会一般每季度召开 1 次", f"{REGULATION}第十一条", MEETINGS, USUAL, assemblies
)
M2 = Rule(
    "M2", "支委会", "支委会一般每月召开 1 次", f"{REGULATION}第十二条", MEETINGS, USUAL, committee_meetings
)
M3 = Rule(
    "M3", "党小组会", "党小组会一般每月召开 1 次", f"{REGULATION}第十三条", MEETINGS, USUAL, group_meetings
)
M4 = Rule(
    "M4",
    "主题党日",
    "应当每月相对固定 1 天开展主题党日",
    f"{EDUCATION}第十六条；{REGULATION}第十六条",
    MEETINGS,
    Severity.MUST,
    theme_days,
)
M5 = Rule("M5", "党课", "按本单位规定的次数上党课", "本单位规定", MEETINGS, USUAL, lectures)
M6 = Rule(
    "M6",
    "组织生活会",
    "组织生活会每年至少召开 1 次",
    f"{REGULATION}；{EDUCATION}第十七条",
    MEETINGS,
    Severity.MUST,
    life_meetings,
)
M7 = Rule(
    "M7",
    "民主评议",
    "民主评议党员一般每年开展 1 次",
    f"{REGULATION}；{EDUCATION}第十八条",
    MEETINGS,
    USUAL,
    appraisals,
)

FAMILY = RuleFamily(load_facts, (M1, M2, M3, M4, M5, M6, M7))

# The kind of meeting that each rule asks for.
KIND_OF = {
    M1.id: MeetingKind.ASSEMBLY,
    M2.id: MeetingKind.COMMITTEE,
    M3.id: MeetingKind.GROUP,
    M4.id: MeetingKind.THEME_DAY,
    M5.id: MeetingKind.LECTURE,
    M6.id: MeetingKind.LIFE,
    M7.id: MeetingKind.APPRAISAL,
}
