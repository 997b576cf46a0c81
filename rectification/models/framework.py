"""The year's 对照 framework, and the opinions collected before problems are worked out."""

from django.db import models

from branch.models import BranchRecord, BranchRecordQuerySet
from core.refusals import Refused

from ..enums import FrameworkAudience, OpinionSource, ProblemOwner


class FrameworkItemQuerySet(BranchRecordQuerySet):
    """对照 items by year and audience."""

    year_field = "year"

    def for_audience(self, audience: str):
        """The items of 支委会 or of 党员."""
        return self.filter(audience=audience)

    def with_problem_count(self):
        """Adds `problem_count`: problems in use under the item."""
        in_use = models.Q(problems__deleted_at__isnull=True)
        return self.annotate(problem_count=models.Count("problems", filter=in_use))


class FrameworkItem(BranchRecord):
    """One 对照 item of a year: what the committee, or each member, measures itself against."""

    year = models.PositiveSmallIntegerField("所属年度")
    audience = models.CharField("适用对象", max_length=10, choices=FrameworkAudience)
    order = models.PositiveSmallIntegerField("序号", default=1)
    text = models.CharField(
        "对照内容", max_length=300, help_text="照上级通知的原文填写，例如“对照……方面”。报告第二部分按它分段。"
    )

    objects = FrameworkItemQuerySet.as_manager()

    class Meta:
        verbose_name = "对照项"
        verbose_name_plural = "对照项"
        ordering = ["year", "audience", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "audience", "text"],
                condition=models.Q(deleted_at__isnull=True),
                name="rectification_framework_once",
                violation_error_message="这个年度已有相同的对照项。",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def check_deletable(self) -> None:
        """An item that problems stand under stays. Raises Refused."""
        if count := self.problems.alive().count():
            raise Refused(f"“{self.text}”下已有 {count} 个问题，请先把这些问题改到别的对照方面。")


class OpinionQuerySet(BranchRecordQuerySet):
    """Opinions by year, and whether they were merged into a problem."""

    year_field = "year"

    def unmerged(self):
        """Opinions that no problem in use answers."""
        return self.filter(models.Q(problem__isnull=True) | models.Q(problem__deleted_at__isnull=False))

    def for_list(self):
        """What the list shows of each opinion."""
        return self.select_related("problem", "about_member", "round")


class Opinion(BranchRecord):
    """An opinion from the consultation (征求意见). It has no author: nothing stored says who held it."""

    year = models.PositiveSmallIntegerField("所属年度")
    source = models.CharField(
        "来源", max_length=10, choices=OpinionSource, help_text="报告第二部分写明问题由哪些方式查找。"
    )
    collected_on = models.DateField("征求日期")
    about = models.CharField("针对", max_length=10, choices=ProblemOwner, default=ProblemOwner.BRANCH)
    about_member = models.ForeignKey(
        "branch.Member",
        verbose_name="党员",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="意见针对党员时选择是哪一名。",
    )
    round = models.ForeignKey(
        "rectification.OpinionRound",
        verbose_name="出自",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="opinions",
    )
    text = models.TextField("意见内容", max_length=2000, help_text="只记意见，不记是谁提的。")
    problem = models.ForeignKey(
        "rectification.Problem",
        verbose_name="归并到问题",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        help_text="几条意见说的是同一件事时，归并到同一个问题，条数保留。",
    )

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "意见"
        verbose_name_plural = "意见"
        ordering = ["-collected_on", "-pk"]
        indexes = [models.Index(fields=["branch", "year"], name="rectification_opinion_year")]

    def __str__(self) -> str:
        return f"{self.get_source_display()}：{self.text[:40]}"

    @property
    def about_label(self) -> str:
        """支委会, 支部, or the member's name."""
        if self.about == ProblemOwner.MEMBER and self.about_member:
            return f"党员 {self.about_member.name}"
        return self.get_about_display()

    @property
    def answered_by(self):
        """The problem that the opinion was merged into, unless that lies in the recycle bin."""
        return self.problem if self.problem and not self.problem.is_deleted else None
