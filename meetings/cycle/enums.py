"""Choices of talks, of the appraisal of members, and of the yearly cycle of the 组织生活会."""

from django.db import models


class AppraisalState(models.TextChoices):
    """How far an appraisal is. Ballots are counted, and shown, only once it is closed."""

    OPEN = "OPEN", "进行中"
    CLOSED = "CLOSED", "已截止"


APPRAISAL_TONES = {AppraisalState.OPEN: "info", AppraisalState.CLOSED: "good"}


class BallotMethod(models.TextChoices):
    """How the ballots of an appraisal are cast: each on the member's own device, or on paper at the meeting."""

    ONLINE = "ONLINE", "网上无记名投票"
    PAPER = "PAPER", "纸质测评票"


class Grade(models.TextChoices):
    """The grades of 民主评议党员."""

    EXCELLENT = "EXCELLENT", "优秀"
    QUALIFIED = "QUALIFIED", "合格"
    BASIC = "BASIC", "基本合格"
    UNQUALIFIED = "UNQUALIFIED", "不合格"


class Body(models.TextChoices):
    """Who is voted on beside the members, in the same meeting."""

    BRANCH = "BRANCH", "党支部"
    COMMITTEE = "COMMITTEE", "支委会"


class BodyGrade(models.TextChoices):
    """What the branch and its committee are given: no grade of 民主评议党员."""

    GOOD = "GOOD", "好"
    FAIR = "FAIR", "较好"
    AVERAGE = "AVERAGE", "一般"
    POOR = "POOR", "差"


class CycleStep(models.TextChoices):
    """The thirteen steps of a year's 组织生活会, in their order."""

    NOTICE = "NOTICE", "方案与通知"
    STUDY = "STUDY", "会前学习"
    OPINIONS = "OPINIONS", "征求意见"
    TALKS = "TALKS", "谈心谈话"
    PROBLEMS = "PROBLEMS", "查摆问题"
    MATERIAL = "MATERIAL", "对照检查材料"
    MEETING = "MEETING", "召开会议、通报整改和报告工作"
    CRITICISM = "CRITICISM", "批评与自我批评"
    BALLOTS = "BALLOTS", "民主评议测评"
    COMMENTS = "COMMENTS", "上级点评"
    GRADES = "GRADES", "评定与反馈"
    ITEMS = "ITEMS", "整改清单与公示"
    CLOSING = "CLOSING", "销号"
