"""The written reason that answers a rule worded 一般, and the document that exempts a branch from a rule for a time."""

from datetime import date
from typing import Any

from django.db import models

from branch.base import BranchRecord, BranchRecordQuerySet
from core.dates import Span, overlapping
from core.rules import ID_LENGTH, Exemption, ResultKey, rule_of


class RuleExplanationQuerySet(BranchRecordQuerySet):
    """Explanations by year."""

    year_field = "year"

    def reasons(self) -> dict[ResultKey, str]:
        """The reasons by what the rule engine knows them by: rule, period and subject."""
        rows = self.values_list("rule_id", "period_key", "subject_key", "reason")
        return {(rule, period, subject): reason for rule, period, subject, reason in rows}


class RuleExplanation(BranchRecord):
    """Why a rule was not met in one period: turns 逾期 into 已说明."""

    year = models.PositiveSmallIntegerField("所属年度")
    rule_id = models.CharField("规则", max_length=ID_LENGTH)
    period_key = models.CharField("期间", max_length=10)
    subject_key = models.CharField("对象", max_length=20, blank=True)
    reason = models.TextField("情况说明", max_length=500, help_text="写明原因和补救安排，上级会看到。")

    objects = RuleExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = "情况说明"
        verbose_name_plural = "情况说明"
        ordering = ["-year", "rule_id", "period_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "rule_id", "period_key", "subject_key"],
                condition=models.Q(deleted_at__isnull=True),
                name="branch_one_explanation",
                violation_error_message="这一期间已经说明过，请修改原来的说明。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.period_key} 情况说明"


class RuleExemptionQuerySet(BranchRecordQuerySet):
    """Exemptions by the days that they cover."""

    def in_force(self, year: int):
        """Those that cover a day of a year."""
        return self.filter(overlapping(date(year, 1, 1), date(year, 12, 31)))


class RuleExemption(Span, BranchRecord):
    """A rule that does not hold for a branch for a time, because a document of the superior says so."""

    rule_id = models.CharField("规则", max_length=ID_LENGTH)
    starts_on = models.DateField(
        "开始日期", help_text="整个期间都在起止日期以内的才不适用；按年的规则要写全年。"
    )
    ends_on = models.DateField("结束日期")
    document = models.CharField(
        "依据文件", max_length=200, help_text="上级同意的文件名称和文号；文件可以附在这条记录上，上级会看到。"
    )
    reason = models.TextField("原因", max_length=500)

    objects = RuleExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = "规则豁免"
        verbose_name_plural = "规则豁免"
        ordering = ["-starts_on", "rule_id", "pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_exemption_span",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="结束日期不能早于开始日期，请改正其中一个。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_label} 豁免"

    @property
    def rule_label(self) -> str:
        """M4 主题党日; the id alone of a rule that is gone."""
        rule = rule_of(self.rule_id)
        return f"{rule.id} {rule.label}" if rule else self.rule_id


def exemptions_of(branch: Any, year: int) -> list[Exemption]:
    """What exempts a branch in a year, as the rule engine takes it. One query."""
    rows = RuleExemption.objects.of_branch(branch).in_force(year)
    return [Exemption(row.rule_id, row.starts_on, row.ends_on, row.document) for row in rows]
