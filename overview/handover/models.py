"""书记交接: who handed the branch over to whom from which day on, and the list (移交清单) as it was that day."""

from django.db import models

from branch.base import BranchRecord, BranchRecordQuerySet


class HandoverQuerySet(BranchRecordQuerySet):
    """Hand-overs by the day on which the new secretary begins."""

    def for_list(self):
        """With the two people, the newest first."""
        return self.select_related("branch", "leaving", "taking").order_by("-starts_on", "-pk")


class Handover(BranchRecord):
    """One hand-over. `listing` holds the sections of the list: title, header and rows of words, frozen on that day."""

    leaving = models.ForeignKey(
        "branch.Member", verbose_name="移交人", on_delete=models.PROTECT, related_name="+"
    )
    taking = models.ForeignKey(
        "branch.Member", verbose_name="接任人", on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField("接任日期")
    witness = models.CharField("监交人", max_length=60, blank=True)
    note = models.TextField("说明", blank=True)
    listing = models.JSONField("移交清单", default=list)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "书记交接"
        verbose_name_plural = "书记交接"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="overview_handover_two",
                condition=~models.Q(leaving=models.F("taking")),
                violation_error_message="移交人和接任人不能是同一人。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.leaving}向{self.taking}移交"
