"""The words of the 会议记录 form, and how its values are spelt: said once, for printing a meeting and for reading it back.

In the form each label is a cell of its own and its value the cell behind it. A value of several entries has one
paragraph an entry. What is not recorded has no row. Labels and values, where the value is not simply the text:

- 类别: labels of the kinds joined by 、
- 起止时间: as `meetings.ledger.span_of` writes it, 2025年3月7日 14:30—16:00
- 应到, 实到, 有表决权应到, 有表决权实到: a number
- 到会: names joined by 、
- 请假, 缺席, 不计入应到: one paragraph a person, see `away_text`
- 列席, 学习材料: one paragraph a line, as typed
- 议题1, 议题2 …: see `item_label`; 汇报人 to 表决 below it belong to this item, until the next one
- 期限, 办结日期: 2025年3月7日
- 表决: a cell for each vote, its paragraphs see `vote_lines`
- 补充更正: a cell for each addition, its paragraphs see `addition_lines`
- 状态: only of a plan (计划) and of a confirmed record (已确认)
"""

from collections.abc import Iterable
from datetime import date

from core.dates import chinese_date

TITLE = "名称"
KINDS = "类别"
YEAR = "所属年度"
STATE = "状态"
SPAN = "起止时间"
PLACE = "地点"
GROUP = "党小组"
CHAIR = "主持人"
CHAIR_NOTE = "委托说明"
RECORDER = "记录人"
DUE = "应到"
PRESENT = "实到"
VOTERS_DUE = "有表决权应到"
VOTERS_PRESENT = "有表决权实到"
ATTENDED = "到会"
LEAVE = "请假"
ABSENT = "缺席"
EXEMPT = "不计入应到"
GUESTS = "列席"
THEME = "主题"
WORK_LINK = "业务结合点"
LECTURE_TITLE = "党课题目"
LECTURER = "主讲人"
LECTURER_KIND = "主讲人类别"
STUDY_MATERIAL = "学习材料"
ITEM = "议题"
REPORTER = "汇报人"
DISCUSSION = "讨论要点"
DISSENT = "不同意见"
DECISION = "决定"
RESPONSIBLE = "责任人"
DUE_ON = "期限"
DONE_ON = "办结日期"
VOTE = "表决"
MINUTES = "会议记录"
ATTACHMENTS = "附件"
ADDITION = "补充更正"
LATE = "补录"
CHAIR_SIGNATURE = "主持人签字"
RECORDER_SIGNATURE = "记录人签字"

# Inside a value.
NAME_SEPARATOR = "、"
MADE_UP = "；补学："
SEATS = "应选"
RESULT = "结果："


def item_label(number: int) -> str:
    """议题1, 议题2 …: the label of an agenda item."""
    return f"{ITEM}{number}"


def away_text(name: str, reason: str = "", made_up_on: date | None = None) -> str:
    """周某（出差）；补学：2025年3月10日. Without a reason the parentheses are left out, without a day all from the semicolon."""
    made_up = f"{MADE_UP}{chinese_date(made_up_on)}" if made_up_on else ""
    return f"{name}{f'（{reason}）' if reason else ''}{made_up}"


def vote_lines(
    matter: str, method: str, *, seats: int | None, ballots: str, tallies: Iterable[str], arithmetic: str
) -> list[str]:
    """The paragraphs of a vote.

    预备党员转正，票决
    发出 10 张，收回 10 张，有效 9 张            (only on paper: `Vote.ballots`)
    郑试：赞成 9，反对 1，弃权 0，书面赞成 1        (one a line of the vote: `VoteLine.summary`)
    结果：应到有表决权 10 人……                  (`Vote.arithmetic`)

    The first line of an election ends in 应选 3 人 where the seats are known.
    """
    head = [matter, method, *([f"{SEATS} {seats} 人"] if seats else [])]
    return ["，".join(head), *([ballots] if ballots else []), *tallies, f"{RESULT}{arithmetic}"]


def addition_lines(text: str, *, reason: str, added_by: str, added_on: date) -> list[str]:
    """The paragraphs of an addition: its text, and “原因：……（某某，2025年3月10日）”."""
    return [*text.splitlines(), f"原因：{reason}（{added_by}，{chinese_date(added_on)}）"]
