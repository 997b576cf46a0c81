"""发文登记: a number that a paper outside the system was given, so that the next one given here is right."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet

NUMBER_MOST = 9999


class OutsideNumberQuerySet(BranchRecordQuerySet):
    """Numbers by branch, 发文代字 and year."""

    year_field = "year"

    def visible_to(self, user):
        """Who reads the branch; of a superior unit its own officers."""
        grants = grants_of(user)
        of_unit = models.Q(branch_id__in=grants.superior_root_ids)
        return self.alive().filter(grants.readable("branch") | of_unit)

    def of_series(self, branch, year: int, code: str):
        """Those that run together: of one unit, one 发文代字 and one year."""
        return self.of_branch(branch).in_year(year).filter(code=code)


class OutsideNumber(BranchRecord):
    """A number and the title of the paper that has it. A number given twice is said by the register, not refused."""

    year = models.PositiveSmallIntegerField("年份", help_text="发文字号六角括号里的年份。")
    code = models.CharField(
        "发文代字", max_length=30, help_text="发文字号里年份前面的字，例如“某项目党支”；同一代字的号一起排。"
    )
    number = models.PositiveIntegerField(
        "发文序号",
        validators=[
            MinValueValidator(1, "序号从 1 开始。"),
            MaxValueValidator(NUMBER_MOST, f"序号不大于 {NUMBER_MOST}，请核对。"),
        ],
        help_text="只填数字；登记以后，下一份材料定稿时接着它排。",
    )
    title = models.CharField("文件标题", max_length=100, help_text="在登记簿里说明这个号给了哪份文件。")
    issued_on = models.DateField(
        "发文日期", null=True, blank=True, help_text="登记簿里写明，不清楚可以不填。"
    )

    objects = OutsideNumberQuerySet.as_manager()

    class Meta:
        verbose_name = "发文登记"
        verbose_name_plural = "发文登记"
        ordering = ["year", "code", "number", "pk"]

    def __str__(self) -> str:
        return f"{self.told} {self.title}"

    @property
    def told(self) -> str:
        """某项目党支〔2025〕3号."""
        return f"{self.code}〔{self.year}〕{self.number}号"
