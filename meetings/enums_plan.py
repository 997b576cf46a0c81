"""Choices of the year's plan of meetings."""

from django.db import models


class PlanState(models.TextChoices):
    """What became of a row of the plan by a day; computed, never stored."""

    AHEAD = "AHEAD", "未到"
    DUE = "DUE", "待召开"
    ARRANGED = "ARRANGED", "已计划会议"
    HELD = "HELD", "已召开"
    MISSED = "MISSED", "已过未开"


PLAN_TONES = {
    PlanState.AHEAD: "muted",
    PlanState.DUE: "wait",
    PlanState.ARRANGED: "info",
    PlanState.HELD: "good",
    PlanState.MISSED: "late",
}
