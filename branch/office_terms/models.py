"""A term (届) of a branch: from when to when, how its leaders came to office, who approved it, and whether its end was moved."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.enums import TermOrigin
from core.badges import Badge
from core.dates import Span, add_months, chinese_date, covering
from documents.content import chinese_number

# 支部工作条例 art. 21: the term of a company branch.
TERM_MONTHS = 36
# 基层组织选举工作条例: an election may be held so much earlier or later, where the superior approves it.
MOVED_MONTHS_MOST = 12
NUMBER_MOST = 99


class OfficeTermQuerySet(BranchRecordQuerySet):
    """Terms of branches, by day."""

    def covering(self, day: date):
        """Those that run on a day."""
        return self.filter(covering(day))

    def for_list(self):
        """The newest first."""
        return self.select_related("branch").order_by("-starts_on", "-pk")

    def visible_to(self, user):
        """Everyone who belongs to or reads the branch, as they know who holds its posts."""
        return self.alive().filter(grants_of(user).known("branch"))


class OfficeTerm(Span, BranchRecord):
    """One term. It runs to `due_on`, and ended on `ends_on` once the next one began."""

    number = models.PositiveSmallIntegerField(
        "第几届", null=True, blank=True, help_text="写进请示、选票和报告；说不清的可以不填。"
    )
    starts_on = models.DateField("任期自", help_text="选举产生或任命的日期，三年任期从这一天算起。")
    ends_on = models.DateField("实际结束", null=True, blank=True, help_text="换届以后自动填写，现任的留空。")
    origin = models.CharField("产生方式", max_length=12, choices=TermOrigin, default=TermOrigin.ELECTION)
    basis = models.CharField(
        "选举会议或任命文件",
        max_length=200,
        blank=True,
        help_text="例如“2023年6月16日支部党员大会”，任命的写文件名称和文号。",
    )
    approved_by = models.CharField("批准单位", max_length=60, blank=True)
    approval_document = models.CharField("批复文号", max_length=100, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    moved_to = models.DateField("换届改在", null=True, blank=True)
    moved_document = models.CharField("提前或延期的批准文件", max_length=200, blank=True)

    objects = OfficeTermQuerySet.as_manager()

    class Meta:
        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_office_term_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于任期开始。",
            ),
            models.UniqueConstraint(
                fields=["branch"],
                condition=Q(ends_on__isnull=True, deleted_at__isnull=True),
                name="branch_office_term_one_open",
                violation_error_message="支部已有一届没有结束，请先填写那一届的结束日期。",
            ),
            models.CheckConstraint(
                name="branch_office_term_moved",
                condition=Q(moved_to__isnull=True) ^ ~Q(moved_document=""),
                violation_error_message="提前或延期换届须有批准文件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words}（{chinese_date(self.starts_on)}起）"

    @property
    def words(self) -> str:
        """第三届; 任期 where the number is not known."""
        return f"第{chinese_number(self.number)}届" if self.number else "任期"

    @property
    def usual_end(self) -> date:
        """Three years after its first day."""
        return add_months(self.starts_on, TERM_MONTHS)

    @property
    def due_on(self) -> date:
        """The last day by which the next election is held: three years on, or the approved day."""
        return self.moved_to or self.usual_end

    @property
    def moved_words(self) -> str:
        """经批准延期至2026年12月1日（某发〔2026〕3号）; empty where the end was not moved."""
        if not self.moved_to:
            return ""
        how = "提前到" if self.moved_to < self.usual_end else "延期至"
        return f"经批准{how}{chinese_date(self.moved_to)}换届（{self.moved_document}）"

    def state_badge_on(self, day: date) -> Badge:
        """现届, 未开始, 已结束 or 已超期 on a day."""
        if self.starts_on > day:
            return Badge("未开始", "wait")
        if self.ends_on and self.ends_on < day:
            return Badge("已结束", "muted")
        return Badge("已超期", "late") if self.due_on < day else Badge("现届", "good")
