"""The year's study plan: what is to be studied in which month or quarter."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.refusals import Refused
from meetings.enums import StudyForm
from study.enums import PERIOD_SPANS, PLAN_TONES, Audience, PlanState, StudyPeriod


class PlanItemQuerySet(BranchRecordQuerySet):
    """Lines of a year's plan in their order, with what became of them."""

    year_field = "year"

    def visible_to(self, user):
        """The plan is for everyone of the branch to know, and for those who watch it."""
        grants = grants_of(user)
        return self.alive().filter(grants.reached("branch"))

    def for_list(self):
        """Everything that the plan's page shows, in its order; adds `task_count`, `assigned_count` and `completed_count`."""
        task = Q(tasks__deleted_at__isnull=True)
        share = task & Q(tasks__assignments__deleted_at__isnull=True)
        done = share & Q(tasks__assignments__completed_on__isnull=False)
        return (
            self.select_related("material", "group", "branch")
            .annotate(
                task_count=Count("tasks", filter=task, distinct=True),
                assigned_count=Count("tasks__assignments", filter=share, distinct=True),
                completed_count=Count("tasks__assignments", filter=done, distinct=True),
            )
            .order_by("year", "period", "pk")
        )  # a grouped query forgets the model's own order


class PlanItem(BranchRecord):
    """One line of the plan; tasks are given from it."""

    year = models.PositiveSmallIntegerField(
        "所属年度", validators=[MinValueValidator(1921), MaxValueValidator(2100)]
    )
    period = models.CharField(
        "时间",
        max_length=3,
        choices=StudyPeriod,
        help_text="安排在哪个月或哪个季度；过了还没有布置的会提醒。",
    )
    topic = models.CharField("学习主题", max_length=200, help_text="布置任务时作为任务名称。")
    form = models.CharField("学习形式", max_length=12, choices=StudyForm, default=StudyForm.LED)
    hours = models.DecimalField(
        "学时",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(200))],
        help_text="合计起来看全年安排够不够 32 学时（支委 56 学时）。",
    )
    hours_basis = models.CharField("学时折算", max_length=200, blank=True, editable=False)
    material = models.ForeignKey(
        "study.StudyMaterial",
        verbose_name="学习材料",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_items",
        help_text="布置任务时一并带上；材料还没有到，可以以后再补。",
    )
    audience = models.CharField(
        "学习对象",
        max_length=12,
        choices=[choice for choice in Audience.choices if choice[0] != Audience.CHOSEN],
        default=Audience.ALL,
    )
    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="学习对象是党小组时选择。",
    )
    needs_reflection = models.BooleanField("要求写心得", default=False)
    is_training = models.BooleanField(
        "计为集中培训", default=False, help_text="书记和班子成员每年至少参加一次集中培训，计划里应当有。"
    )

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = "学习计划"
        verbose_name_plural = "学习计划"
        ordering = ["year", "period", "pk"]
        indexes = [models.Index(fields=["branch", "year", "period"], name="study_plan_year")]
        constraints = [
            models.CheckConstraint(
                name="study_plan_group",
                condition=~Q(audience=Audience.GROUP) | Q(group__isnull=False),
                violation_error_message="学习对象是党小组时，请选择党小组。",
            ),
            models.CheckConstraint(
                name="study_plan_hours",
                condition=Q(hours__gte=0) & Q(hours__lte=200),
                violation_error_message="学时在 0 到 200 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_period_display()}：{self.topic}"

    @property
    def audience_label(self) -> str:
        """To whom it is to be given, with the name of the group."""
        return str(self.group) if self.audience == Audience.GROUP else self.get_audience_display()

    @property
    def starts_on(self) -> date:
        """First day of its month or quarter."""
        return PERIOD_SPANS[self.period](self.year)[0]

    @property
    def ends_on(self) -> date:
        """Last day of its month or quarter."""
        return PERIOD_SPANS[self.period](self.year)[1]

    def state_on(self, on: date) -> PlanState:
        """What became of it by a day; needs `for_list()`."""
        if not self.task_count:
            return PlanState.MISSED if self.ends_on < on else PlanState.PLANNED
        is_done = self.assigned_count and self.completed_count == self.assigned_count
        return PlanState.DONE if is_done else PlanState.GIVEN

    def badge_on(self, on: date) -> Badge:
        """The state on a day as a badge; needs `for_list()`."""
        state = self.state_on(on)
        return Badge(state.label, PLAN_TONES[state])

    @property
    def percent(self) -> int:
        """Completed of assigned in whole per cent; needs `for_list()`."""
        return 100 * self.completed_count // self.assigned_count if self.assigned_count else 0

    def check_deletable(self) -> None:
        """Refuse while a task stands on it. Raises Refused."""
        if self.tasks.alive().exists():
            raise Refused("这一项已经布置成学习任务。请先删除任务，或保留计划。")
