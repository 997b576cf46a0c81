"""Which day's reminder was sent to whom; the topics' models."""

from django.db import models

from .closing.models import BranchClosing  # noqa: F401
from .handover.models import Handover  # noqa: F401
from .renewal.models import Candidate, Renewal  # noqa: F401
from .standing.models import Standing  # noqa: F401


class ReminderMail(models.Model):
    """A day's reminder to one account. It is claimed before it is sent, so that no second run sends it again."""

    user = models.ForeignKey(
        "branch.User", verbose_name="账号", on_delete=models.PROTECT, related_name="reminder_mails"
    )
    day = models.DateField("日期")
    claimed_at = models.DateTimeField("开始发送时间")
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = "提醒邮件"
        verbose_name_plural = "提醒邮件"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="overview_reminder_mail_once",
                violation_error_message="同一天的提醒只发一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.day:%Y-%m-%d}"
