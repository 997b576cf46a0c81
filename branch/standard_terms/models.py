"""规范用语 of a unit: names as it writes them, for proof-reading."""

from django.db import models
from django.db.models import F, Q

from branch.base import BranchRecord


class StandardTerm(BranchRecord):
    """One name as the unit writes it, and how it is often written instead."""

    wrong = models.CharField(
        "不写成", max_length=60, help_text="例如“二处”“第二工程处”等不用的写法，一条一种。"
    )
    right = models.CharField(
        "规范写法", max_length=60, help_text="校对时建议改成的写法，例如单位、工程、会议的全称。"
    )

    class Meta:
        verbose_name = "规范用语"
        verbose_name_plural = "规范用语"
        ordering = ["wrong", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "wrong"],
                condition=Q(deleted_at__isnull=True),
                name="branch_term_once",
                violation_error_message="这种写法已登记，请修改原来的一条。",
            ),
            models.CheckConstraint(
                name="branch_term_differs",
                condition=~Q(wrong=F("right")),
                violation_error_message="两种写法一样，请改正其中一个。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}"
