"""党费 of a branch by month: one sum, never what a single member paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.disclosure.enums import DisclosureKind
from branch.disclosure.models import Disclosure
from branch.organisations.models import Organisation
from core.refusals import Refused

NOT_NEGATIVE = MinValueValidator(0, "金额不能小于 0，请核对。")


def yuan(amount: Decimal | None) -> str:
    """1,234.50; empty for nothing."""
    return "" if amount is None else f"{amount:,.2f}"


class DuesMonthQuerySet(BranchRecordQuerySet):
    """Months by year; the sums are the committee's business until the year's notice tells them to all."""

    year_field = "year"

    def visible_to(self, user):
        """Secretary and committee of the branch."""
        return self.alive().filter(branch_id__in=grants_of(user).writer_ids)


class DuesMonth(BranchRecord):
    """What a branch received in a month, and what of it was handed up, in yuan."""

    year = models.PositiveSmallIntegerField("所属年度")
    month = models.PositiveSmallIntegerField(
        "月份",
        choices=[(number, f"{number}月") for number in range(1, 13)],
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    received = models.DecimalField(
        "收缴金额（元）",
        max_digits=10,
        decimal_places=2,
        validators=[NOT_NEGATIVE],
        help_text="全支部这个月收到的合计，不登记每个人交了多少。",
    )
    handed_up = models.DecimalField(
        "上缴金额（元）",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text="填了上缴日期、没有填金额的，按全部上缴登记。",
    )
    handed_up_on = models.DateField("上缴日期", null=True, blank=True, help_text="公示时说明哪天上缴。")
    receipt = models.CharField(
        "票据号", max_length=40, blank=True, help_text="上级开的收据编号，查账时核对。"
    )
    note = models.CharField(
        "说明", max_length=200, blank=True, help_text="上缴和收缴不一样的，写明差额原因；年度公示照此说明。"
    )

    objects = DuesMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "党费收缴"
        verbose_name_plural = "党费收缴"
        ordering = ["-year", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "month"],
                condition=Q(deleted_at__isnull=True),
                name="branch_dues_month_once",
                violation_error_message="这个月已经登记，请修改原来的一条。",
            ),
            models.CheckConstraint(
                name="branch_dues_handed_up",
                condition=Q(handed_up__isnull=True, handed_up_on__isnull=True)
                | Q(handed_up__isnull=False, handed_up_on__isnull=False),
                violation_error_message="上缴金额和上缴日期请一起填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月党费"

    @property
    def difference(self) -> Decimal:
        """What was received and not handed up; nought until the month is handed up at all."""
        return self.received - self.handed_up if self.handed_up is not None else Decimal(0)

    def check_deletable(self) -> None:
        """Refuse once the year was published."""
        check_unpublished(self.branch, self.year)


def notices_of(branch: Organisation, year: int):
    """The 公示 of the dues of a year."""
    return Disclosure.objects.of_branch(branch).in_year(year).of_kind(DisclosureKind.DUES)


def check_unpublished(branch: Organisation, year: int) -> None:
    """Raise Refused where the year's notice exists: its sums stand on paper."""
    if notice := notices_of(branch, year).first():
        raise Refused(
            f"{year}年度的党费已在{notice.place}公示，公示的数字不能再变；确有差错的，先删除那次公示，改正以后重新公示。"
        )


@dataclass(frozen=True)
class DuesYear:
    """A year's months with their sums in yuan. `missing` are months gone by without a record."""

    year: int
    rows: Sequence[DuesMonth]
    missing: tuple[int, ...]

    @property
    def received(self) -> Decimal:
        """Received in all."""
        return sum((row.received for row in self.rows), Decimal(0))

    @property
    def handed_up(self) -> Decimal:
        """Handed up in all."""
        return sum((row.handed_up for row in self.rows if row.handed_up is not None), Decimal(0))

    @property
    def waiting(self) -> list[DuesMonth]:
        """Months received and not handed up yet."""
        return [row for row in self.rows if row.handed_up is None and row.received]

    @property
    def differing(self) -> list[DuesMonth]:
        """Months of which something else was handed up than was received."""
        return [row for row in self.rows if row.difference]

    @property
    def difference(self) -> Decimal:
        """Received and not handed up, whyever."""
        return self.received - self.handed_up


def dues_of(branch: Organisation, year: int, today: date) -> DuesYear:
    """The dues of a branch in a year, as of a day."""
    rows = list(DuesMonth.objects.of_branch(branch).in_year(year).order_by("month"))
    gone = 12 if year < today.year else today.month - 1 if year == today.year else 0
    there = {row.month for row in rows}
    first = branch.first_month(year)
    return DuesYear(year, rows, tuple(month for month in range(first, gone + 1) if month not in there))
