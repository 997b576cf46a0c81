"""Training that a member had elsewhere; its hours count once a writer has approved the proof."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.dates import chinese_date
from core.refusals import Refused
from meetings.enums import StudyForm
from study.enums import TRAINING_TONES, TrainingKind, TrainingState


class TrainingQuerySet(BranchRecordQuerySet):
    """Training by the year it ended in, by state, and by who may see it."""

    date_field = "ends_on"
    named_by = ("member",)

    def visible_to(self, user):
        """Readers see all of the branch, a group leader those of the group's members, a member the own."""
        grants = grants_of(user)
        return self.alive().filter(
            grants.readable("branch")
            | Q(member_id__in=grants.member_ids)
            | Q(member__group_id__in=grants.led_group_ids)
        )

    def approved(self):
        """Training whose hours count."""
        return self.filter(state=TrainingState.APPROVED)

    def submitted(self):
        """Training that waits for approval."""
        return self.filter(state=TrainingState.SUBMITTED)

    def for_list(self):
        """Everything that a list of training shows."""
        return self.select_related("member", "member__group", "branch", "reviewed_by", "created_by")


class Training(BranchRecord):
    """A training outside the branch's own tasks: a Party school, a superior's course, another unit's."""

    member = models.ForeignKey(
        "branch.Member", verbose_name="参加人", on_delete=models.PROTECT, related_name="trainings"
    )
    title = models.CharField("培训名称", max_length=200, help_text="写进个人学习记录。")
    kind = models.CharField("培训类别", max_length=16, choices=TrainingKind)
    organiser = models.CharField("主办单位", max_length=100, help_text="证明材料上的主办单位。")
    form = models.CharField(
        "学习形式",
        max_length=12,
        choices=StudyForm,
        default=StudyForm.ONSITE,
        help_text="用于学习形式的统计。",
    )
    is_intensive = models.BooleanField(
        "计为集中培训", default=False, help_text="书记和班子成员每年至少参加一次集中培训，据此统计。"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", help_text="学时计入结束日期所在的年度。")
    hours = models.DecimalField(
        "学时",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(200))],
        help_text="审核认定后计入个人年度学时。",
    )
    hours_basis = models.CharField("学时折算", max_length=200, blank=True, editable=False)
    from_branch = models.ForeignKey(
        "branch.Organisation",
        verbose_name="报来学时的支部",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    summary = models.TextField("主要内容", blank=True, max_length=5000, help_text="学了什么，一两句话即可。")
    state = models.CharField(
        "状态", max_length=12, choices=TrainingState, default=TrainingState.SUBMITTED, editable=False
    )
    reviewed_by = models.ForeignKey(
        "branch.User",
        verbose_name="审核人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reviewed_on = models.DateField("审核日期", null=True, blank=True, editable=False)
    comment = models.CharField("审核意见", max_length=200, blank=True, editable=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "外出培训"
        verbose_name_plural = "外出培训"
        ordering = ["-ends_on", "-pk"]
        indexes = [models.Index(fields=["branch", "ends_on", "state"], name="study_training_year")]
        constraints = [
            models.CheckConstraint(
                name="study_training_span",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="study_training_hours",
                condition=Q(hours__gt=0) & Q(hours__lte=200),
                violation_error_message="学时大于 0，不超过 200。",
            ),
            models.CheckConstraint(
                name="study_training_reviewed",
                condition=Q(state=TrainingState.SUBMITTED)
                | (Q(reviewed_by__isnull=False) & Q(reviewed_on__isnull=False)),
                violation_error_message="认定或退回时要有审核人和审核日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}：{self.title}"

    @property
    def year(self) -> int:
        """The year its hours count to."""
        return self.ends_on.year

    @property
    def is_approved(self) -> bool:
        """Whether its hours count."""
        return self.state == TrainingState.APPROVED

    @property
    def state_badge(self) -> Badge:
        """待审核, 已认定 or 退回."""
        return Badge(self.get_state_display(), TRAINING_TONES[TrainingState(self.state)])

    @property
    def span(self) -> str:
        """One day, or from … to …."""
        first, last = chinese_date(self.starts_on), chinese_date(self.ends_on)
        if first == last:
            return first
        return f"{first}至{last.removeprefix(f'{self.starts_on.year}年')}"

    def check_deletable(self) -> None:
        """Refuse while its hours count. Raises Refused."""
        if self.is_approved:
            raise Refused("这次培训的学时已经认定。请先由其他支委撤回认定，再删除。")
