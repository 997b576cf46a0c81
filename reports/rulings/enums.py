"""What a 批复 says to a 请示."""

from django.db import models


class Decision(models.TextChoices):
    """The answer to the one matter that was asked."""

    AGREED = "AGREED", "同意"
    PRINCIPLE = "PRINCIPLE", "原则同意"
    REFUSED = "REFUSED", "不同意"


TONES = {Decision.AGREED: "good", Decision.PRINCIPLE: "info", Decision.REFUSED: "late"}
# What these say needs words of its own: how it is to be done, or why it is not.
NEEDS_WORDS = frozenset({Decision.PRINCIPLE, Decision.REFUSED})
