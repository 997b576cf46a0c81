"""公示 of the rectification list."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from branch.models import BranchRecord, BranchRecordQuerySet
from core.badges import Badge


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
