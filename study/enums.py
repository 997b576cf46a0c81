"""Choices of study materials, tasks and 心得."""

from django.db import models


class MaterialCategory(models.TextChoices):
    """What a study material is about."""

    SPEECH = "SPEECH", "讲话"
    PLENARY = "PLENARY", "全会精神"
    CONSTITUTION = "CONSTITUTION", "党章"
    REGULATION = "REGULATION", "条例"
    CASE = "CASE", "案例"
    HISTORY = "HISTORY", "党史"
    OTHER = "OTHER", "其他"


class StudyForm(models.TextChoices):
    """How the study is done."""

    LED = "LED", "领读"
    SELF = "SELF", "自学"
    DISCUSSION = "DISCUSSION", "研讨"
    ONSITE = "ONSITE", "现场"
    ONLINE = "ONLINE", "网络"


class Audience(models.TextChoices):
    """To whom a task is given."""

    ALL = "ALL", "全体党员"
    GROUP = "GROUP", "党小组"
    COMMITTEE = "COMMITTEE", "支委"
    CHOSEN = "CHOSEN", "指定党员"


class ReflectionChannel(models.TextChoices):
    """Where a 心得 was handed in."""

    SYSTEM = "SYSTEM", "本系统"
    WECHAT_GROUP = "WECHAT_GROUP", "微信群"
    OFFICIAL_ACCOUNT = "OFFICIAL_ACCOUNT", "公众号"
    ONSITE = "ONSITE", "现场"


class AssignmentState(models.TextChoices):
    """Where a member stands with a task on a day; computed, never stored."""

    DONE = "DONE", "已完成"
    PENDING = "PENDING", "待学习"
    OVERDUE = "OVERDUE", "逾期"


# state -> tone of its badge
STATE_TONES = {
    AssignmentState.DONE: "good",
    AssignmentState.PENDING: "wait",
    AssignmentState.OVERDUE: "late",
}
