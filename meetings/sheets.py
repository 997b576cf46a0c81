"""Talks, criticism and the appraisal as XLSX tables."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser

from core.history import MASK
from core.sheets import Sheet

from .appraisal_results import Results
from .enums_cycle import Grade
from .models import AppraisalRound, Criticism, Talk

TALK_COLUMNS = ("序号", "日期", "谈话人", "谈话对象", "地点", "所属年度", "谈话内容", "登记人")
CRITICISM_COLUMNS = ("序号", "组织生活会", "批评人", "被批评人", "意见", "本人态度")
APPRAISAL_COLUMNS = (
    "序号",
    "姓名",
    "党员状态",
    "自评等次",
    *(f"互评{label}" for label in Grade.labels),
    *(f"测评{label}" for label in Grade.labels),
    "测评弃权",
    "支委会意见",
    "评定等次",
    "反馈日期",
)


def talk_sheet(talks: Iterable[Talk], user: AbstractBaseUser, prefix: str) -> Sheet:
    """The talks found, with what was said only where this person may read it."""
    rows = [
        (
            number,
            talk.held_on,
            str(talk.one),
            str(talk.other),
            talk.place,
            talk.year,
            talk.content if not talk.content or talk.may_be_read_by(user) else MASK,
            str(talk.created_by or ""),
        )
        for number, talk in enumerate(talks, start=1)
    ]
    return Sheet(f"{prefix}谈心谈话登记表", TALK_COLUMNS, rows)


def criticism_sheet(criticisms: Iterable[Criticism], prefix: str) -> Sheet:
    """Criticism and self-criticism, for those who see the rows."""
    rows = [
        (number, str(row.meeting), str(row.critic), str(row.criticised), row.opinion, row.reply)
        for number, row in enumerate(criticisms, start=1)
    ]
    return Sheet(f"{prefix}批评与自我批评记录", CRITICISM_COLUMNS, rows)


def appraisal_sheet(appraisal: AppraisalRound, results: Results) -> Sheet:
    """民主评议结果汇总表: one row a member; marks of ballots stay empty until they are counted."""
    nothing = (None,) * (len(Grade) + 1)
    rows = [
        (
            number,
            str(tally.entry.member),
            tally.entry.status_label,
            _label(tally.entry.self_grade),
            *tally.peers,
            *((*tally.marks, tally.abstained) if results.is_counted else nothing),
            tally.entry.opinion,
            _label(tally.entry.grade),
            tally.entry.feedback_on,
        )
        for number, tally in enumerate(results.tallies, start=1)
    ]
    title = (
        f"{appraisal.branch.short_name}{appraisal}结果汇总表"
        f"（{appraisal.get_method_display()}，发出 {results.issued} 票，收回 {results.returned} 票"
        + (f"，有效 {results.valid} 票，无效 {results.void} 票）" if results.is_counted else "，未统计）")
    )
    return Sheet(title, APPRAISAL_COLUMNS, rows)


def _label(grade: str) -> str:
    return Grade(grade).label if grade else ""
