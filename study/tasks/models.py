"""Study tasks and where each member stands with them."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.models import Record, SoftDeleteQuerySet
from meetings.enums import StudyForm
from study.enums import STATE_TONES, AssignmentState, Audience


class StudyTaskQuerySet(BranchRecordQuerySet):
    """Tasks by year, with progress, and by who may see them."""

    year_field = "year"
    date_field = "due_on"

    def visible_to(self, user):
        """Readers see every task of the branch, a group leader those of the group's members, a member the own."""
        grants = grants_of(user)
        mine = StudyAssignment.objects.alive().filter(task=OuterRef("pk")).of_people(grants)
        return self.alive().filter(grants.readable("branch") | Exists(mine))

    def with_progress(self):
        """Adds `assigned_count` and `completed_count`."""
        live = Q(assignments__deleted_at__isnull=True)
        done = live & Q(assignments__completed_on__isnull=False)
        return self.annotate(
            assigned_count=Count("assignments", filter=live),
            completed_count=Count("assignments", filter=done),
        )

    def for_list(self):
        """Everything that a list of tasks shows."""
        return self.select_related("material", "group", "branch", "plan_item", "campaign").with_progress()

    def overdue(self, on: date):
        """Tasks past their due date that someone has not completed; needs `with_progress()`."""
        rows = self.filter(branch__closed_on__isnull=True)
        return rows.filter(due_on__lt=on, completed_count__lt=F("assigned_count"))


class StudyTask(BranchRecord):
    """Something to study by a day; its hours count to each member who completes it."""

    title = models.CharField("任务名称", max_length=200)
    year = models.PositiveSmallIntegerField(
        "所属年度",
        validators=[MinValueValidator(1921), MaxValueValidator(2100)],
        help_text="学时计入这一年度。",
    )
    material = models.ForeignKey(
        "study.StudyMaterial",
        verbose_name="学习材料",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        help_text="党员打开任务就能阅读。",
    )
    form = models.CharField(
        "学习形式", max_length=12, choices=StudyForm, default=StudyForm.SELF, help_text="用于学习形式的统计。"
    )
    audience = models.CharField("学习对象", max_length=12, choices=Audience, default=Audience.ALL)
    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="学习对象是党小组时选择。",
    )
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期", help_text="过了这一天没有完成的，列入逾期名单。")
    hours = models.DecimalField(
        "学时",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(200))],
        help_text="完成后计入个人年度学时；党员每年不少于 32 学时，书记和班子成员不少于 56 学时。",
    )
    needs_reflection = models.BooleanField(
        "要求写心得", default=False, help_text="勾选后，写了心得才能完成。"
    )
    is_training = models.BooleanField(
        "计为集中培训", default=False, help_text="书记和班子成员每年至少参加一次集中培训，据此统计。"
    )
    requirement = models.TextField(
        "学习要求", blank=True, max_length=5000, help_text="写明重点段落、思考题等。"
    )
    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name="关联会议",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="study_tasks",
        help_text="在会上集中学习时选择；到会的党员可以一次登记完成。一次会议只能关联一项任务，学时不重复计。",
    )
    plan_item = models.ForeignKey(
        "study.PlanItem",
        verbose_name="计划项",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        help_text="落实的是年度学习计划的哪一项，据此统计计划完成情况。",
    )
    campaign = models.ForeignKey(
        "branch.Campaign",
        verbose_name="学习教育",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="study_tasks",
        help_text="归入哪次学习教育，它的进度、总结和年度报告据此统计。",
    )
    hours_basis = models.CharField("学时折算", max_length=200, blank=True, editable=False)
    # Made of the record of its meeting, and kept by it (`of_meetings`).
    is_of_meeting = models.BooleanField("由会议登记", default=False, editable=False)

    objects = StudyTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "学习任务"
        verbose_name_plural = "学习任务"
        ordering = ["-due_on", "-pk"]
        indexes = [models.Index(fields=["branch", "year", "due_on"], name="study_task_year")]
        constraints = [
            models.CheckConstraint(
                name="study_task_span",
                condition=Q(due_on__gte=F("starts_on")),
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="study_task_group",
                condition=~Q(audience=Audience.GROUP) | Q(group__isnull=False),
                violation_error_message="学习对象是党小组时，请选择党小组。",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(deleted_at__isnull=True),
                name="study_task_meeting_once",
                violation_error_message="这次会议已有学习任务，一次会议的学时只计一次。",
            ),
            models.CheckConstraint(
                name="study_task_hours",
                condition=Q(hours__gte=0) & Q(hours__lte=200),
                violation_error_message="学时在 0 到 200 之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audience_label(self) -> str:
        """To whom it is given, with the name of the group."""
        return str(self.group) if self.audience == Audience.GROUP else self.get_audience_display()

    @property
    def percent(self) -> int:
        """Completed of assigned in whole per cent; needs `with_progress()`."""
        return 100 * self.completed_count // self.assigned_count if self.assigned_count else 0

    def is_overdue(self, on: date) -> bool:
        """Whether the due date has passed."""
        return self.due_on < on

    def badge_on(self, on: date) -> Badge:
        """The state of the whole task on a day; needs `with_progress()`."""
        if self.assigned_count and self.completed_count == self.assigned_count:
            return Badge("全部完成", "good")
        if self.is_overdue(on):
            return Badge("逾期未完", "late")
        return Badge("进行中", "info") if self.starts_on <= on else Badge("未开始", "wait")

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """Who has the task, for the history."""
        names = self.assignments.alive().in_pinyin_order().values_list("member__name", flat=True)
        return {"members": ("学习人员", "、".join(names))}


class StudyAssignmentQuerySet(SoftDeleteQuerySet):
    """Assignments by year, state and person. Deleted tasks take theirs along."""

    def of_people(self, grants):
        """Assignments of the person and of the groups the person leads."""
        return self.filter(Q(member_id__in=grants.member_ids) | Q(member__group_id__in=grants.led_group_ids))

    def visible_to(self, user):
        """Readers see all of the branch, a group leader those of the group's members, a member the own."""
        grants = grants_of(user)
        return self.live().filter(
            grants.readable("task__branch")
            | Q(member_id__in=grants.member_ids)
            | Q(member__group_id__in=grants.led_group_ids)
        )

    def live(self):
        """Assignments in use, of tasks in use."""
        return self.alive().filter(task__deleted_at__isnull=True)

    def of_branch(self, branch, year: int):
        """Assignments in use of a branch's tasks of a year."""
        return self.live().filter(task__branch=branch, task__year=year)

    def pending(self):
        """Not completed."""
        return self.filter(completed_on__isnull=True)

    def completed(self):
        """Completed."""
        return self.filter(completed_on__isnull=False)

    def overdue(self, on: date):
        """Not completed, and the due date has passed."""
        return self.pending().filter(task__due_on__lt=on, task__branch__closed_on__isnull=True)

    def in_pinyin_order(self):
        """By the pinyin of the member's name."""
        return self.order_by("member__name_sort", "member__name", "pk")

    def for_list(self):
        """Everything that a list of assignments shows."""
        return self.select_related("task", "task__material", "task__branch", "member", "member__group")

    def hours_by_member(self, branch, year: int) -> dict[int, Decimal]:
        """Hours that each member (by id) completed in tasks of a year; members without any are left out."""
        rows = self.of_branch(branch, year).completed().order_by()
        return dict(rows.values_list("member").annotate(hours=Sum("hours_done")))


class StudyAssignment(Record):
    """One member's share in a task. Hours count from the day of completion."""

    task = models.ForeignKey(
        "study.StudyTask", verbose_name="学习任务", on_delete=models.PROTECT, related_name="assignments"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="study_assignments"
    )
    completed_on = models.DateField("完成日期", null=True, blank=True)
    hours_done = models.DecimalField("已记学时", max_digits=4, decimal_places=1, default=Decimal(0))
    # Completed by the roll of the meeting, which may take it away again.
    is_by_roll = models.BooleanField("按签到登记", default=False, editable=False)

    objects = StudyAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "学习完成情况"
        verbose_name_plural = "学习完成情况"
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "member"],
                name="study_assignment_once",
                violation_error_message="这名党员已在名单里。",
            ),
            models.CheckConstraint(
                name="study_assignment_hours",
                condition=Q(completed_on__isnull=False) | Q(hours_done=0),
                violation_error_message="没有完成的任务不计学时。",
            ),
        ]
        indexes = [models.Index(fields=["member", "completed_on"], name="study_assignment_member")]

    def __str__(self) -> str:
        return f"{self.member}：{self.task}"

    @property
    def branch(self):
        """The branch that gave the task."""
        return self.task.branch

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about this assignment."""
        return self.task.branch.path

    @property
    def is_completed(self) -> bool:
        """Whether the member has completed it."""
        return self.completed_on is not None

    def days_left(self, on: date) -> int:
        """Days until the due date; below zero once it has passed."""
        return (self.task.due_on - on).days

    def state_on(self, on: date) -> AssignmentState:
        """已完成, 待学习 or 逾期 on a day."""
        if self.is_completed:
            return AssignmentState.DONE
        return AssignmentState.OVERDUE if self.days_left(on) < 0 else AssignmentState.PENDING

    def badge_on(self, on: date) -> Badge:
        """The state on a day as a badge."""
        state = self.state_on(on)
        return Badge(state.label, STATE_TONES[state])

    @property
    def is_late(self) -> bool:
        """Whether it was completed after the due date."""
        return self.completed_on is not None and self.completed_on > self.task.due_on

    def days_label(self, on: date) -> str:
        """逾 3 天, 今天截止, 剩 8 天."""
        days = self.days_left(on)
        if days < 0:
            return f"逾 {-days} 天"
        return f"剩 {days} 天" if days else "今天截止"
