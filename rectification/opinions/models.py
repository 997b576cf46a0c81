"""Rounds of 征求意见: dates, whom they are about, and what was written through the round's link."""

import secrets
import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from branch.base import BranchRecord, BranchRecordQuerySet
from core import sealed_box
from core.badges import Badge
from core.refusals import Refused
from rectification.enums import OpinionSource, ProblemOwner


def new_round_token() -> str:
    """What makes a round's link one that nobody guesses."""
    return secrets.token_urlsafe(24)


class OpinionRoundQuerySet(BranchRecordQuerySet):
    """Rounds by year and by whether they still take opinions."""

    year_field = "year"

    def closed(self, on: date):
        """Rounds whose last day has passed."""
        return self.filter(closes_on__lt=on)

    def to_collect(self, on: date):
        """Closed rounds with opinions that were not taken out yet."""
        return self.closed(on).filter(models.Exists(sealed_box.boxes_of_each(OpinionRound)))

    def with_counts(self):
        """Adds `taken_count`: opinions taken out."""
        taken = Q(opinions__deleted_at__isnull=True)
        return self.annotate(taken_count=models.Count("opinions", filter=taken))


class OpinionRound(BranchRecord):
    """One round of 征求意见. Its link needs no account; what is written there carries no trace of the writer.

    Opinions wait in its sealed box (`core.sealed_box`) until they are taken out together.
    """

    year = models.PositiveSmallIntegerField("所属年度")
    title = models.CharField(
        "名称", max_length=100, help_text="填写人先看到它，例如“2025年度组织生活会征求意见”。"
    )
    source = models.CharField("来源", max_length=10, choices=OpinionSource, default=OpinionSource.MASSES)
    about = models.CharField(
        "针对",
        max_length=10,
        choices=ProblemOwner,
        blank=True,
        help_text="不选时由填写人自己选支委会、支部或党员。",
    )
    about_member = models.ForeignKey(
        "branch.Member",
        verbose_name="党员",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="针对某一名党员征求意见时选择。",
    )
    introduction = models.TextField(
        "说明", blank=True, max_length=500, help_text="写给填写人看，例如想听哪些方面的意见。"
    )
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期", help_text="这一天结束后链接自动失效，意见在第二天起一次取出。")
    token = models.CharField("链接标记", max_length=40, unique=True, default=new_round_token, editable=False)

    objects = OpinionRoundQuerySet.as_manager()

    class Meta:
        db_table = "rectification_round"
        verbose_name = "征求意见"
        verbose_name_plural = "征求意见"
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rectification_round_dates",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="截止日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, on: date) -> bool:
        """Whether the link takes opinions on a day."""
        return not self.is_deleted and self.opens_on <= on <= self.closes_on

    def is_over(self, on: date) -> bool:
        """Whether the last day has passed."""
        return self.closes_on < on

    def badge(self, on: date) -> Badge:
        """Whether opinions are taken, will be, or were."""
        if self.is_open(on):
            return Badge("征求中", "info")
        return Badge("已截止", "muted") if self.is_over(on) else Badge("未开始", "wait")

    @property
    def about_label(self) -> str:
        """支委会, 支部, the member's name, or that the writer chooses."""
        if self.about == ProblemOwner.MEMBER and self.about_member:
            return f"党员 {self.about_member.name}"
        return self.get_about_display() if self.about else "由填写人选择"

    def check_deletable(self) -> None:
        """Opinions that were written stay. Raises Refused."""
        if sealed_box.count(self):
            raise Refused("这次征求意见里还有没取出的意见，请在截止后先取出意见再删除。")


class AsideReply(models.Model):
    """What came in a flood, taken out with the opinions but no opinion yet: a person reads it and counts it or not.

    The same words are kept once, with how often they came. The key is drawn: it tells no order.
    """

    key = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        "rectification.OpinionRound", verbose_name="征求意见", on_delete=models.CASCADE, related_name="aside"
    )
    about = models.CharField("针对", max_length=10, choices=ProblemOwner)
    text = models.TextField("意见内容", max_length=2000)
    copies = models.PositiveIntegerField("相同份数", default=1)

    class Meta:
        db_table = "rectification_aside"
        verbose_name = "疑似刷屏的意见"
        verbose_name_plural = "疑似刷屏的意见"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.text[:40]


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
