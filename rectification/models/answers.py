"""The causes behind problems, and the measures that answer them."""

from django.db import models
from django.db.models import Exists, OuterRef

from branch.models import BranchRecord, BranchRecordQuerySet

from .problems import alive_related


class AnswerQuerySet(BranchRecordQuerySet):
    """Causes and measures: what points at problems."""

    year_field = "year"

    def without_problem(self):
        """Rows that name no problem in use."""
        through = self.model.problems.through
        own_key = f"{self.model._meta.model_name}_id"
        links = through.objects.filter(**{own_key: OuterRef("pk")}, problem__deleted_at__isnull=True)
        return self.filter(~Exists(links))

    def for_list(self):
        """What the list shows of each row."""
        return self.prefetch_related(alive_related("problems", "Problem"))

    def for_report(self):
        """The rows in the report's order."""
        return self.for_list().order_by("order", "pk")


class Cause(BranchRecord):
    """Why problems arose: section five of the report."""

    year = models.PositiveSmallIntegerField("所属年度")
    order = models.PositiveSmallIntegerField("序号", default=0, help_text="报告里按序号排列。")
    title = models.CharField("原因", max_length=300, help_text="一句话，报告里写成“一是……”。")
    text = models.TextField("分析", blank=True, max_length=4000)
    problems = models.ManyToManyField(
        "rectification.Problem",
        verbose_name="对应问题",
        related_name="causes",
        blank=True,
        help_text="一个原因可以造成几个问题；没有对应问题的原因会在检查页列出。",
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "原因"
        verbose_name_plural = "原因"
        ordering = ["year", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class MeasureQuerySet(AnswerQuerySet):
    """Measures with what they answer."""

    def for_list(self):
        """What the list shows of each measure."""
        return self.prefetch_related(
            alive_related("problems", "Problem"),
            alive_related("causes", "Cause"),
            alive_related("items", "RectificationItem"),
        )


class Measure(BranchRecord):
    """A direction or measure for the time to come: section six of the report."""

    year = models.PositiveSmallIntegerField("所属年度")
    order = models.PositiveSmallIntegerField("序号", default=0, help_text="报告里按序号排列。")
    title = models.CharField("措施", max_length=300, help_text="一句话，报告第六部分的小标题。")
    text = models.TextField("具体做法", blank=True, max_length=4000)
    problems = models.ManyToManyField(
        "rectification.Problem",
        verbose_name="针对问题",
        related_name="measures",
        blank=True,
        help_text="没有措施的主要问题会在检查页列出。",
    )
    causes = models.ManyToManyField(
        "rectification.Cause", verbose_name="针对原因", related_name="measures", blank=True
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "措施"
        verbose_name_plural = "措施"
        ordering = ["year", "order", "pk"]

    def __str__(self) -> str:
        return self.title
