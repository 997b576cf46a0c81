"""Choices that the lowest layer owns."""

from django.db import models


class AuditAction(models.TextChoices):
    """What an audit entry says was done."""

    CREATE = "CREATE", "新建"
    UPDATE = "UPDATE", "修改"
    DELETE = "DELETE", "删除"
    RESTORE = "RESTORE", "恢复"
    STATE = "STATE", "状态变更"
    ATTACH = "ATTACH", "上传附件"
    DETACH = "DETACH", "移除附件"
    IMPORT = "IMPORT", "导入"
    EXPORT = "EXPORT", "导出"
    SIGN_IN = "SIGN_IN", "登录"
    SIGN_OUT = "SIGN_OUT", "退出"
    PASSWORD = "PASSWORD", "修改密码"
    SIGN_FAILED = "SIGN_FAILED", "登录失败"
    PAUSE = "PAUSE", "暂停登录"
    UNPAUSE = "UNPAUSE", "解除暂停"
    SECOND = "SECOND", "第二验证"


class RuleArea(models.TextChoices):
    """What a rule is about; the grid shows the areas in this order."""

    MEETINGS = "MEETINGS", "组织生活"
    DEVELOPMENT = "DEVELOPMENT", "党员发展"
    STUDY = "STUDY", "学习教育"
    ORGANISATION = "ORGANISATION", "组织建设"


class RuleState(models.TextChoices):
    """Result of a rule for one period."""

    MET = "MET", "达标"
    PENDING = "PENDING", "待完成"
    OVERDUE = "OVERDUE", "逾期"
    EXPLAINED = "EXPLAINED", "已说明"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用"


class Retention(models.TextChoices):
    """保管期限: how long a record is to be kept."""

    PERMANENT = "PERMANENT", "永久"
    THIRTY = "THIRTY", "30 年"
    TEN = "TEN", "10 年"


class Severity(models.TextChoices):
    """How strongly the regulation words a rule: 一般 is answered by a reason, 应当/必须 is not."""

    USUAL = "USUAL", "一般"
    MUST = "MUST", "应当"
