"""The rows that belong to a meeting: kinds, roll, agenda, and additions after it was confirmed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.badges import Badge

from ..enums import Attendance, MeetingKind, MeetingState


class MeetingKindLink(models.Model):
    """A kind that a meeting counts as."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="kind_links"
    )
    kind = models.CharField("类别", max_length=10, choices=MeetingKind)

    class Meta:
        verbose_name = "会议类别"
        verbose_name_plural = "会议类别"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                name="meetings_kind_once",
                violation_error_message="同一类别只选一次。",
            )
        ]
        indexes = [models.Index(fields=["kind", "meeting"], name="meetings_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class RollEntry(models.Model):
    """A member's attendance, with the status and the right to vote as they were on the day."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="roll"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="roll_entries"
    )
    attendance = models.CharField("到会情况", max_length=8, choices=Attendance, default=Attendance.PRESENT)
    reason = models.CharField("事由", max_length=100, blank=True)
    may_vote = models.BooleanField("有表决权", default=False)
    status_label = models.CharField("党员状态", max_length=20)
    make_up_on = models.DateField("补学日期", null=True, blank=True)

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        ordering = ["member__name_sort", "member__name", "member_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="meetings_roll_once",
                violation_error_message="同一名党员在一次会议中只登记一次。",
            ),
            models.CheckConstraint(
                name="meetings_roll_reason",
                condition=~Q(attendance__in=["LEAVE", "EXEMPT"]) | ~Q(reason=""),
                violation_error_message="请假和不计入应到须写事由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_attendance_display()}"


class AgendaItemQuerySet(models.QuerySet):
    """Agenda items whose decision someone has to carry out."""

    def tasks(self):
        """Decisions with someone responsible or a date, of meetings that took place and are not deleted."""
        assigned = Q(responsible__isnull=False) | Q(due_on__isnull=False)
        return (
            self.filter(assigned, meeting__deleted_at__isnull=True)
            .exclude(decision="")
            .exclude(meeting__state=MeetingState.PLANNED)
        )

    def open(self):
        """Decisions still to be carried out, the most urgent first."""
        return (
            self.tasks()
            .filter(done_on__isnull=True)
            .select_related("meeting", "responsible")
            .order_by(models.F("due_on").asc(nulls_last=True), "pk")
        )


class AgendaItem(models.Model):
    """A matter on the agenda, what was said about it and what was decided."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="agenda"
    )
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=200)
    reporter = models.CharField("汇报人", max_length=60, blank=True)
    discussion = models.TextField("讨论要点", blank=True)
    dissent = models.TextField("不同意见", blank=True)
    decision = models.TextField("决定", blank=True)
    responsible = models.ForeignKey(
        "branch.Member",
        verbose_name="责任人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    due_on = models.DateField("期限", null=True, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        verbose_name_plural = "议题"
        ordering = ["meeting", "order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def votes_taken(self) -> list:
        """Its votes in use (from `votes`, prefetched with their lines on pages)."""
        return [vote for vote in self.votes.all() if not vote.is_deleted]

    @property
    def is_task(self) -> bool:
        """Whether the decision is to be followed until done."""
        return bool(self.decision and (self.responsible_id or self.due_on))

    def is_overdue(self, on) -> bool:
        """Whether the decision should have been carried out by a day."""
        return self.is_task and not self.done_on and self.due_on is not None and self.due_on < on

    def badge_on(self, on) -> Badge | str:
        """How far the decision is, as seen on a day; empty when nothing has to be done."""
        if not self.is_task:
            return ""
        if self.done_on:
            return Badge("已办结", "good")
        return Badge("已超期", "late") if self.is_overdue(on) else Badge("办理中", "info")

    @property
    def summary(self) -> str:
        """One line for the history: everything of the item that is filled in."""
        parts = [f"{self.order}. {self.title}"]
        for column in self._meta.concrete_fields:
            if column.name not in {"id", "meeting", "order", "title"} and (
                value := getattr(self, column.name)
            ):
                parts.append(f"{column.verbose_name}：{value}")
        return "；".join(parts)


class MeetingAddition(models.Model):
    """What is added to a confirmed record, with the reason; the record itself stays as it was signed."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="additions"
    )
    text = models.TextField("补充更正内容")
    reason = models.CharField("原因", max_length=200)
    added_at = models.DateTimeField("补充时间", default=timezone.now)
    added_by = models.ForeignKey(
        "branch.User", verbose_name="补充人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "补充更正"
        verbose_name_plural = "补充更正"
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]
