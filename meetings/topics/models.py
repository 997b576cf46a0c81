"""The backlog (议题库): what is to be brought before a meeting, until one has it on its agenda."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from meetings.enums import ItemKind, ItemOutcome
from meetings.meeting.agenda_items import AgendaItem


class AgendaTopicQuerySet(BranchRecordQuerySet):
    """Topics of a branch, of every year until they are taken up."""

    def visible_to(self, user):
        """Readers see those of the branch, group leaders those of the own group."""
        grants = grants_of(user)
        return self.alive().filter(grants.readable("branch") | Q(group_id__in=grants.led_group_ids))

    def with_items(self):
        """Adds `taken`: whether an agenda has it."""
        return self.annotate(taken=Exists(_taken_up(OuterRef("pk"))))

    def waiting(self):
        """Those that no agenda has yet, the oldest first."""
        return self.with_items().filter(taken=False).order_by("from_on", "pk")

    def for_list(self):
        """Everything that the list shows, those that wait first."""
        rows = self.with_items().select_related("proposed_by", "group", "branch")
        return rows.prefetch_related("items__meeting").order_by("taken", "from_on", "pk")


def _taken_up(topic: OuterRef) -> models.QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(topic=topic, meeting__deleted_at__isnull=True)


class AgendaTopic(BranchRecord):
    """A matter that somebody wants discussed."""

    title = models.CharField("议题", max_length=200, help_text="写成议程上的一句话，列入时不用再写。")
    kind = models.CharField(
        "议题类型", max_length=12, choices=ItemKind, blank=True, help_text="列入议程时一并带入。"
    )
    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="在党小组会上讨论的才选；其他列入支部的会议。",
    )
    proposed_by = models.ForeignKey(
        "branch.Member",
        verbose_name="提出人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="列入议程时作汇报人。",
    )
    from_on = models.DateField("何时起", help_text="从这一天起，登记会议时作为建议列出。")
    note = models.TextField("说明", max_length=1000, blank=True, help_text="为什么提、要定什么。")

    objects = AgendaTopicQuerySet.as_manager()

    class Meta:
        db_table = "meetings_topic"
        verbose_name = "议题库"
        verbose_name_plural = "议题库"
        ordering = ["from_on", "pk"]
        indexes = [models.Index(fields=["branch", "from_on"], name="meetings_topic_from")]

    def __str__(self) -> str:
        return self.title

    @property
    def item(self) -> AgendaItem | None:
        """The newest agenda item that took it up (from `items`, prefetched with their meetings on lists)."""
        items = [one for one in self.items.all() if not one.meeting.is_deleted]
        return max(items, key=lambda one: (one.meeting.starts_at, one.pk), default=None)

    @property
    def state_badge(self) -> Badge:
        """How far it is."""
        item = self.item
        if item is None:
            return Badge("待列入", "wait")
        if item.meeting.is_planned:
            return Badge("已列入议程", "info")
        return Badge("下次再议", "wait") if item.outcome == ItemOutcome.PUT_OFF else Badge("已讨论", "good")
