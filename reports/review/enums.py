"""Choices of the committee's answers and of comments."""

from django.db import models


class Choice(models.TextChoices):
    """What a committee member says of the text."""

    AGREE = "AGREE", "同意"
    OPINION = "OPINION", "有意见"


class Verdict(models.TextChoices):
    """What became of a comment."""

    OPEN = "OPEN", "待答复"
    CHANGED = "CHANGED", "已改"
    KEPT = "KEPT", "不改"


VERDICT_TONES = {Verdict.OPEN: "wait", Verdict.CHANGED: "good", Verdict.KEPT: "info"}
