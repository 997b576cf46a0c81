"""What surrounds an item's life: extended time limits, whether closing it helped, and 公示 of the list."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from branch.models import BranchRecord, BranchRecordQuerySet
from core.badges import Badge

from ..enums import ItemEffect


class DueExtension(models.Model):
    """One extension of an item's time limit; the old one is kept with the reason."""

    item = models.ForeignKey(
        "rectification.RectificationItem",
        verbose_name="整改事项",
        on_delete=models.CASCADE,
        related_name="extensions",
    )
    on = models.DateField("日期")
    old_due_on = models.DateField("原时限")
    new_due_on = models.DateField("新时限")
    reason = models.CharField("延期原因", max_length=500)
    by_name = models.CharField("办理人", max_length=40)
    created_at = models.DateTimeField("办理时间", default=timezone.now)

    class Meta:
        db_table = "rectification_extension"
        verbose_name = "延期"
        verbose_name_plural = "延期"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rectification_extension_later",
                condition=Q(new_due_on__gt=F("old_due_on")),
                violation_error_message="新时限要晚于原时限。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on:%Y-%m-%d} → {self.new_due_on:%Y-%m-%d}"


class EffectAnswer(models.Model):
    """The answer, 90 days after closing, to whether the item's measure worked."""

    item = models.ForeignKey(
        "rectification.RectificationItem",
        verbose_name="整改事项",
        on_delete=models.CASCADE,
        related_name="effects",
    )
    on = models.DateField("日期")
    effect = models.CharField("成效", max_length=12, choices=ItemEffect)
    note = models.CharField("说明", max_length=500, blank=True)
    by_name = models.CharField("回答人", max_length=40)
    created_at = models.DateTimeField("回答时间", default=timezone.now)

    class Meta:
        db_table = "rectification_effect"
        verbose_name = "成效回访"
        verbose_name_plural = "成效回访"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_effect_display()} {self.on:%Y-%m-%d}"


class PublicNoticeQuerySet(BranchRecordQuerySet):
    """公示 by year."""

    year_field = "year"


class PublicNotice(BranchRecord):
    """公示 of the rectification list: where it hung, from when to when, and which items it named."""

    year = models.PositiveSmallIntegerField("所属年度")
    place = models.CharField("公示地点", max_length=100, help_text="例如“项目部党务公开栏”。")
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    contact = models.CharField(
        "意见反映方式", max_length=100, blank=True, help_text="印在公示单上，例如“支部办公室，电话……”。"
    )
    feedback = models.TextField("公示期间的反映", blank=True, max_length=1000, help_text="没有反映写“无”。")
    items = models.ManyToManyField(
        "rectification.RectificationItem", verbose_name="公示的整改事项", related_name="notices"
    )

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        db_table = "rectification_notice"
        verbose_name = "整改公示"
        verbose_name_plural = "整改公示"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rectification_notice_dates",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="公示结束不能早于公示开始。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度整改公示（{self.place}）"

    def badge(self, on: date) -> Badge:
        """Whether it hangs, will hang, or hung."""
        if self.starts_on <= on <= self.ends_on:
            return Badge("公示中", "info")
        return Badge("已公示", "good") if self.ends_on < on else Badge("未开始", "wait")
