"""The year's plan of meetings: what is to be held in which month, on which theme."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from branch.access import grants_of
from branch.models import BranchRecord, BranchRecordQuerySet
from core.dates import month_range

from ..enums import MeetingKind

MONTHS = [(month, f"{month}月") for month in range(1, 13)]


class MeetingPlanItemQuerySet(BranchRecordQuerySet):
    """Rows of a year's plan in their order, by who may see and who may change them."""

    year_field = "year"

    def visible_to(self, user):
        """The plan is for everyone of the branch to know, and for those who watch it."""
        grants = grants_of(user)
        rows = self.alive().filter(branch_id__in=grants.reader_ids | grants.own_branch_ids)
        return MeetingPlanItem.with_related(rows)

    def changeable_by(self, user):
        """Secretary and committee change every row, group leaders the rows of their group."""
        grants = grants_of(user)
        return self.alive().filter(Q(branch_id__in=grants.writer_ids) | Q(group_id__in=grants.led_group_ids))

    def for_list(self):
        """Everything that the plan's page shows of a row, in its order."""
        return MeetingPlanItem.with_related(self).select_related("meeting")


class MeetingPlanItem(BranchRecord):
    """One row of the plan: a kind of meeting in a month, with what it is to be about.

    The month is one of the calendar, so 组织生活会 planned for January is the one of the year before (所属年度).
    `meeting` is set only when a meeting was entered from this row; which meeting fulfils a row is computed in
    `plan.py`, so that deleting, restoring or changing a meeting needs no write here.
    """

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1921), MaxValueValidator(2100)]
    )
    month = models.PositiveSmallIntegerField(
        "月份", choices=MONTHS, help_text="计划在哪个月开；这个月还没有开的会提醒。"
    )
    kind = models.CharField(
        "类别", max_length=10, choices=MeetingKind, help_text="开会时自动选好；同一次会议可以完成几项计划。"
    )
    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="党小组会才填。",
    )
    theme = models.CharField(
        "主题", max_length=200, blank=True, help_text="登记会议时自动带入；可以先空着，开会以前再填。"
    )
    work_link = models.CharField(
        "业务结合点",
        max_length=300,
        blank=True,
        help_text="与生产经营的哪项工作结合，登记会议时自动带入，报告“一年来工作”会用到。",
    )
    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="由此登记的会议",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="plan_items",
    )

    objects = MeetingPlanItemQuerySet.as_manager()

    class Meta:
        db_table = "meetings_plan"
        verbose_name = "会议计划"
        verbose_name_plural = "会议计划"
        ordering = ["year", "month", "pk"]
        indexes = [models.Index(fields=["branch", "year", "month"], name="meetings_plan_year")]
        constraints = [
            models.CheckConstraint(
                name="meetings_plan_month",
                condition=Q(month__gte=1, month__lte=12),
                violation_error_message="月份在 1 到 12 之间。",
            ),
            models.CheckConstraint(
                name="meetings_plan_group",
                condition=Q(kind="GROUP", group__isnull=False) | (~Q(kind="GROUP") & Q(group__isnull=True)),
                violation_error_message="党小组会须选择党小组，其他会议不选党小组。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月{self.label}"

    @staticmethod
    def with_related(rows):
        """Adds to rows of any manager what the title and the permissions ask for."""
        return rows.select_related("branch", "group")

    @property
    def label(self) -> str:
        """The kind, for a group meeting with the group's name: 主题党日, 第一党小组会."""
        return f"{self.group.name}会" if self.group else MeetingKind(self.kind).label

    @property
    def starts_on(self) -> date:
        """First day of its month."""
        return month_range(self.year, self.month)[0]

    @property
    def ends_on(self) -> date:
        """Last day of its month."""
        return month_range(self.year, self.month)[1]
