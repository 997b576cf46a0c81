"""Who has the report open in the editor, and where."""

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """Somebody in the editor; a sign of life that is old says nothing."""

    report = models.ForeignKey(
        "reports.AnnualReport", verbose_name="报告", on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="+"
    )
    paragraph_id = models.PositiveBigIntegerField("段落", null=True)
    seen_at = models.DateTimeField("最近时间")

    class Meta:
        verbose_name = "正在编辑的人"
        verbose_name_plural = "正在编辑的人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user"],
                name="reports_presence_once",
                violation_error_message="已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.report}"
