"""Choices of the annual report, and the table of allowed moves."""

from django.db import models


class ReportState(models.TextChoices):
    """Where a report stands between the secretary and the superior organisation."""

    DRAFT = "DRAFT", "草稿"
    REVIEW = "REVIEW", "支委会审议"
    FINAL = "FINAL", "定稿"
    SENT = "SENT", "已报送"
    ACCEPTED = "ACCEPTED", "上级已接收"
    RETURNED = "RETURNED", "上级退回"


class ReportAction(models.TextChoices):
    """What moves a report from one state to another."""

    SUBMIT = "SUBMIT", "提交支委会审议"
    WITHDRAW = "WITHDRAW", "退回起草"
    FINALISE = "FINALISE", "定稿"
    SEND = "SEND", "报送上级"
    RECALL = "RECALL", "撤回报送"
    ACCEPT = "ACCEPT", "接收"
    RETURN = "RETURN", "退回修改"
    REVISE = "REVISE", "修订"


MOVES: dict[tuple[str, str], ReportState] = {
    (ReportState.DRAFT, ReportAction.SUBMIT): ReportState.REVIEW,
    (ReportState.REVIEW, ReportAction.WITHDRAW): ReportState.DRAFT,
    (ReportState.REVIEW, ReportAction.FINALISE): ReportState.FINAL,
    (ReportState.DRAFT, ReportAction.FINALISE): ReportState.FINAL,
    (ReportState.FINAL, ReportAction.SEND): ReportState.SENT,
    (ReportState.FINAL, ReportAction.REVISE): ReportState.DRAFT,
    (ReportState.SENT, ReportAction.RECALL): ReportState.FINAL,
    (ReportState.SENT, ReportAction.ACCEPT): ReportState.ACCEPTED,
    (ReportState.SENT, ReportAction.RETURN): ReportState.RETURNED,
    (ReportState.RETURNED, ReportAction.REVISE): ReportState.DRAFT,
}
# The text of a report can change only in these states.
EDITABLE = frozenset({ReportState.DRAFT, ReportState.REVIEW})
# In these states the newest frozen version is what everybody sees and exports.
FROZEN = frozenset({ReportState.FINAL, ReportState.SENT, ReportState.ACCEPTED, ReportState.RETURNED})
# In these it has left the hands of those who wrote it.
HANDED_IN = frozenset({ReportState.SENT, ReportState.ACCEPTED, ReportState.RETURNED})


class ReportOrigin(models.TextChoices):
    """How the text came to be."""

    DRAFTED = "DRAFTED", "按记录起草"
    IMPORTED = "IMPORTED", "导入旧报告"


class SectionKind(models.TextChoices):
    """What a section of the report is about; headings and order are data of the report."""

    PREAMBLE = "preamble", "开头"
    LAST_YEAR = "last_year", "上年度整改情况"
    FINDINGS = "findings", "查摆问题通报"
    WORK = "work", "一年来工作"
    PROBLEMS = "problems", "主要问题"
    CAUSES = "causes", "原因分析"
    MEASURES = "measures", "努力方向和措施"
    PREPARATION = "preparation", "会前准备情况"
    MEETING = "meeting", "会议召开情况"
    RESULTS = "results", "取得的成效"
    MATTER = "matter", "事项"
    OTHER = "other", "其他"
    CLOSING = "closing", "结尾"


class Marker(models.TextChoices):
    """How a paragraph is numbered; the number itself stands beside it."""

    NONE = "", "不编号"
    ORDINAL = "ORDINAL", "一是"
    CHINESE = "CHINESE", "（一）"
    ARABIC = "ARABIC", "1."
    PAREN = "PAREN", "（1）"
    SEQUENCE = "SEQUENCE", "第一，"


class Support(models.TextChoices):
    """What stands behind a sentence."""

    BACKED = "BACKED", "有记录支撑"
    UNBACKED = "UNBACKED", "无记录支撑"
    FRAME = "FRAME", "过渡语"
    GAP = "GAP", "待补充"
    KEPT = "KEPT", "保留并注明"
