"""The year's 对照 framework, problems with their 具体表现, causes and measures."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from branch.base import BranchRecord, BranchRecordQuerySet
from core.refusals import Refused
from rectification.enums import FrameworkAudience, ItemState, OpinionSource, ProblemOwner


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
    phrase = models.CharField(
        "本年提法",
        max_length=40,
        blank=True,
        help_text="上级通知对这些对照内容的总称，例如“四个对照”；写进报告第二部分的开头，没有可以不填。",
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


def _rows(model_name: str):
    return apps.get_model("rectification", model_name)._base_manager.filter(deleted_at__isnull=True)


def alive_related(relation: str, model_name: str, *joined: str) -> Prefetch:
    """Prefetch of linked records that are not in the recycle bin, with the rows they point at."""
    rows = _rows(model_name)
    return Prefetch(relation, queryset=rows.select_related(*joined) if joined else rows)


def still_open_in(year: int, prefix: str = "") -> Q:
    """Condition on an item's state: it was not closed before the year began."""
    closed_before = Q(**{f"{prefix}state": ItemState.CLOSED}) & (
        Q(**{f"{prefix}closed_on__isnull": True}) | Q(**{f"{prefix}closed_on__lt": date(year, 1, 1)})
    )
    return ~closed_before


class ProblemQuerySet(BranchRecordQuerySet):
    """Problems by year and by their place in the report."""

    year_field = "year"

    def findings(self):
        """查摆问题: section two of the report."""
        return self.filter(is_finding=True)

    def main(self):
        """主要问题: section four of the report."""
        return self.filter(is_main=True)

    def of_life_meeting(self):
        """What the 组织生活会 deals with; not what a study campaign has found for its own list alone."""
        return self.filter(Q(is_finding=True) | Q(is_main=True) | Q(campaign__isnull=True))

    def without_cause(self):
        """Problems that no cause explains."""
        return self.filter(~Exists(_rows("Cause").filter(problems=OuterRef("pk"))))

    def without_measure(self):
        """Problems that no measure names."""
        return self.filter(~Exists(_rows("Measure").filter(problems=OuterRef("pk"))))

    def without_item(self):
        """Problems for which nothing is to be done."""
        return self.filter(~Exists(_rows("RectificationItem").filter(problem=OuterRef("pk"))))

    def carried_into(self, year: int):
        """What a year's section one reports on: problems of the year before, and older ones still open then."""
        older_open = Q(year__lt=year - 1) & Exists(
            _rows("RectificationItem").filter(still_open_in(year), problem=OuterRef("pk"))
        )
        return self.filter(Q(year=year - 1) | older_open)

    def for_list(self):
        """What the list shows of each problem."""
        return self.select_related("framework_item", "owner_member", "repeats", "campaign").prefetch_related(
            "points",
            alive_related("items", "RectificationItem", "responsible", "leader"),
            alive_related("causes", "Cause"),
            alive_related("opinions", "Opinion"),
        )

    def for_report(self):
        """Everything the report says of each problem, in its order."""
        return self.for_list().prefetch_related(alive_related("measures", "Measure")).order_by("order", "pk")


class Problem(BranchRecord):
    """A problem of a year: found by 对照 (section two), a main problem (section four), or both."""

    # An opinion itself keeps which problem answers it.
    untold_fields = frozenset({"opinions"})

    year = models.PositiveSmallIntegerField("所属年度")
    order = models.PositiveSmallIntegerField("序号", default=0, help_text="报告里按序号排列。")
    framework_item = models.ForeignKey(
        "rectification.FrameworkItem",
        verbose_name="对照方面",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        help_text="报告第二部分按对照方面写“一是……二是……”。",
    )
    title = models.CharField("问题表述", max_length=300, help_text="一句话说清问题，写进报告和清单。")
    description = models.TextField("具体情况", blank=True, max_length=4000)
    typical_case = models.TextField(
        "典型事例", blank=True, max_length=2000, help_text="写清时间和事情，用来说明问题不是泛泛而谈。"
    )
    condensed = models.TextField(
        "主要问题的提法",
        blank=True,
        max_length=1000,
        help_text="既查摆又列为主要问题的，第四部分用这里的概括写法，可以合并几个问题；不重复第二部分的原话。",
    )
    owner = models.CharField("问题主体", max_length=10, choices=ProblemOwner, default=ProblemOwner.BRANCH)
    owner_member = models.ForeignKey(
        "branch.Member",
        verbose_name="党员",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="问题主体是党员时选择。",
    )
    is_finding = models.BooleanField("写进“查摆问题”（第二部分）", default=True)
    is_main = models.BooleanField("列为主要问题（第四部分）", default=False)
    campaign = models.ForeignKey(
        "branch.Campaign",
        verbose_name="学习教育",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        help_text="归入哪次学习教育，它的进度、总结和年度报告据此统计。整改事项随问题归入。",
    )
    sources = models.JSONField("来源", default=list, blank=True)
    repeats = models.ForeignKey(
        "self",
        verbose_name="反复出现：上年度的问题",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
    )
    repeat_ruled_out = models.BooleanField("已核对不是反复出现", default=False, editable=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "问题"
        verbose_name_plural = "问题"
        ordering = ["year", "order", "pk"]
        indexes = [models.Index(fields=["branch", "year"], name="rectification_problem_year")]
        constraints = [
            models.CheckConstraint(
                name="rectification_problem_repeats",
                condition=Q(repeats__isnull=True) | ~Q(repeats=models.F("pk")),
                violation_error_message="问题不能与自己反复。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_campaigns_own(self) -> bool:
        """Whether it stands on the list of a study campaign alone, and the report tells of it nowhere else."""
        return self.campaign_id is not None and not self.is_finding and not self.is_main

    @property
    def source_labels(self) -> str:
        """群众提、自己找."""
        return "、".join(OpinionSource(code).label for code in self.sources if code in OpinionSource.values)

    @property
    def owner_label(self) -> str:
        """支委会, 支部, or the member's name."""
        if self.owner == ProblemOwner.MEMBER and self.owner_member:
            return f"党员 {self.owner_member.name}"
        return self.get_owner_display()

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """What the columns do not show: 具体表现, sources, and how many opinions were merged."""
        points = "\n".join(f"{n}. {point.text}" for n, point in enumerate(self.points.all(), start=1))
        merged = self.opinions.alive().count()
        return {
            "points": ("具体表现", points),
            "sources": ("来源", self.source_labels),
            "opinions": ("归并的意见", f"{merged} 条" if merged else ""),
        }

    def check_deletable(self) -> None:
        """A problem that is being put right stays. Raises Refused."""
        if count := self.items.alive().count():
            raise Refused(f"这个问题下还有 {count} 项整改事项，请先删除它们或改到别的问题。")


class ProblemPoint(models.Model):
    """One 具体表现 of a problem; saved by the problem's service."""

    problem = models.ForeignKey(
        "rectification.Problem", verbose_name="问题", on_delete=models.CASCADE, related_name="points"
    )
    order = models.PositiveSmallIntegerField("序号")
    text = models.TextField("具体表现", max_length=1000)

    class Meta:
        verbose_name = "具体表现"
        verbose_name_plural = "具体表现"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "order"],
                name="rectification_point_order",
                violation_error_message="同一问题的具体表现不能有相同的序号。",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


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
