"""The rules about people and posts as data: P1, O5 and O7, computed from one load of statuses and posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from branch.enums import COMMITTEE_POSTS, VOTERS, MembershipStatus, PostTitle
from branch.members.models import Member, MemberStatus, Post, probation_end
from branch.office_terms.models import TERM_MONTHS, OfficeTerm
from branch.organisations.models import Organisation
from core import rules
from core.dates import Span, add_months, chinese_date
from core.enums import RuleArea, RuleState, Severity
from core.rules import Line, Period, Result, Rule, RuleFamily, Situation


@dataclass(frozen=True)
class PostFact(Span):
    """A post with its holder and term."""

    title: str
    member_id: int
    name: str
    starts_on: date
    ends_on: date | None
    other_title: str = ""

    @property
    def label(self) -> str:
        """The post in words."""
        return self.other_title or str(PostTitle(self.title).label)


@dataclass(frozen=True)
class StatusFact(Span):
    """A span of 预备 or 正式."""

    member_id: int
    name: str
    status: str
    starts_on: date
    ends_on: date | None
    extended_to: date | None = None
    probation_since: date | None = None


@dataclass(frozen=True)
class PeopleFacts:
    """The statuses, committee posts and terms of a branch, past and present."""

    statuses: tuple[StatusFact, ...]
    posts: tuple[PostFact, ...]
    terms: tuple[OfficeTerm, ...] = ()
    branch: Organisation | None = None

    def with_status(self, status: str, day: date) -> list[StatusFact]:
        """The spans of a status that cover a day."""
        return [fact for fact in self.statuses if fact.status == status and fact.covers(day)]

    def held_on(self, day: date) -> list[PostFact]:
        """The committee posts that are held on a day."""
        return [post for post in self.posts if post.covers(day)]

    def term_on(self, day: date) -> OfficeTerm | None:
        """The term that runs on a day."""
        return next((term for term in self.terms if term.covers(day)), None)


def load_facts(branch: Organisation, year: int, today: date) -> PeopleFacts:
    """Everything P1, O5 and O7 look at, in three queries."""
    statuses = (
        MemberStatus.objects.filter(
            member__branch=branch,
            member__deleted_at__isnull=True,
            status__in=[MembershipStatus.PROBATIONARY, *VOTERS],
            member__in=Member.objects.of_branch(branch).counted(),
        )
        .order_by("starts_on", "pk")
        .values_list(
            "member_id",
            "member__name",
            "status",
            "starts_on",
            "ends_on",
            "extended_to",
            "probation_since",
        )
    )
    posts = (
        Post.objects.alive()
        .filter(branch=branch, title__in=COMMITTEE_POSTS)
        .order_by("starts_on", "pk")
        .values_list("title", "member_id", "member__name", "starts_on", "ends_on", "other_title")
    )
    return PeopleFacts(
        tuple(StatusFact(*row) for row in statuses),
        tuple(PostFact(*row) for row in posts),
        tuple(OfficeTerm.objects.of_branch(branch)),
        branch,
    )


PROBATION_REMINDER = timedelta(days=30)
# 支部工作条例: so many 正式党员 or more elect a committee of three to five, 一般 not above seven.
COMMITTEE_FROM = 7
COMMITTEE_LEAST, COMMITTEE_MOST = 3, 7
DEPUTIES_MOST = 1
TERM_REMINDERS = (6, 3, 1)

PeopleSituation = Situation[PeopleFacts]


def _period(situation: PeopleSituation) -> Period:
    (period,) = rules.yearly(situation.year)
    return period


def _seen_on(situation: PeopleSituation) -> date:
    """The day that a result is about: today, or the last day of a year that is over."""
    return min(situation.today, _period(situation).ends_on)


def _not_applicable(situation: PeopleSituation, rule: Rule[PeopleFacts], detail: str) -> Line:
    result = Result(_period(situation), RuleState.NOT_APPLICABLE, detail=detail)
    return Line(rule, rule.label, (result,))


def _why_not(situation: PeopleSituation, what: str) -> str:
    """Why a branch that was sent out is not asked; empty for every other branch."""
    branch = situation.facts.branch
    return branch.why_not(what) if branch and branch.is_sent_out else ""


def _is_future(situation: PeopleSituation) -> bool:
    return situation.today < _period(situation).starts_on


def term_state(due_on: date, remind_from: date, day: date) -> RuleState:
    """达标 until the reminder, 待完成 up to the last day of the term, 逾期 after it."""
    if day > due_on:
        return RuleState.OVERDUE
    return RuleState.PENDING if day >= remind_from else RuleState.MET


def days_text(due_on: date, day: date) -> str:
    """还有 12 天, 今天到期 or 超期 3 天."""
    days = (due_on - day).days
    if days == 0:
        return "今天到期"
    return f"还有 {days} 天" if days > 0 else f"超期 {-days} 天"


def probation(situation: PeopleSituation) -> list[Line]:
    """P1: each 预备党员's year of probation, reminded 30 days before its end."""
    day = _seen_on(situation)
    if why_not := _why_not(situation, "接收、转正"):
        return [_not_applicable(situation, P1, why_not)]
    if _is_future(situation):
        return [_not_applicable(situation, P1, "年度还没有开始")]
    spans = situation.facts.with_status(MembershipStatus.PROBATIONARY, day)
    if not spans:
        return [_not_applicable(situation, P1, "没有预备党员")]
    return [_probation_line(situation, span, day) for span in spans]


def _probation_line(situation: PeopleSituation, span: StatusFact, day: date) -> Line:
    began_on = span.probation_since or span.starts_on
    due_on = probation_end(began_on, span.extended_to)
    extended = "（已延长）" if span.extended_to else ""
    state = term_state(due_on, due_on - PROBATION_REMINDER, day)
    left = days_text(due_on, day)
    url = reverse("branch:member_detail", args=[span.member_id])
    result = Result(
        _period(situation),
        state,
        count=int(state == RuleState.MET),
        needed=1,
        detail=f"预备期自{chinese_date(began_on)}至{chinese_date(due_on)}{extended}，{left}",
        rows_url=url,
        new_url=url,
        text=left if state != RuleState.MET else f"至{chinese_date(due_on)}",
        due_on=due_on,
    )
    return Line(P1, f"预备期：{span.name}", (result,), f"member:{span.member_id}")


def committee_size(situation: PeopleSituation) -> list[Line]:
    """O5: a committee of three to five from seven 正式党员 on, below that 书记 and at most one 副书记."""
    day = _seen_on(situation)
    facts = situation.facts
    full = len({span.member_id for status in VOTERS for span in facts.with_status(status, day)})
    if why_not := _why_not(situation, "支委会的设置"):
        return [_not_applicable(situation, O5, why_not)]
    if _is_future(situation):
        return [_not_applicable(situation, O5, "年度还没有开始")]
    if not full:
        return [_not_applicable(situation, O5, "名册上没有正式党员")]
    held = facts.held_on(day)
    size = len({post.member_id for post in held})
    if full >= COMMITTEE_FROM:
        state, wanted = _state_of_committee(size), f"应设支委会，由 3 至 5 人组成，现有委员 {size} 人"
        needed = COMMITTEE_LEAST
    else:
        state, wanted, needed = _state_without_committee(held), _posts_wanted(held), 1
    result = Result(
        _period(situation),
        state,
        count=size,
        needed=needed,
        detail=f"正式党员 {full} 人，{wanted}",
        rows_url=reverse("branch:post_list"),
        new_url=reverse("branch:post_create"),
        text=f"{size} 人",
        due_on=None if state == RuleState.MET else day,
    )
    return [Line(O5, O5.label, (result,))]


def _state_of_committee(size: int) -> RuleState:
    """Too few must be mended; 一般 not above seven is a reminder, never an error."""
    if size < COMMITTEE_LEAST:
        return RuleState.OVERDUE
    return RuleState.MET if size <= COMMITTEE_MOST else RuleState.PENDING


def _count(held: Sequence[PostFact], title: str) -> int:
    return sum(post.title == title for post in held)


def _state_without_committee(held: Sequence[PostFact]) -> RuleState:
    secretaries, deputies = _count(held, PostTitle.SECRETARY), _count(held, PostTitle.DEPUTY_SECRETARY)
    is_right = secretaries == 1 and deputies <= DEPUTIES_MOST and secretaries + deputies == len(held)
    return RuleState.MET if is_right else RuleState.OVERDUE


def _posts_wanted(held: Sequence[PostFact]) -> str:
    present = "、".join(f"{post.label}{post.name}" for post in held) or "无人任职"
    return f"不设支委会，应设书记 1 名，必要时副书记 1 名；现为：{present}"


def terms(situation: PeopleSituation) -> list[Line]:
    """O7: the term that runs, and each post that stands vacant.

    Where no term is recorded, it is reckoned from the earliest post that is held, and the line asks for the record.
    """
    day = _seen_on(situation)
    facts = situation.facts
    if why_not := _why_not(situation, "换届"):
        return [_not_applicable(situation, O7, why_not)]
    if _is_future(situation):
        return [_not_applicable(situation, O7, "年度还没有开始")]
    held, term = facts.held_on(day), facts.term_on(day)
    started = [post for post in facts.posts if post.starts_on <= day]
    if not started and term is None:
        return [_not_applicable(situation, O7, "还没有登记任职")]
    lines = [_term_line(situation, term, held, day)] if term or held else []
    began = term.starts_on if term else min((post.starts_on for post in held), default=None)
    return lines + [_vacancy_line(situation, post, day) for post in vacant_since(started, held, began)]


def _term_line(
    situation: PeopleSituation, term: OfficeTerm | None, held: Sequence[PostFact], day: date
) -> Line:
    """By the term's record, else by the earliest post: whoever is elected in between serves what is left of it."""
    url = reverse("branch:office_term_list")
    if term:
        begun = f"{'本届' if term.number is None else term.words}自{chinese_date(term.starts_on)}起"
        due_on, moved = term.due_on, f"{term.moved_words}，" if term.moved_to else ""
    else:
        first = min(held, key=lambda post: post.starts_on)
        begun = f"届次没有登记，按{first.label}{first.name}自{chinese_date(first.starts_on)}任职推算"
        due_on, moved = add_months(first.starts_on, TERM_MONTHS), ""
    state = term_state(due_on, add_months(due_on, -TERM_REMINDERS[0]), day)
    left = days_text(due_on, day)
    detail = f"{begun}，{moved}至{chinese_date(due_on)}任期届满，{left}{_stage(due_on, day)}"
    result = Result(
        _period(situation),
        state,
        count=int(state == RuleState.MET),
        needed=1,
        detail=detail,
        rows_url=url,
        new_url=url if term else reverse("branch:office_term_create"),
        text=left if state != RuleState.MET else f"至{chinese_date(due_on)}",
        due_on=due_on,
    )
    return Line(O7, O7.label, (result,))


def _stage(due_on: date, day: date) -> str:
    """Which of the reminders has been reached: six, three or one month before the end."""
    reached = [months for months in TERM_REMINDERS if day >= add_months(due_on, -months)]
    if day > due_on:
        return "，应当及时换届"
    return f"，已到届满前 {min(reached)} 个月，请准备换届" if reached else ""


def vacant_since(
    started: Sequence[PostFact], held: Sequence[PostFact], term_began: date | None
) -> list[PostFact]:
    """The last holder of each post that nobody holds: 书记 always, another one if it ended within this term."""
    taken = {post.title for post in held}
    last: dict[str, PostFact] = {}
    for post in started:
        if post.title in taken or post.ends_on is None:
            continue
        if post.title not in last or post.ends_on > (last[post.title].ends_on or date.min):
            last[post.title] = post
    return [
        last[title]
        for title in COMMITTEE_POSTS
        if title in last and (title == PostTitle.SECRETARY or _is_of_term(last[title], term_began))
    ]


def _is_of_term(post: PostFact, term_began: date | None) -> bool:
    return term_began is not None and post.ends_on is not None and post.ends_on >= term_began


def _vacancy_line(situation: PeopleSituation, post: PostFact, day: date) -> Line:
    label = post.label
    ended = post.ends_on or day
    result = Result(
        _period(situation),
        RuleState.PENDING,
        needed=1,
        detail=f"{label}{post.name}于{chinese_date(ended)}卸任，已空缺 {(day - ended).days} 天，请及时补选",
        rows_url=reverse("branch:post_list"),
        new_url=reverse("branch:post_create"),
        text=f"空缺 {(day - ended).days} 天",
        due_on=ended,
    )
    return Line(O7, f"{label}空缺", (result,), f"post:{post.title}")


REGULATION = "《中国共产党支部工作条例（试行）》"
EDUCATION = "《中国共产党党员教育管理工作条例》"

P1 = Rule(
    "P1",
    "预备期",
    "预备党员的预备期为 1 年；支部党员大会可以延长一次，半年以上、一年以下",
    "《中国共产党章程》；《中国共产党发展党员工作细则》第三十二条",
    RuleArea.DEVELOPMENT,
    Severity.MUST,
    probation,
)
O5 = Rule(
    "O5",
    "支委会设置",
    "正式党员 7 人以上设支委会，由 3 至 5 人组成，一般不超过 7 人；不足 7 人设书记 1 名，必要时设副书记 1 名",
    REGULATION,
    RuleArea.ORGANISATION,
    Severity.MUST,
    committee_size,
)
O7 = Rule(
    "O7",
    "任期",
    "支部每届任期 3 年，期满按期换届；出缺及时补选",
    f"{REGULATION}第二十一条",
    RuleArea.ORGANISATION,
    Severity.MUST,
    terms,
)

FAMILY = RuleFamily(load_facts, (P1, O5, O7))
