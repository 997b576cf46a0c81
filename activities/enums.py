"""Choices that the kinds of activities use in their own fields."""

from django.db import models


class Quarter(models.TextChoices):
    """A quarter of the year."""

    Q1 = "1", "第一季度"
    Q2 = "2", "第二季度"
    Q3 = "3", "第三季度"
    Q4 = "4", "第四季度"


class Segment(models.TextChoices):
    """Parts of a joint activity or of a visit to a revolutionary site (环节)."""

    VISIT = "VISIT", "参观学习"
    OATH = "OATH", "重温入党誓词"
    LECTURE = "LECTURE", "专题党课"
    DISCUSSION = "DISCUSSION", "研讨交流"
    STUDY = "STUDY", "联合学习"
    VOLUNTEER = "VOLUNTEER", "志愿服务"
    TECHNICAL = "TECHNICAL", "业务交流"
    OTHER = "OTHER", "其他"


class DemandSource(models.TextChoices):
    """Where a practical request came from."""

    RAISED = "RAISED", "群众提出"
    VISITED = "VISITED", "走访了解"
    ASSIGNED = "ASSIGNED", "上级交办"
    FOUND = "FOUND", "支部自查"


class VisitForm(models.TextChoices):
    """How somebody was cared for."""

    HOME = "HOME", "上门走访"
    HOSPITAL = "HOSPITAL", "医院探望"
    WORKSITE = "WORKSITE", "现场慰问"
    PHONE = "PHONE", "电话慰问"
    AID = "AID", "帮扶救助"


class Occasion(models.TextChoices):
    """Festivals before which reminders are given."""

    NEW_YEAR = "NEW_YEAR", "元旦春节"
    MAY_DAY = "MAY_DAY", "五一"
    DRAGON_BOAT = "DRAGON_BOAT", "端午"
    MID_AUTUMN = "MID_AUTUMN", "中秋"
    NATIONAL_DAY = "NATIONAL_DAY", "国庆"


class ReminderForm(models.TextChoices):
    """How a reminder was given."""

    MEETING = "MEETING", "会议提醒"
    NOTICE = "NOTICE", "书面通知"
    GROUP_MESSAGE = "GROUP_MESSAGE", "微信群提醒"
    TALK = "TALK", "个别提醒"


class RiskLevel(models.TextChoices):
    """Level of an integrity risk."""

    HIGH = "HIGH", "高"
    MIDDLE = "MIDDLE", "中"
    LOW = "LOW", "低"


class SelfCheckCategory(models.TextChoices):
    """What a problem found against the 八项规定 is about."""

    RECEPTION = "RECEPTION", "公务接待"
    VEHICLE = "VEHICLE", "公务用车"
    OFFICE = "OFFICE", "办公用房"
    CANTEEN = "CANTEEN", "食堂管理"
    ALLOWANCE = "ALLOWANCE", "津贴补贴"
    TRAVEL = "TRAVEL", "差旅会议"
    FORMALISM = "FORMALISM", "形式主义官僚主义"
    OTHER = "OTHER", "其他"


class MoodChannel(models.TextChoices):
    """How the mood of a group became known."""

    TALK = "TALK", "谈心谈话"
    MEETING = "MEETING", "座谈会"
    QUESTIONNAIRE = "QUESTIONNAIRE", "问卷"
    VISIT = "VISIT", "走访"
    ONLINE = "ONLINE", "网络反映"


class MoodLevel(models.TextChoices):
    """How much attention the mood of a group needs."""

    STEADY = "STEADY", "平稳"
    WATCH = "WATCH", "需关注"
    SERIOUS = "SERIOUS", "需重点疏导"


class VanguardForm(models.TextChoices):
    """How members stand out at their work."""

    AREA = "AREA", "党员责任区"
    POST = "POST", "党员示范岗"
    TEAM = "TEAM", "党员突击队"


class PublicityChannel(models.TextChoices):
    """Where something was published."""

    OFFICIAL_ACCOUNT = "OFFICIAL_ACCOUNT", "公众号"
    WECHAT_GROUP = "WECHAT_GROUP", "微信群"
    NOTICE_BOARD = "NOTICE_BOARD", "宣传栏"


class SelectionForm(models.TextChoices):
    """How the members of the quarter were chosen."""

    ASSEMBLY = "ASSEMBLY", "党员大会评议"
    BALLOT = "BALLOT", "无记名投票"
    GROUPS = "GROUPS", "党小组推荐、支委会评定"


class Fulfilment(models.TextChoices):
    """What became of a pledge."""

    KEPT = "KEPT", "兑现"
    PARTLY = "PARTLY", "部分兑现"
    NOT_KEPT = "NOT_KEPT", "未兑现"


class PledgeGrade(models.TextChoices):
    """Grade given when a pledge is commented on."""

    GOOD = "GOOD", "好"
    FAIRLY_GOOD = "FAIRLY_GOOD", "较好"
    MIDDLING = "MIDDLING", "一般"
    POOR = "POOR", "差"


class RuleAction(models.TextChoices):
    """Whether a rule is new."""

    MADE = "MADE", "制定"
    REVISED = "REVISED", "修订"
