"""Rule S1: 意识形态 studied twice a year, declared as data for core.rules."""

from datetime import date

from django.urls import reverse

from branch.organisations.models import Organisation
from core import rules
from core.enums import RuleArea, Severity

from .kinds.ideology import REVIEW
from .models import Activity

NEEDED = 2


def reviews(branch: Organisation, year: int, today: date) -> int:
    """How often a branch has studied 意识形态 in a year, as seen on a day."""
    rows = Activity.objects.of_branch(branch).in_year(year).of_kind(REVIEW)
    held: int = rows.filter(happened_on__lte=today).count()
    return held


def _form_url(_period: rules.Period) -> str:
    return f"{reverse('activities:activity_create')}?kind={REVIEW}"


def _evaluate(situation: rules.Situation[int]) -> list[rules.Line]:
    (period,) = rules.yearly(situation.year)
    held = situation.facts
    result = rules.Result(
        period=period,
        state=situation.state_of(S1, period, count=held, needed=NEEDED),
        count=held,
        needed=NEEDED,
        detail=f"全年应有 {NEEDED} 次，已有 {held} 次",
        rows_url=f"{reverse('activities:activity_list')}?kind={REVIEW}",
        new_url=_form_url(period),
    )
    return [rules.Line(S1, S1.label, (result,))]


S1 = rules.Rule(
    id="S1",
    label="意识形态专题研究",
    wording="党支部每年至少专题研究意识形态工作 2 次。",
    source="本单位规定",
    area=RuleArea.STUDY,
    severity=Severity.USUAL,
    evaluate=_evaluate,
    form_url=_form_url,
)

FAMILY = rules.RuleFamily(reviews, (S1,))
