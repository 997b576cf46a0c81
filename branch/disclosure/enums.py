"""What the branch publishes on its own account; other apps' 公示 stand with their records."""

from django.db import models


class DisclosureKind(models.TextChoices):
    """What a 公示 is about."""

    ADMISSION = "ADMISSION", "发展党员"
    CONFIRMATION = "CONFIRMATION", "预备党员转正"
    ELECTION = "ELECTION", "选举结果"
    DUES = "DUES", "党费收缴"
    RULES = "RULES", "制度"
    DECISION = "DECISION", "支部决定"
    OTHER = "OTHER", "其他"
