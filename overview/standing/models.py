"""How each branch stands with the rules of a year, worked out beforehand: what is read where many branches are shown."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from branch.organisations.models import Organisation
from core.enums import RuleState
from core.kept import NO_CHANGE
from core.models import AuditEntry
from core.rules import Line

# Rule → period → state → how many results say so; groups and members of a branch are several subjects of one rule.
Counts = dict[str, dict[str, dict[str, int]]]

# In place of the number of an entry: what was worked out does not hold, whatever the chain says.
NOT_HELD = -1


def counted(lines: Iterable[Line]) -> Counts:
    """The states of results by rule and period."""
    counts: Counts = {}
    for line in lines:
        for result in line.results:
            states = counts.setdefault(line.rule.id, {}).setdefault(result.period.key, {})
            state = str(RuleState(result.state).value)
            states[state] = states.get(state, 0) + 1
    return counts


class StandingQuerySet(models.QuerySet["Standing"]):
    """Standings by whether they still hold."""

    def holding(self, today: date):
        """Those worked out today, after which nothing of the branch was written."""
        since = AuditEntry.objects.filter(
            branch_path=OuterRef("branch__path"), number__gt=OuterRef("number")
        ).exclude(action__in=NO_CHANGE)
        return self.filter(as_of=today, number__gt=NOT_HELD).exclude(Exists(since))


class Standing(models.Model):
    """How a branch stands in a year as of a day: the states of its rules' results, and how many there are of each.

    `number` is the newest entry of the audit chain when it was worked out: it holds on that day until an entry tells of the
    branch, or until `core.kept.note_change` says that something was written of which none tells.
    """

    branch = models.ForeignKey(
        "branch.Organisation", verbose_name="党支部", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField("所属年度")
    as_of = models.DateField("截至")
    number = models.BigIntegerField("审计序号")
    counts = models.JSONField("各项要求的结果", default=dict)
    met = models.PositiveIntegerField("达标", default=0)
    pending = models.PositiveIntegerField("待完成", default=0)
    overdue = models.PositiveIntegerField("逾期", default=0)
    explained = models.PositiveIntegerField("已说明", default=0)
    # Ids of the rules with an overdue result, each between blanks, to be looked for.
    overdue_rules = models.CharField("逾期的要求", max_length=300, default=" ")

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = "支部达标情况"
        verbose_name_plural = "支部达标情况"
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year"],
                name="overview_standing_once",
                violation_error_message="一个支部一年只有一条达标情况。",
            )
        ]
        indexes = [models.Index(fields=["year", "overdue"], name="overview_standing_overdue")]

    def __str__(self) -> str:
        return f"{self.branch} {self.year}"

    @classmethod
    def of(
        cls, branch: Organisation, year: int, today: date, number: int, lines: Iterable[Line]
    ) -> "Standing":
        """The standing that the rules' lines amount to, not stored."""
        counts = counted(lines)
        total: Counter[str] = Counter()
        late = []
        for rule, periods in counts.items():
            for states in periods.values():
                total.update(states)
            if any(RuleState.OVERDUE in states for states in periods.values()):
                late.append(rule)
        return cls(
            branch=branch,
            year=year,
            as_of=today,
            number=number,
            counts=counts,
            met=total[RuleState.MET],
            pending=total[RuleState.PENDING],
            overdue=total[RuleState.OVERDUE],
            explained=total[RuleState.EXPLAINED],
            overdue_rules=f" {' '.join(late)} ",
        )

    @property
    def told(self) -> tuple[Any, ...]:
        """All that it says of the branch."""
        return self.counts, self.met, self.pending, self.overdue, self.explained, self.overdue_rules

    def overdue_periods(self, rule_id: str) -> list[str]:
        """The keys of the periods in which a rule is overdue."""
        periods = self.counts.get(rule_id, {})
        return [key for key, states in periods.items() if RuleState.OVERDUE in states]
