"""What a report's template chooses from: the form of the report, what a section draws on, the annexes."""

from django.db import models


class PaperForm(models.TextChoices):
    """For whom the report is made: read out at a meeting, or sent to the superior organisation."""

    MEETING = "MEETING", "会议报告"
    SUBMITTED = "SUBMITTED", "报送版"


class Draws(models.TextChoices):
    """The records that a section is drafted from: one of the six writers, or a part of what one of them tells."""

    LAST_YEAR = "last_year", "上年度整改情况"
    OPINIONS = "opinions", "征求意见情况"
    FINDINGS = "findings", "查摆问题"
    CAMPAIGNS = "campaigns", "集中学习教育"
    WORK = "work", "一年来工作"
    PROBLEMS = "problems", "主要问题"
    CAUSES = "causes", "原因分析"
    MEASURES = "measures", "努力方向和措施"


class Annex(models.TextChoices):
    """What may stand behind a report, each made from the records of its year."""

    CHECKLIST = "checklist", "整改清单"
    LEDGER = "ledger", "整改台账"
    STATISTICS = "statistics", "三会一课统计表"
    ROLL = "roll", "党员名册统计"


# What stands behind the 总结 of a study campaign alone; no template offers it.
CAMPAIGN_LEDGER = "campaign_ledger"


def standard_annexes() -> list[str]:
    """The annex of a report that has no other template."""
    return [Annex.CHECKLIST.value]


# With which words a report begins and ends, unless its template says otherwise.
OPENINGS = {
    PaperForm.MEETING: "现将党支部年度工作报告如下，请各位党员审议。",
    PaperForm.SUBMITTED: "现将党支部年度工作情况报告如下。",
}
CLOSINGS = {PaperForm.MEETING: "", PaperForm.SUBMITTED: "特此报告。"}
