"""The words of the 会议记录 form beside its fields, and how values are spelt: for printing a meeting and reading it back.

The labels of fields stand in `meetings.fields`. In the form each label is a cell of its own and its value the cell
behind it. A value of several entries has one paragraph an entry. What is not recorded has no row. Where the value is
not simply the text:

- 类别: labels of the kinds joined by 、
- 起止时间: as `Meeting.span` writes it, 2025年3月7日 14:30—16:00
- 应到, 实到, 有表决权应到, 有表决权实到: a number
- 到会: names joined by 、
- 请假, 缺席, 不计入应到: one paragraph a person, see `away_text`
- 列席, 学习材料: one paragraph a line, as typed
- 议题1, 议题2 …: see `item_label`; 汇报人 to 表决 below it belong to this item, until the next one
- 期限, 办结日期: 2025年3月7日
- 表决: a cell for each vote, its paragraphs see `Vote.paragraphs`
- 补充更正: a cell for each addition, its paragraphs see `addition_lines`
- 状态: only of a plan (计划) and of a confirmed record (已确认)
"""

from datetime import date

from core.dates import chinese_date

DUE = "应到"
PRESENT = "实到"
VOTERS_DUE = "有表决权应到"
VOTERS_PRESENT = "有表决权实到"
ATTENDED = "到会"
LEAVE = "请假"
ABSENT = "缺席"
EXEMPT = "不计入应到"
ITEM = "议题"
VOTE = "表决"
ATTACHMENTS = "附件"
ADDITION = "补充更正"
LATE = "补录"
CHAIR_SIGNATURE = "主持人签字"
RECORDER_SIGNATURE = "记录人签字"

# Inside a value.
NAME_SEPARATOR = "、"
MADE_UP = "；补学："


def item_label(number: int) -> str:
    """议题1, 议题2 …: the label of an agenda item."""
    return f"{ITEM}{number}"


def away_text(name: str, reason: str = "", made_up_on: date | None = None) -> str:
    """周某（出差）；补学：2025年3月10日. Without a reason the parentheses are left out, without a day all from the semicolon."""
    made_up = f"{MADE_UP}{chinese_date(made_up_on)}" if made_up_on else ""
    return f"{name}{f'（{reason}）' if reason else ''}{made_up}"


def addition_lines(text: str, *, reason: str, added_by: str, added_on: date) -> list[str]:
    """The paragraphs of an addition: its text, and “原因：……（某某，2025年3月10日）”."""
    return [*text.splitlines(), f"原因：{reason}（{added_by}，{chinese_date(added_on)}）"]
