"""Rule P4: the year's study hours, declared as data for core.rules."""

from django.urls import reverse

from branch.rules.rules import EDUCATION
from core import rules
from core.enums import RuleArea, RuleState, Severity

from .reckoning import COMMITTEE_HOURS, MEMBER_HOURS, Standing, counting, standings


def _nobody(people: list[Standing]) -> str:
    if any(one.is_guest for one in people):
        return "党员组织关系都在别的支部，学时由原支部计算"
    return "名册上没有党员"


def _evaluate(situation: rules.Situation[list[Standing]]) -> list[rules.Line]:
    people = counting(situation.facts)
    (period,) = rules.yearly(situation.year)
    reached = sum(standing.is_reached for standing in people)
    state = (
        situation.state_of(P4, period, count=reached, needed=len(people))
        if people
        else RuleState.NOT_APPLICABLE
    )
    result = rules.Result(
        period=period,
        state=state,
        count=reached,
        needed=len(people),
        detail=f"{len(people)} 名党员中 {reached} 人达到年度学时" if people else _nobody(situation.facts),
        rows_url=reverse("study:progress"),
        new_url=reverse("study:task_create"),
        text=f"{reached} / {len(people)} 人" if people else "",
    )
    return [rules.Line(P4, P4.label, (result,))]


P4 = rules.Rule(
    id="P4",
    label="学时",
    wording=(
        f"党员每年集中学习培训一般不少于 {MEMBER_HOURS} 学时；书记和班子成员一般不少于 {COMMITTEE_HOURS} 学时，"
        "并至少参加 1 次集中培训。"
    ),
    source=f"{EDUCATION}第二十条、第二十三条；《全国党员教育培训工作规划（2024—2028年）》",
    area=RuleArea.STUDY,
    severity=Severity.USUAL,
    evaluate=_evaluate,
)

FAMILY = rules.RuleFamily(standings, (P4,))
