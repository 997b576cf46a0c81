"""The rows that belong to an item: progress, evidence, moves, extended time limits, and whether closing it helped."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ..enums import ItemAction, ItemEffect, ItemState
from .items import RectificationItem


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
