"""How many hours of study a unit of time counts for, as the unit's own rules fix it."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet


class HourUnitQuerySet(BranchRecordQuerySet):
    """Units of a branch; they belong to no year."""

    def visible_to(self, user):
        """How hours are counted is for everyone of the branch to know."""
        grants = grants_of(user)
        return self.alive().filter(grants.reached("branch"))


class HourUnit(BranchRecord):
    """One line of the conversion table: 半天 = 4 学时, with the document that says so.

    What was converted keeps its own words (`hours_basis`), so a later change of the table changes no old record.
    """

    name = models.CharField("单位", max_length=20, help_text="例如半天、天、小时、课时。")
    hours = models.DecimalField(
        "折合学时",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(24))],
        help_text="一个这样的单位计多少学时。",
    )
    source = models.CharField(
        "依据", max_length=200, help_text="写明哪份文件或哪次会议定的，检查时说得清学时怎么算出来。"
    )

    objects = HourUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "学时换算"
        verbose_name_plural = "学时换算"
        ordering = ["hours", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                condition=Q(deleted_at__isnull=True),
                name="study_hour_unit_once",
                violation_error_message="这个单位已有换算，请修改原来的一条。",
            ),
            models.CheckConstraint(
                name="study_hour_unit_hours",
                condition=Q(hours__gt=0) & Q(hours__lte=24),
                violation_error_message="折合学时大于 0，不超过 24。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.hours:f}".removesuffix(".0") + " 学时"


class HoursExemptionQuerySet(BranchRecordQuerySet):
    """Exemptions of a branch's members."""

    year_field = "year"
    named_by = ("member",)

    def visible_to(self, user):
        """For the secretary alone: the reason is somebody's age or illness."""
        return self.alive().filter(branch_id__in=grants_of(user).secretary_ids)

    def for_list(self):
        """With the member."""
        return self.select_related("member", "branch").order_by("member__name_sort", "pk")


class HoursExemption(BranchRecord):
    """For this member and year the hours are 不作硬性要求 (党员教育管理工作条例): out of what P4 counts."""

    restricted_fields = frozenset({"reason"})

    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="hours_exemptions"
    )
    year = models.PositiveSmallIntegerField("所属年度")
    reason = models.CharField(
        "原因", max_length=200, help_text="受限内容：只有书记能看到。例如年老体弱、行动不便、重病。"
    )

    objects = HoursExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = "学时不作硬性要求"
        verbose_name_plural = "学时不作硬性要求"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year"],
                condition=Q(deleted_at__isnull=True),
                name="study_hours_exemption_once",
                violation_error_message="这名党员这一年已登记，请修改原来的一条。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.year} 年学时不作硬性要求"
