"""Rectification items: what is done about a problem, by whom, until when, what proves it; their rows and 公示."""

from datetime import date, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.badges import Badge
from core.dates import chinese_date
from core.refusals import Refused
from rectification.enums import (
    EFFECT_AFTER,
    MOVES,
    STATE_TONES,
    WORKING_STATES,
    ItemAction,
    ItemEffect,
    ItemMode,
    ItemState,
)
from rectification.problems.models import still_open_in


def _rows_of(model_name: str):
    return apps.get_model("rectification", model_name)._base_manager.all()


# See `Problem.is_campaigns_own`.
_CAMPAIGNS_OWN = Q(problem__campaign__isnull=False, problem__is_finding=False, problem__is_main=False)


class RectificationItemQuerySet(BranchRecordQuerySet):
    """Items by year, state and due date."""

    year_field = "year"

    def visible_to(self, user):
        """Readers of the branch see all its items; a member the own ones."""
        grants = grants_of(user)
        own = Q(responsible_id__in=grants.member_ids) | Q(leader_id__in=grants.member_ids)
        return self.alive().filter(grants.readable("branch") | own)

    def of_person(self, member):
        """Items that a member leads or is responsible for."""
        return self.filter(Q(responsible=member) | Q(leader=member))

    def open(self):
        """Items that are not closed; 长期坚持 counts as open."""
        return self.exclude(state=ItemState.CLOSED)

    def awaiting_review(self):
        """Items handed in, waiting for another person's verdict."""
        return self.filter(state=ItemState.REVIEW)

    def overdue(self, on: date):
        """Items past their due date, or kept up past their review date, and not handed in."""
        working = Q(state__in=[ItemState.PENDING, ItemState.ACTIVE, ItemState.RETURNED], due_on__lt=on)
        late = working | Q(state=ItemState.LONG_TERM, review_on__lt=on)
        return self.filter(late, branch__closed_on__isnull=True)

    def due_within(self, on: date, span: timedelta):
        """Items in work whose time limit lies between a day and `span` later."""
        working = Q(state__in=[ItemState.PENDING, ItemState.ACTIVE, ItemState.RETURNED])
        return self.filter(working, due_on__gte=on, due_on__lte=on + span)

    def review_within(self, on: date, span: timedelta):
        """Items kept up for good whose review date lies between a day and `span` later."""
        return self.filter(state=ItemState.LONG_TERM, review_on__gte=on, review_on__lte=on + span)

    def effect_due(self, on: date):
        """Items closed here 90 days ago or longer, for which nobody answered yet whether it helped."""
        answered = _rows_of("EffectAnswer").filter(item=OuterRef("pk"), on__gte=OuterRef("closed_on"))
        long_closed = self.filter(
            state=ItemState.CLOSED, closed_on__lte=on - EFFECT_AFTER, closed_by__isnull=False
        )
        return long_closed.filter(~Exists(answered))

    def carried_into(self, year: int):
        """What a year's section one reports on: items of the year before, and older ones still open then.

        What a study campaign's own list had put right by the end of its year was told with the campaign.
        """
        rows = self.filter(Q(year=year - 1) | (Q(year__lt=year - 1) & still_open_in(year)))
        return rows.exclude(_CAMPAIGNS_OWN, state=ItemState.CLOSED, closed_on__year__lte=F("year"))

    def of_life_meeting(self):
        """What answers the problems of the 组织生活会; not the own list of a study campaign."""
        return self.exclude(_CAMPAIGNS_OWN)

    def in_working_order(self):
        """Open items by their time limit, then the closed ones."""
        is_closed = Case(When(state=ItemState.CLOSED, then=1), default=0)
        return self.order_by(is_closed, F("due_on").asc(nulls_last=True), "pk")

    def for_list(self):
        """What lists and the board show of each item."""
        return self.select_related(
            "problem", "problem__framework_item", "measure", "leader", "responsible", "closed_by"
        )

    def for_ledger(self):
        """Every column of the 整改台账."""
        return (
            self.for_list()
            .select_related("problem__campaign")
            .prefetch_related("progress", "evidence", "effects", "problem__points", "problem__causes")
        )

    def for_report(self):
        """Everything section one says of each item."""
        return self.for_ledger().order_by("year", "problem__order", "pk")


class RectificationItem(BranchRecord):
    """One thing to put right, for a problem of `year`: 目标, 措施, persons, time limit, verdict."""

    year = models.PositiveSmallIntegerField("所属年度")
    problem = models.ForeignKey(
        "rectification.Problem",
        verbose_name="存在问题",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
    )
    measure = models.ForeignKey(
        "rectification.Measure",
        verbose_name="对应措施（报告第六部分）",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
    )
    content = models.TextField("整改措施", max_length=2000, help_text="写清做什么、做到什么程度。")
    goal = models.TextField("整改目标", blank=True, max_length=1000)
    mode = models.CharField(
        "整改方式", max_length=10, choices=ItemMode, default=ItemMode.IMMEDIATE, blank=True
    )
    leader = models.ForeignKey(
        "branch.Member",
        verbose_name="责任领导",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    responsible = models.ForeignKey(
        "branch.Member",
        verbose_name="责任人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="负责落实并提交复核；不能由本人销号。",
    )
    others = models.CharField(
        "共同负责", max_length=200, blank=True, help_text="其他责任人或组织，例如“罗志远、支委会”。"
    )
    due_on = models.DateField("完成时限", null=True, blank=True, help_text="到期前后在工作台提醒责任人。")
    due_words = models.CharField(
        "时限说明", max_length=100, blank=True, help_text="不能写成日期的，例如“长期坚持”“每月一次”。"
    )
    criterion = models.TextField(
        "销号标准", blank=True, max_length=1000, help_text="整改开始前先写清怎样才算改好，复核时照它判断。"
    )
    state = models.CharField(
        "状态", max_length=10, choices=ItemState, default=ItemState.PENDING, editable=False
    )
    result = models.TextField("完成情况", blank=True, max_length=4000, help_text="写进下年度报告第一部分。")
    submitted_on = models.DateField("提交日期", null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        "branch.User",
        verbose_name="提交人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    closed_on = models.DateField("销号日期", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "branch.User",
        verbose_name="销号人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    closed_by_name = models.CharField(
        "原台账销号人", max_length=40, blank=True, editable=False, help_text="导入的旧台账里写的销号人。"
    )
    review_on = models.DateField("下次检查日期", null=True, blank=True, editable=False)
    remark = models.CharField("备注", max_length=300, blank=True)
    # Columns of an imported ledger that ours has not, by their own headings.
    more_columns = models.JSONField("原台账其他列", default=dict, blank=True, editable=False)

    objects = RectificationItemQuerySet.as_manager()

    class Meta:
        db_table = "rectification_item"
        verbose_name = "整改事项"
        verbose_name_plural = "整改事项"
        ordering = ["year", "due_on", "pk"]
        indexes = [
            models.Index(fields=["branch", "year"], name="rectification_item_year"),
            models.Index(fields=["responsible", "state"], name="rectification_item_person"),
        ]

    def __str__(self) -> str:
        return self.content[:60]

    @property
    def state_badge(self) -> Badge:
        """The state as icon and word."""
        tone, icon = STATE_TONES[self.state]
        return Badge(self.get_state_display(), tone, icon)

    @property
    def is_working(self) -> bool:
        """Whether evidence is still being gathered."""
        return self.state in WORKING_STATES

    @property
    def deadline(self) -> date | None:
        """The day that matters now: the review date of 长期坚持, else the time limit."""
        return self.review_on if self.state == ItemState.LONG_TERM else self.due_on

    def is_overdue(self, on: date) -> bool:
        """Whether the deadline has passed without the item being handed in."""
        return self.is_working and self.deadline is not None and self.deadline < on

    @property
    def effect_due_on(self) -> date | None:
        """From when on it is asked whether closing the item helped; None while it is not closed here."""
        if self.state != ItemState.CLOSED or self.closed_on is None or self.closed_by_id is None:
            return None
        return self.closed_on + EFFECT_AFTER

    @property
    def people(self) -> list[str]:
        """Everyone who is responsible, the one who hands it in first; bodies among them."""
        first = [self.responsible.name] if self.responsible else []
        return [*first, *filter(None, self.others.split("、"))]

    @property
    def people_told(self) -> str:
        """何婉、支委会: everyone who is responsible, in words; empty while nobody is."""
        return "、".join(self.people)

    @property
    def due_told(self) -> str:
        """2026年6月30日，长期坚持: the time limit as day and words; empty without one."""
        return "，".join(filter(None, [chinese_date(self.due_on) if self.due_on else "", self.due_words]))

    @property
    def closer_name(self) -> str:
        """Who closed the item: the account, or the name that an imported ledger gave."""
        return str(self.closed_by) if self.closed_by else self.closed_by_name

    def allows(self, action: str) -> bool:
        """Whether the table of moves knows this action in the present state."""
        return (self.state, action) in MOVES

    def is_person_concerned(self, member_ids: frozenset[int]) -> bool:
        """Whether one of these members leads the item or is responsible for it."""
        return bool({self.responsible_id, self.leader_id} & member_ids)

    def is_judged_by_another(self, user) -> bool:
        """Whether this user is neither responsible (the leader where nobody is) nor the one who handed it in."""
        answering = self.responsible_id or self.leader_id
        is_answering = answering is not None and answering == user.member_id
        return not is_answering and self.submitted_by_id != user.pk

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """What the columns do not show: evidence, progress, extensions, and what an older ledger had besides."""
        evidence = "、".join(row.label for row in self.evidence.all())
        progress = "\n".join(f"{row.on:%Y-%m-%d} {row.text}" for row in self.progress.all())
        extensions = "\n".join(str(row) for row in self.extensions.all())
        more = "\n".join(f"{heading}：{text}" for heading, text in self.more_columns.items())
        return {
            "evidence": ("佐证", evidence),
            "progress": ("进展", progress),
            "extensions": ("延期", extensions),
            "more_columns": ("原台账其他列", more),
        }

    def check_deletable(self) -> None:
        """A closed item is a page of the ledger. Raises Refused."""
        if self.state == ItemState.CLOSED:
            raise Refused("已销号的整改事项要留在台账里。确实登记错了，请先重新整改再删除。")


def _item(related_name: str) -> "models.ForeignKey[RectificationItem, RectificationItem]":
    return models.ForeignKey(
        RectificationItem, verbose_name="整改事项", on_delete=models.CASCADE, related_name=related_name
    )


class ProgressEntry(models.Model):
    """One line of an item's progress log."""

    item = _item("progress")
    on = models.DateField("日期")
    text = models.TextField("进展", max_length=1000)
    by_name = models.CharField("登记人", max_length=40)
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        db_table = "rectification_progress"
        verbose_name = "整改进展"
        verbose_name_plural = "整改进展"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.text[:40]}"


class Evidence(models.Model):
    """A pointer from an item to a record that proves it, with the record's title at that time."""

    item = _item("evidence")
    object_type = models.CharField("记录类别", max_length=60)
    object_id = models.PositiveBigIntegerField("记录编号")
    label = models.CharField("记录", max_length=300)
    by_name = models.CharField("添加人", max_length=40)
    created_at = models.DateTimeField("添加时间", default=timezone.now)

    class Meta:
        verbose_name = "佐证"
        verbose_name_plural = "佐证"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "object_type", "object_id"],
                name="rectification_evidence_once",
                violation_error_message="这条记录已经是佐证。",
            )
        ]

    def __str__(self) -> str:
        return self.label


class ItemMove(models.Model):
    """One move of an item through its states, for the timeline."""

    item = _item("moves")
    on = models.DateField("日期")
    action = models.CharField("动作", max_length=10, choices=ItemAction)
    from_state = models.CharField("原状态", max_length=10, choices=ItemState)
    to_state = models.CharField("新状态", max_length=10, choices=ItemState)
    note = models.CharField("说明", max_length=500, blank=True)
    by_name = models.CharField("办理人", max_length=40)
    created_at = models.DateTimeField("办理时间", default=timezone.now)

    class Meta:
        verbose_name = "整改流转"
        verbose_name_plural = "整改流转"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.on:%Y-%m-%d}"


class DueExtension(models.Model):
    """One extension of an item's time limit; the old one is kept with the reason."""

    item = _item("extensions")
    on = models.DateField("日期")
    old_due_on = models.DateField("原时限")
    new_due_on = models.DateField("新时限")
    reason = models.CharField("延期原因", max_length=500)
    by_name = models.CharField("办理人", max_length=40)
    created_at = models.DateTimeField("办理时间", default=timezone.now)

    class Meta:
        db_table = "rectification_extension"
        verbose_name = "延期"
        verbose_name_plural = "延期"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rectification_extension_later",
                condition=Q(new_due_on__gt=F("old_due_on")),
                violation_error_message="新时限要晚于原时限。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on:%Y-%m-%d} → {self.new_due_on:%Y-%m-%d}"


class EffectAnswer(models.Model):
    """The answer, 90 days after closing, to whether the item's measure worked."""

    item = _item("effects")
    on = models.DateField("日期")
    effect = models.CharField("成效", max_length=12, choices=ItemEffect)
    note = models.CharField("说明", max_length=500, blank=True)
    by_name = models.CharField("回答人", max_length=40)
    created_at = models.DateTimeField("回答时间", default=timezone.now)

    class Meta:
        db_table = "rectification_effect"
        verbose_name = "成效回访"
        verbose_name_plural = "成效回访"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_effect_display()} {self.on:%Y-%m-%d}"


class PublicNoticeQuerySet(BranchRecordQuerySet):
    """公示 by year."""

    year_field = "year"


class PublicNotice(BranchRecord):
    """公示 of the rectification list: where it hung, from when to when, and which items it named."""

    year = models.PositiveSmallIntegerField("所属年度")
    place = models.CharField("公示地点", max_length=100, help_text="例如“项目部党务公开栏”。")
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    contact = models.CharField(
        "意见反映方式", max_length=100, blank=True, help_text="印在公示单上，例如“支部办公室，电话……”。"
    )
    feedback = models.TextField("公示期间的反映", blank=True, max_length=1000, help_text="没有反映写“无”。")
    items = models.ManyToManyField(
        "rectification.RectificationItem", verbose_name="公示的整改事项", related_name="notices"
    )

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        db_table = "rectification_notice"
        verbose_name = "整改公示"
        verbose_name_plural = "整改公示"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rectification_notice_dates",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="公示结束不能早于公示开始。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度整改公示（{self.place}）"

    def badge(self, on: date) -> Badge:
        """Whether it hangs, will hang, or hung."""
        if self.starts_on <= on <= self.ends_on:
            return Badge("公示中", "info")
        return Badge("已公示", "good") if self.ends_on < on else Badge("未开始", "wait")
