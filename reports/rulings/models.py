"""批复 that came by post: a superior organisation that does not work in the system answered a 请示 on paper."""

from django.db import models

from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge

from .enums import TONES, Decision


class ReceivedRulingQuerySet(BranchRecordQuerySet):
    """Answers by the 请示 that they are about; seen by who reads the branch."""

    date_field = "issued_on"
    named_by = ("request",)

    def for_list(self):
        """With the 请示 that each answers."""
        return self.select_related("branch", "request").order_by("-issued_on", "-pk")


class ReceivedRuling(BranchRecord):
    """The number, the day and the answer, with the paper itself among its files."""

    request = models.ForeignKey(
        "reports.AnnualReport",
        verbose_name="答复的请示",
        on_delete=models.PROTECT,
        editable=False,
        related_name="received",
    )
    issuer = models.CharField(
        "批复单位", max_length=60, help_text="照文件落款写全称；换届登记批复时可以带过去。"
    )
    number = models.CharField(
        "批复文号",
        max_length=60,
        help_text="照文件写，例如“某党〔2026〕5号”；任期和换届里按文号对到这份批复。",
    )
    issued_on = models.DateField("批复日期", help_text="文件落款的日期；不早于请示的日期。")
    decision = models.CharField(
        "批复意见", max_length=10, choices=Decision, help_text="请示的页面和年度材料里写明。"
    )
    words = models.TextField(
        "批复要求", max_length=2000, blank=True, help_text="文件里要求落实的事，写在请示的页面上，便于照办。"
    )

    objects = ReceivedRulingQuerySet.as_manager()

    class Meta:
        verbose_name = "收到的批复"
        verbose_name_plural = "收到的批复"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(deleted_at__isnull=True),
                name="reports_received_once",
                violation_error_message="这份请示的批复已经登记，请打开原来的一条改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer}批复（{self.number}）"

    @property
    def decision_badge(self) -> Badge:
        """同意, 原则同意 or 不同意."""
        return Badge(self.get_decision_display(), TONES[Decision(self.decision)])
