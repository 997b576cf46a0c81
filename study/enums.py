"""Choices of the plan, tasks, training elsewhere and 心得; form and category of what is studied stand in meetings.enums."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.db import models

from core.dates import month_range, quarter_range


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


class StudyPeriod(models.TextChoices):
    """A month or a quarter of the plan; the codes sort by the last month, a quarter after its months."""

    JANUARY = "01", "1月"
    FEBRUARY = "02", "2月"
    MARCH = "03", "3月"
    FIRST = "03Q", "第一季度"
    APRIL = "04", "4月"
    MAY = "05", "5月"
    JUNE = "06", "6月"
    SECOND = "06Q", "第二季度"
    JULY = "07", "7月"
    AUGUST = "08", "8月"
    SEPTEMBER = "09", "9月"
    THIRD = "09Q", "第三季度"
    OCTOBER = "10", "10月"
    NOVEMBER = "11", "11月"
    DECEMBER = "12", "12月"
    FOURTH = "12Q", "第四季度"


def _span(code: str, year: int) -> tuple[date, date]:
    month = int(code[:2])
    return quarter_range(year, month // 3) if code.endswith("Q") else month_range(year, month)


# period -> its first and last day in a year
PERIOD_SPANS: dict[str, Callable[[int], tuple[date, date]]] = {
    code: partial(_span, code) for code in StudyPeriod.values
}


class PlanState(models.TextChoices):
    """What became of a line of the plan by a day; computed, never stored."""

    PLANNED = "PLANNED", "未布置"
    MISSED = "MISSED", "过期未布置"
    GIVEN = "GIVEN", "已布置"
    DONE = "DONE", "全部完成"


PLAN_TONES = {
    PlanState.PLANNED: "wait",
    PlanState.MISSED: "late",
    PlanState.GIVEN: "info",
    PlanState.DONE: "good",
}


class TrainingKind(models.TextChoices):
    """Who held a training elsewhere."""

    PARTY_SCHOOL = "PARTY_SCHOOL", "党校培训"
    SUPERIOR = "SUPERIOR", "上级组织培训"
    EXTERNAL = "EXTERNAL", "外单位培训"
    ONLINE = "ONLINE", "网络课程"


class TrainingState(models.TextChoices):
    """Whether the hours of a training elsewhere count."""

    SUBMITTED = "SUBMITTED", "待审核"
    APPROVED = "APPROVED", "已认定"
    RETURNED = "RETURNED", "退回"


TRAINING_TONES = {
    TrainingState.SUBMITTED: "wait",
    TrainingState.APPROVED: "good",
    TrainingState.RETURNED: "late",
}

# state -> states that a review may move it to
TRAINING_MOVES = {
    TrainingState.SUBMITTED: {TrainingState.APPROVED, TrainingState.RETURNED},
    TrainingState.APPROVED: {TrainingState.SUBMITTED},
    TrainingState.RETURNED: {TrainingState.APPROVED},
}
