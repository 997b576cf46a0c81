"""撤销归档: on which day a branch that was sent out ended, by which document, and the list (移交清单) as it was that day."""

from django.db import models

from branch.base import BranchRecord, BranchRecordQuerySet


class BranchClosingQuerySet(BranchRecordQuerySet):
    """Closings, the newest first."""

    def for_list(self):
        """With the branch and who closed it."""
        return self.select_related("branch", "created_by").order_by("-closed_on", "-pk")


class BranchClosing(BranchRecord):
    """The end of a branch. `listing` holds the sections of the list: title, header and rows of words, frozen that day."""

    closed_on = models.DateField("撤销日期", help_text="支部存在的最后一天；从次日起不再要求组织生活。")
    document = models.CharField("撤销文件", max_length=200, help_text="派出组织批准撤销的文件名称和文号。")
    received_by = models.CharField(
        "接收单位", max_length=100, help_text="接收没有办完的整改和文件资料的组织，印在移交清单上。"
    )
    note = models.TextField("说明", blank=True)
    listing = models.JSONField("移交清单", default=list)

    objects = BranchClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "撤销归档"
        verbose_name_plural = "撤销归档"
        ordering = ["-closed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch"],
                condition=models.Q(deleted_at__isnull=True),
                name="overview_closing_once",
                violation_error_message="这个支部已经撤销归档。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch}撤销归档"
