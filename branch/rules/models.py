"""The written reason that answers a rule worded 一般."""

from django.db import models

from branch.base import BranchRecord, BranchRecordQuerySet
from core.rules import ID_LENGTH, ResultKey


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
