"""支委职责清单: what each post of the committee has to do, and the activities that carry it out."""

from datetime import date

from django.db import models
from django.db.models import Case, Count, Q, When

from branch.enums import COMMITTEE_POSTS, PostTitle
from branch.models import BranchRecord, BranchRecordQuerySet


class DutyItemQuerySet(BranchRecordQuerySet):
    """Items of the list by branch and year."""

    date_field = "adopted_on"

    def in_force(self, year: int):
        """Items adopted by the end of a year."""
        return self.filter(adopted_on__lte=date(year, 12, 31))

    def by_post(self):
        """As the posts of the committee rank."""
        ranks = [When(post_title=post, then=rank) for rank, post in enumerate(COMMITTEE_POSTS)]
        return self.order_by(Case(*ranks), "pk")

    def with_coverage(self, year: int):
        """Adds `record_count`: the activities of a year that carry an item out."""
        of_year = Q(activities__deleted_at__isnull=True, activities__happened_on__year=year)
        return self.annotate(record_count=Count("activities", filter=of_year, distinct=True))


class DutyItem(BranchRecord):
    """One duty of one post, with when and where it was adopted."""

    post_title = models.CharField(
        "职务",
        max_length=20,
        choices=[(post.value, post.label) for post in COMMITTEE_POSTS],
        help_text="清单按职务分组，报告里说明支委职责明确到人。",
    )
    text = models.CharField("职责", max_length=200, help_text="一条只写一项要做的事，便于核对有没有落实。")
    adopted_on = models.DateField("通过日期", help_text="从这一年起计入落实情况。")
    adopted_at = models.CharField(
        "通过会议", max_length=100, help_text="哪次会议通过的，例如“2025年第1次支委会”。"
    )
    activities = models.ManyToManyField(
        "activities.Activity",
        verbose_name="落实记录",
        blank=True,
        related_name="duty_items",
        help_text="至少有一次活动的，这一年算已落实。",
    )

    objects = DutyItemQuerySet.as_manager()

    class Meta:
        verbose_name = "支委职责"
        verbose_name_plural = "支委职责清单"
        ordering = ["adopted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "post_title", "text"],
                condition=Q(deleted_at__isnull=True),
                name="activities_duty_once",
                violation_error_message="这个职务已有同样的职责，请核对。",
            )
        ]

    def __str__(self) -> str:
        return f"{PostTitle(self.post_title).label}：{self.text}"
