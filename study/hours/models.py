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
        return self.alive().filter(branch_id__in=grants.reader_ids | grants.own_branch_ids)


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
