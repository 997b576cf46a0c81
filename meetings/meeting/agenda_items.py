"""The items of a meeting's agenda: what each kind of item says, what was decided, and what is taken up again later."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.badges import Badge
from meetings.enums import (
    TOOK_PLACE,
    ItemKind,
    ItemOutcome,
    MeetingState,
)

_ASSIGNED = (Q(responsible__isnull=False) | Q(due_on__isnull=False)) & ~Q(decision="")
_PUT_OFF = Q(outcome=ItemOutcome.PUT_OFF)


def _later(what: Q) -> "models.QuerySet[AgendaItem]":
    """Items of meetings that took place by which an item was taken up again."""
    return AgendaItem.objects.filter(
        what,
        carried_from=OuterRef("pk"),
        meeting__deleted_at__isnull=True,
        meeting__state__in=TOOK_PLACE,
    )


class AgendaItemQuerySet(models.QuerySet):
    """Agenda items whose decision someone has to carry out."""

    def tasks(self):
        """Decisions with someone responsible or a date, of meetings that took place and are not deleted."""
        return self.filter(_ASSIGNED, meeting__deleted_at__isnull=True).exclude(
            meeting__state=MeetingState.PLANNED
        )

    def open(self):
        """Decisions still to be carried out, the most urgent first; what a later decision has replaced is not."""
        return (
            self.tasks()
            .filter(~Exists(_later(_ASSIGNED | _PUT_OFF)), done_on__isnull=True)
            .select_related("meeting", "responsible")
            .order_by(models.F("due_on").asc(nulls_last=True), "pk")
        )

    def returning(self):
        """What the next agenda is to take up: open decisions, and matters put off that no later meeting had."""
        took_place = Q(meeting__deleted_at__isnull=True, meeting__state__in=TOOK_PLACE, done_on__isnull=True)
        decided = _ASSIGNED & ~Q(outcome=ItemOutcome.PUT_OFF) & ~Exists(_later(_ASSIGNED | _PUT_OFF))
        put_off = _PUT_OFF & ~Exists(_later(Q()))
        rows = self.filter(took_place).filter(decided | put_off)
        return rows.select_related("meeting__branch", "meeting__group", "responsible")


class AgendaItem(models.Model):
    """A matter on the agenda, what was said about it and what was decided."""

    meeting = models.ForeignKey(
        "meetings.Meeting", verbose_name="会议", on_delete=models.CASCADE, related_name="agenda"
    )
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=200)
    kind = models.CharField("议题类型", max_length=12, choices=ItemKind, blank=True)
    material = models.CharField("学习文件", max_length=200, blank=True)
    reporter = models.CharField("汇报人", max_length=60, blank=True)
    discussion = models.TextField("讨论要点", blank=True)
    dissent = models.TextField("不同意见", blank=True)
    decision = models.TextField("决定", blank=True)
    outcome = models.CharField("议决结果", max_length=10, choices=ItemOutcome, blank=True)
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
    dropped_reason = models.CharField("不再办理的原因", max_length=200, blank=True)
    carried_from = models.ForeignKey(
        "self",
        verbose_name="承接的议题",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_on",
    )
    topic = models.ForeignKey(
        "meetings.AgendaTopic",
        verbose_name="议题库的议题",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="items",
    )

    # As the form says it: with this item what it takes up again is done.
    settles = False

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

    @property
    def is_put_off(self) -> bool:
        """Whether it waits for another meeting."""
        return self.outcome == ItemOutcome.PUT_OFF

    @property
    def is_replaced(self) -> bool:
        """Whether a later meeting follows the matter from now on (from `carried_on`, prefetched with their meetings)."""
        return any(
            one.is_followed and not one.meeting.is_deleted and not one.meeting.is_planned
            for one in self.carried_on.all()
        )

    @property
    def is_passed(self) -> bool:
        """Whether it was adopted: by its result, else by its votes, else by the decision alone."""
        if self.outcome:
            return self.outcome == ItemOutcome.PASSED
        votes = self.votes_taken
        return all(vote.is_carried for vote in votes) if votes else bool(self.decision)

    @property
    def is_followed(self) -> bool:
        """Whether it comes back until done: a decision somebody carries out, or a matter put off."""
        return self.is_task or self.is_put_off

    def is_overdue(self, on) -> bool:
        """Whether the decision should have been carried out by a day."""
        return self.is_task and not self.done_on and self.due_on is not None and self.due_on < on

    def badge_on(self, on) -> Badge | str:
        """How far the decision is, as seen on a day; empty when nothing has to be done."""
        if self.dropped_reason:
            return Badge("不再办理", "muted")
        if self.is_put_off and not self.done_on:
            return Badge("下次再议", "wait")
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
            is_told = column.editable and column.name not in {"id", "meeting", "order", "title"}
            if is_told and getattr(self, column.name):
                told = f"get_{column.name}_display"
                value = getattr(self, told)() if column.choices else getattr(self, column.name)
                parts.append(f"{column.verbose_name}：{value}")
        return "；".join(parts)
