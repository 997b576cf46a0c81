"""公示 that belong to no other record: admissions, elections, dues, decisions."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge

from .enums import DisclosureKind


class DisclosureQuerySet(BranchRecordQuerySet):
    """公示 by year; what was published is known to everyone of the branch."""

    year_field = "year"

    def of_kind(self, *kinds: str):
        """公示 about one of these."""
        return self.filter(kind__in=kinds)

    def visible_to(self, user):
        """Everyone of the branch, and its readers."""
        grants = grants_of(user)
        return self.alive().filter(grants.reached("branch"))


class Disclosure(BranchRecord):
    """One 公示: of what, where, from when to when, and what was said to it."""

    year = models.PositiveSmallIntegerField("所属年度")
    kind = models.CharField(
        "类别", max_length=12, choices=DisclosureKind, help_text="党务公开清单按类别列出。"
    )
    subject = models.CharField("公示事项", max_length=100, help_text="例如“拟接收某某为预备党员”。")
    text = models.TextField(
        "公示内容", max_length=2000, blank=True, help_text="印在公示单上；没有另外的内容可以不填。"
    )
    place = models.CharField("公示地点", max_length=100, help_text="例如“项目部党务公开栏”。")
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    contact = models.CharField(
        "意见反映方式", max_length=100, blank=True, help_text="印在公示单上，例如“支部办公室，电话……”。"
    )
    feedback = models.TextField("公示期间的反映", max_length=1000, blank=True, help_text="没有反映写“无”。")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["branch", "year"], name="branch_disclosure_year")]
        constraints = [
            models.CheckConstraint(
                name="branch_disclosure_dates",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="公示结束不能早于公示开始。",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def badge(self, on: date) -> Badge:
        """Whether it hangs, will hang, or hung."""
        return badge_of(self.starts_on, self.ends_on, on)


def badge_of(starts_on: date, ends_on: date | None, on: date) -> Badge:
    """Whether something hangs, will hang, or hung on a day."""
    if on < starts_on:
        return Badge("未开始", "wait")
    return Badge("公示中", "info") if ends_on is None or on <= ends_on else Badge("已公示", "good")
