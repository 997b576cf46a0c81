"""What a report said when it was exported as a Word file, and the files that came back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from core.dates import chinese_date


class ReportExport(models.Model):
    """A wording of a report that went out as a Word file; the same wording is kept once.

    `name` stands in the file's properties, `content` is the wording as `reports.round_trip.exported` reads it.
    """

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="exports"
    )
    name = models.CharField("名称", max_length=32)
    content = models.JSONField("内容")
    exported_at = models.DateTimeField("导出时间", default=timezone.now)
    exported_by = models.CharField("导出人", max_length=100)

    class Meta:
        verbose_name = "导出的 Word 稿"
        verbose_name_plural = "导出的 Word 稿"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "name"],
                name="reports_export_once",
                violation_error_message="这一稿已经记下了。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}（{timezone.localtime(self.exported_at):%Y-%m-%d %H:%M} 导出）"


class ReturnedFileQuerySet(BranchRecordQuerySet):
    """Returned files by branch."""

    def visible_to(self, user):
        """Those who write the paper alone: what was struck and remarked in a draft is theirs, of a member's own the member's."""
        grants = grants_of(user)
        of_branch = Q(report__member__isnull=True, branch_id__in=grants.writer_ids)
        own = Q(report__member_id__in=grants.member_ids)
        return self.alive().filter(of_branch | own, report__deleted_at__isnull=True)

    def of_members(self):
        """Those of members' own papers, which nobody else may know of."""
        return self.filter(report__member__isnull=False)

    def for_list(self):
        """With all that a list shows, the newest first."""
        return self.select_related("report__branch", "branch", "export", "version").order_by("-pk")


class ReturnedFile(BranchRecord):
    """A Word file of a report that somebody edited outside and sent back; the file itself is its attachment.

    `told` is the wording that it is compared with: that of `export` or `version`; where the file names neither, what the
    report said when it came back. `reading` is what was read from it, `decisions` what became of each change by its key.
    """

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="returned_files"
    )
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("内容摘要", max_length=64, editable=False)
    export = models.ForeignKey(
        "reports.ReportExport",
        verbose_name="出自导出稿",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    version = models.ForeignKey(
        "reports.ReportVersion",
        verbose_name="出自定稿版本",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    told = models.JSONField("导出时的内容", default=dict, editable=False)
    reading = models.JSONField("读到的内容", default=dict, editable=False)
    decisions = models.JSONField("处理结果", default=dict, editable=False)

    objects = ReturnedFileQuerySet.as_manager()

    class Meta:
        verbose_name = "带回的 Word"
        verbose_name_plural = "带回的 Word"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["report", "sha256"], name="reports_returned_content")]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about it: that of its report."""
        return self.report.audit_branch_path

    @property
    def origin_told(self) -> str:
        """Which wording it was made of, in words."""
        if self.export:
            at = timezone.localtime(self.export.exported_at)
            return f"{self.export.exported_by} {chinese_date(at.date())} {at:%H:%M} 导出的稿"
        if self.version:
            return f"定稿第 {self.version.number} 版"
        mark = "导出标记不是这份报告的" if self.reading.get("origin") else "没有导出标记"
        return f"{mark}，按文字相近和带回时的报告对比"
