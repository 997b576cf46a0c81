"""The year's plan of meetings row by row, and agenda templates in versions."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.dates import month_range
from meetings.enums import ItemKind, MeetingKind


class PlanState(models.TextChoices):
    """What became of a row of the plan by a day; computed, never stored."""

    AHEAD = "AHEAD", "未到"
    DUE = "DUE", "待召开"
    ARRANGED = "ARRANGED", "已计划会议"
    HELD = "HELD", "已召开"
    MISSED = "MISSED", "已过未开"


PLAN_TONES = {
    PlanState.AHEAD: "muted",
    PlanState.DUE: "wait",
    PlanState.ARRANGED: "info",
    PlanState.HELD: "good",
    PlanState.MISSED: "late",
}

MONTHS = [(month, f"{month}月") for month in range(1, 13)]


class MeetingPlanItemQuerySet(BranchRecordQuerySet):
    """Rows of a year's plan in their order, by who may see and who may change them."""

    year_field = "year"

    def visible_to(self, user):
        """The plan is for everyone of the branch to know, and for those who watch it."""
        grants = grants_of(user)
        rows = self.alive().filter(grants.reached("branch"))
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


class AgendaTemplateQuerySet(BranchRecordQuerySet):
    """Templates of a branch, for those who enter its meetings or watch it."""

    def visible_to(self, user):
        """Readers of the branch, and group leaders, who enter meetings too."""
        grants = grants_of(user)
        return self.alive().filter(grants.readable("branch") | Q(branch_id__in=grants.led_branch_ids))

    def for_list(self):
        """Templates with their versions and lines, in the order of the kinds."""
        versions = AgendaTemplateVersion.objects.with_lines()
        return self.select_related("branch").prefetch_related(Prefetch("versions", versions))


class AgendaTemplate(BranchRecord):
    """The usual agenda of a kind of meeting. What it says stands in its versions."""

    name = models.CharField("名称", max_length=60, help_text="例如“月度支委会”，登记会议时按名称选用。")
    kind = models.CharField(
        "会议类别", max_length=10, choices=MeetingKind, help_text="登记这一类会议时可以选用。"
    )

    objects = AgendaTemplateQuerySet.as_manager()

    class Meta:
        db_table = "meetings_template"
        verbose_name = "议程模板"
        verbose_name_plural = "议程模板"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                condition=Q(deleted_at__isnull=True),
                name="meetings_template_once",
                violation_error_message="已经有同名的议程模板，请换一个名称，或直接编辑原来的模板。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def latest(self) -> "AgendaTemplateVersion":
        """The version in use (from `versions`, prefetched on lists); every template has one."""
        return max(self.versions.all(), key=lambda version: version.number)

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The agenda in use as the history shows it, read afresh."""
        version = AgendaTemplateVersion.objects.filter(template=self).first()
        return {"lines": ("议题", version.text if version else "")}


class AgendaTemplateVersionQuerySet(models.QuerySet):
    """Versions with what pages show of them."""

    def with_lines(self):
        """Versions with their lines, the newest first."""
        return self.select_related("created_by").prefetch_related("lines")

    def with_use(self):
        """Adds `meeting_count`: how many meetings that are not deleted were made from each."""
        used = Q(meetings__deleted_at__isnull=True)
        return self.annotate(meeting_count=Count("meetings", filter=used)).order_by("-number")


class AgendaTemplateVersion(models.Model):
    """An agenda as it stood from a change to the next; never changed, so that meetings can say what they followed."""

    template = models.ForeignKey(
        "meetings.AgendaTemplate", verbose_name="议程模板", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版本")
    created_at = models.DateTimeField("修改时间", default=timezone.now)
    created_by = models.ForeignKey(
        "branch.User", verbose_name="修改人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AgendaTemplateVersionQuerySet.as_manager()

    class Meta:
        db_table = "meetings_template_version"
        verbose_name = "议程模板版本"
        verbose_name_plural = "议程模板版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="meetings_template_version_once",
                violation_error_message="这个模板刚刚有了新版本，请核对后再保存。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template}第 {self.number} 版"

    @property
    def text(self) -> str:
        """The agenda as lines of text."""
        return "\n".join(line.summary for line in self.lines.all())


class AgendaTemplateLine(models.Model):
    """One item of a version."""

    version = models.ForeignKey(
        "meetings.AgendaTemplateVersion", verbose_name="版本", on_delete=models.CASCADE, related_name="lines"
    )
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=200)
    reporter = models.CharField("汇报人", max_length=60, blank=True)
    kind = models.CharField("议题类型", max_length=12, choices=ItemKind, blank=True)

    class Meta:
        db_table = "meetings_template_line"
        verbose_name = "模板议题"
        verbose_name_plural = "模板议题"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def summary(self) -> str:
        """1. 研究本月工作（审议；汇报人：某某）."""
        beside = [str(self.get_kind_display()), f"汇报人：{self.reporter}" if self.reporter else ""]
        told = "；".join(filter(None, beside))
        return f"{self.order}. {self.title}" + (f"（{told}）" if told else "")
