"""Rule M8 as data: 谈心谈话 within the committee, between committee and members, and among members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from branch.organisations.models import Organisation
from branch.rules.rules import REGULATION
from core import rules
from core.enums import RuleArea, RuleState, Severity
from core.rules import Line, Result, Rule, RuleFamily, Situation
from meetings.rules.rules import YEARLY_DEADLINE

from .matrix import TalkMatrix, matrix_of

# So many names are told in one cell.
NAMES_MOST = 5


@dataclass(frozen=True)
class TalkFacts:
    """A branch with its matrix of a year."""

    branch: Organisation
    matrix: TalkMatrix


def load_facts(branch: Organisation, year: int, today: date) -> TalkFacts:
    """Everything M8 looks at, in three queries whatever the number of talks."""
    return TalkFacts(branch, matrix_of(branch, year, today))


def talks(situation: Situation[TalkFacts]) -> list[Line]:
    """M8: each committee pair, each member with some committee member, each member with another member."""
    facts = situation.facts
    (period,) = rules.yearly(situation.year)
    parts = facts.matrix.parts
    count, needed = sum(done for _, done, _ in parts), sum(wanted for _, _, wanted in parts)
    reason_not = _not_applicable(facts.branch, situation.year, needed)
    deadline = date(situation.year + 1, *YEARLY_DEADLINE)
    state = situation.state_of(M8, period, count=count, needed=needed, ends_on=deadline)
    query = f"?year={situation.year}"
    result = Result(
        period=period,
        state=RuleState.NOT_APPLICABLE if reason_not else state,
        count=0 if reason_not else count,
        needed=0 if reason_not else needed,
        detail=reason_not or detail_of(facts.matrix),
        text="" if reason_not else f"{count} / {needed} 项",
        rows_url="" if reason_not or not count else reverse("meetings:talk_matrix") + query,
        new_url="" if reason_not else reverse("meetings:talk_round") + query,
    )
    return [Line(M8, M8.label, (result,))]


def _not_applicable(branch: Organisation, year: int, needed: int) -> str:
    if branch.founded_on and branch.founded_on.year > year:
        return f"支部于 {branch.founded_on:%Y-%m-%d} 成立，此前不计"
    return "" if needed else "党员不足两人"


def detail_of(matrix: TalkMatrix) -> str:
    """支委之间 6 / 10，支委与党员 …；还差：…, with the first names of those who are missing."""
    figures = "，".join(f"{label} {done} / {wanted}" for label, done, wanted in matrix.parts if wanted)
    missing = [
        _some("支委之间", [f"{meet.one}和{meet.other}" for meet in matrix.pairs_missing]),
        _some("支委与党员", matrix.without_committee_talk),
        _some("党员之间", matrix.without_member_talk),
    ]
    return "；还差".join([figures, *([text] if (text := "，".join(filter(None, missing))) else [])])


def _some(label: str, names: Sequence[object]) -> str:
    if not names:
        return ""
    shown = "、".join(str(name) for name in names[:NAMES_MOST])
    return f"{label}：{shown}" + (f"等 {len(names)} 处" if len(names) > NAMES_MOST else "")


M8 = Rule(
    "M8",
    "谈心谈话",
    "支委之间、支委与党员之间、党员之间每年谈心谈话一般不少于 1 次",
    REGULATION,
    RuleArea.MEETINGS,
    Severity.USUAL,
    talks,
    form_url=lambda period: f"{reverse('meetings:talk_round')}?year={period.key}",
)

FAMILY = RuleFamily(load_facts, (M8,))
