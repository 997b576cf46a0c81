"""流动党员: a member who is away for long, how the branch reaches them, and each report they made."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from branch.access import grants_of, is_secretary
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.dates import Span, add_months, chinese_date, covering


class ReportEvery(models.IntegerChoices):
    """How often the member reports to the branch, in months."""

    MONTH = 1, "每月"
    QUARTER = 3, "每季度"
    HALF_YEAR = 6, "每半年"
    YEAR = 12, "每年"


class AwayQuerySet(BranchRecordQuerySet):
    """Those who are away, and who may know of it."""

    named_by = ("member",)

    def visible_to(self, user):
        """Readers of the branch, and each member the own."""
        grants = grants_of(user)
        return self.alive().filter(grants.readable("branch") | Q(member_id__in=grants.member_ids))

    def away_on(self, day: date):
        """Those that cover a day."""
        return self.alive().filter(covering(day))

    def for_list(self):
        """What a row shows, with the day of the last report."""
        reports = AwayReport.objects.filter(away=OuterRef("pk")).order_by("-on")
        last = Subquery(reports.values("on")[:1])
        return self.select_related("branch", "member").annotate(last_report_on=last)


class Away(Span, BranchRecord):
    """A member lives or works elsewhere from a day on, keeps the membership here, and reports from time to time."""

    restricted_fields = frozenset({"contact", "reason", "reports"})

    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="away_times"
    )
    place = models.CharField("现在何处", max_length=100, help_text="例如某省某市，或某项目驻地。")
    starts_on = models.DateField("外出日期")
    ends_on = models.DateField("返回日期", null=True, blank=True, help_text="返回以后填写，不再提醒汇报。")
    reason = models.CharField(
        "外出原因", max_length=200, help_text="受限内容：只有书记、登记人和本人能看到。"
    )
    contact = models.CharField(
        "联系方式",
        max_length=100,
        help_text="电话、微信或联系人；只有书记、登记人和本人能看到。",
    )
    report_every = models.PositiveSmallIntegerField(
        "汇报间隔",
        choices=ReportEvery,
        default=ReportEvery.QUARTER,
        help_text="多久向支部汇报一次，由本支部定；到期前 7 天提醒支部和本人。",
    )

    objects = AwayQuerySet.as_manager()

    class Meta:
        verbose_name = "流动党员"
        verbose_name_plural = "流动党员"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_away_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="返回日期不能早于外出日期。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ends_on__isnull=True, deleted_at__isnull=True),
                name="branch_away_once",
                violation_error_message="这名党员已登记为外出，还没有返回。",
            ),
        ]

    def __str__(self) -> str:
        return f"流动党员{self.member}"

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The reports, as the history shows them to those who may read them."""
        return {"reports": ("汇报", "\n".join(map(str, self.reports.all())))}

    def may_be_read_by(self, user: AbstractBaseUser) -> bool:
        """Why, how to reach them and what they reported: the secretary, the member, and whoever wrote it down."""
        grants = grants_of(user)
        wrote = user.pk is not None and self.created_by_id == user.pk
        is_writer = wrote and self.branch_id in grants.own_branch_ids
        return is_secretary(user, self.branch) or self.member_id in grants.member_ids or is_writer

    def due_after(self, last: date | None) -> date | None:
        """The day of the next report, counted from the last one or from the day of leaving; None after the return."""
        return None if self.ends_on else add_months(last or self.starts_on, self.report_every)

    @property
    def next_report_on(self) -> date | None:
        """See `due_after`; needs `for_list()`."""
        return self.due_after(self.last_report_on)

    def state_badge_on(self, on: date) -> Badge:
        """在外, 汇报逾期 or 已返回; needs `for_list()`."""
        if self.ends_on and self.ends_on < on:
            return Badge("已返回", "muted")
        due_on = self.next_report_on
        return Badge("汇报逾期", "late") if due_on and due_on < on else Badge("在外", "info")


class AwayReport(models.Model):
    """One report of a member who is away: when, by which way, what was said."""

    away = models.ForeignKey(
        "branch.Away", verbose_name="流动党员", on_delete=models.CASCADE, related_name="reports"
    )
    on = models.DateField("汇报日期")
    channel = models.CharField("汇报方式", max_length=40, help_text="例如电话、微信、回支部当面。")
    text = models.TextField(
        "汇报内容",
        max_length=1000,
        help_text="学习、工作和思想情况，一两句话；只有书记、登记人和本人能看到。",
    )

    class Meta:
        verbose_name = "流动党员汇报"
        verbose_name_plural = "流动党员汇报"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{chinese_date(self.on)}（{self.channel}）{self.text}"
