"""党内集中学习教育: a study campaign of a branch with its parts and its plan.

党员教育管理工作条例 art. 21. It stands below meetings, study, activities and problems, so that all of them can be
tagged with it; what became of it is told in `reports/campaigns/`, which sees all of them.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.dates import chinese_date
from core.refusals import Refused


class PartRole(models.TextChoices):
    """Which of the tagged records a part of a campaign is told by."""

    STUDY = "STUDY", "会议和学习"
    FINDINGS = "FINDINGS", "查摆的问题"
    RECTIFICATION = "RECTIFY", "问题的整改事项"
    RULES = "RULES", "制定、修订的制度"
    OPEN = "OPEN", "其他活动"
    NONE = "NONE", "只看计划"


# What nearly every campaign consists of, in its order.
STANDARD_PARTS = (
    ("学习研讨", PartRole.STUDY),
    ("查摆问题", PartRole.FINDINGS),
    ("集中整治台账", PartRole.RECTIFICATION),
    ("建章立制", PartRole.RULES),
    ("开门教育", PartRole.OPEN),
)


class CampaignQuerySet(BranchRecordQuerySet):
    """Campaigns by the days on which they run, and by who may see them."""

    def visible_to(self, user):
        """Plan and reading list are for everyone of the branch, and for those who watch it."""
        grants = grants_of(user)
        return self.alive().filter(grants.reached("branch"))

    def running_on(self, day: date):
        """Those that run on a day, the one that began last first."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by("-starts_on", "-pk")

    def in_year(self, year: int):
        """Those that run on any day of a year."""
        return self.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))

    def for_list(self):
        """What a list and a page show of each."""
        return self.select_related("branch").prefetch_related("parts__rows")


class Campaign(BranchRecord):
    """A study campaign: what it is called, by which document, from when to when, and what the branch says of it."""

    name = models.CharField(
        "名称",
        max_length=60,
        help_text="照通知写全称，例如“深入贯彻中央八项规定精神学习教育”；写进报告和总结。",
    )
    document = models.CharField(
        "组织文件",
        max_length=120,
        blank=True,
        help_text="按哪份通知或方案开展，写文件名称；报告和总结的开头会写“按照《……》”。",
    )
    starts_on = models.DateField(
        "开始日期", help_text="这一天到结束日期之间登记会议、学习、活动和问题时，会提示归入这次学习教育。"
    )
    ends_on = models.DateField("结束日期")
    results = models.TextField(
        "取得的成效",
        max_length=2000,
        blank=True,
        help_text="写进总结第三部分和年度报告；没有填写时，总结里留出待补充的位置。",
    )
    shortcomings = models.TextField("存在的不足", max_length=2000, blank=True, help_text="写进总结第四部分。")
    next_steps = models.TextField("下一步打算", max_length=2000, blank=True, help_text="写进总结第五部分。")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "学习教育"
        verbose_name_plural = "学习教育"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                condition=Q(deleted_at__isnull=True),
                name="branch_campaign_name_once",
                violation_error_message="本支部已有同名的学习教育，请核对名称。",
            ),
            models.CheckConstraint(
                name="branch_campaign_span",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def span(self) -> str:
        """2026年3月2日至7月31日; the year a second time only where it is another."""
        ends = chinese_date(self.ends_on)
        if self.ends_on.year == self.starts_on.year:
            ends = ends.partition("年")[2]
        return f"{chinese_date(self.starts_on)}至{ends}"

    @property
    def plan(self) -> list["CampaignRow"]:
        """The rows of its plan, part by part (from `parts__rows`, prefetched)."""
        return [row for part in self.parts.all() for row in part.rows.all()]

    def badge_on(self, on: date) -> Badge:
        """Whether it has begun and is over, as seen on a day."""
        if on < self.starts_on:
            return Badge("未开始", "wait")
        return Badge("进行中", "info") if on <= self.ends_on else Badge("已结束", "muted")

    def check_deletable(self) -> None:
        """Refuse while records in use are tagged with it. Raises Refused."""
        for relation in self._meta.related_objects:
            model: type[models.Model] = relation.related_model  # type: ignore[assignment]
            if not issubclass(model, BranchRecord):
                continue
            tagged = model._default_manager.alive().filter(campaign=self)  # type: ignore[attr-defined]
            if count := tagged.count():
                raise Refused(
                    f"还有 {count} 条{model._meta.verbose_name}记录归在“{self.name}”，请先把它们改归其他，再删除。"
                )

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """Parts and plan as the history shows them, read afresh."""
        parts = list(CampaignPart.objects.filter(campaign=self).prefetch_related("rows"))
        return {
            "parts": ("环节", "\n".join(f"{p.name}（{p.get_role_display()}）" for p in parts)),
            "plan": ("计划", "\n".join(f"{p.name}：{row.summary}" for p in parts for row in p.rows.all())),
        }


class CampaignPart(models.Model):
    """A part (环节) of a campaign."""

    campaign = models.ForeignKey(
        "branch.Campaign", verbose_name="学习教育", on_delete=models.CASCADE, related_name="parts"
    )
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("环节", max_length=40)
    role = models.CharField("反映的记录", max_length=10, choices=PartRole, default=PartRole.NONE)

    class Meta:
        verbose_name = "学习教育环节"
        verbose_name_plural = "学习教育环节"
        ordering = ["campaign", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class CampaignRow(models.Model):
    """A row of the plan: what is done in a part, by when, by whom, and when it was done."""

    part = models.ForeignKey(
        "branch.CampaignPart", verbose_name="环节", on_delete=models.CASCADE, related_name="rows"
    )
    what = models.CharField("做什么", max_length=200)
    due_on = models.DateField("完成时限")
    who = models.CharField("责任人", max_length=60, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "学习教育计划"
        verbose_name_plural = "学习教育计划"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what

    def is_done(self, on: date) -> bool:
        """Whether it was done by a day."""
        return self.done_on is not None and self.done_on <= on

    def badge_on(self, on: date) -> Badge:
        """Done, overdue or open, as seen on a day."""
        if self.is_done(on):
            return Badge("已完成", "good")
        return Badge("逾期", "late") if self.due_on < on else Badge("待完成", "wait")

    @property
    def summary(self) -> str:
        """One line for the history."""
        said = (
            f"{self.what}，{chinese_date(self.due_on)}前",
            self.who,
            f"{chinese_date(self.done_on)}完成" if self.done_on else "",
        )
        return "，".join(filter(None, said))
