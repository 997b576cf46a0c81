"""Short notes on those steps of a year's 组织生活会 that leave no other record."""

from django.db import models
from django.db.models import F, Q

from branch.base import BranchRecord, BranchRecordQuerySet

from .enums import CycleStep


class CycleNoteQuerySet(BranchRecordQuerySet):
    """Notes by year; readers of the branch see them."""

    year_field = "year"

    def in_order(self):
        """By date within a year."""
        return self.order_by("on", "pk")


class CycleNote(BranchRecord):
    """What was done for a step: a notice sent, a comment heard, a list put up at a place from a day to a day."""

    year = models.PositiveSmallIntegerField("所属年度")
    step = models.CharField(
        "步骤", max_length=10, choices=CycleStep, help_text="显示在组织生活会流程的这一步。"
    )
    on = models.DateField("日期", help_text="公示填开始日期。")
    text = models.TextField("内容", max_length=2000, help_text="做了什么，一两句话；文件传到附件。")
    place = models.CharField(
        "地点", max_length=100, blank=True, help_text="公示填张贴的地方，例如“项目部公示栏”。"
    )
    until = models.DateField("结束日期", null=True, blank=True, help_text="公示到哪一天。")

    objects = CycleNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "流程记录"
        verbose_name_plural = "流程记录"
        ordering = ["year", "on", "pk"]
        indexes = [models.Index(fields=["branch", "year"], name="meetings_note_year")]
        constraints = [
            models.CheckConstraint(
                name="meetings_note_span",
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度{CycleStep(self.step).label}：{self.text[:40]}"
