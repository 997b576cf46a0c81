"""The words that branches put before a value (时间, 会议地点, 主持人 …), and where a line holds one."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from reports.content import minutes_labels as own

from ..source import BLANKS


class Field(StrEnum):
    """What a label says of the value behind it; the value is the word pages show, in our own form too."""

    TITLE = own.TITLE
    KINDS = own.KINDS
    YEAR = own.YEAR
    BRANCH = "党支部"
    GROUP = own.GROUP
    WHEN = "时间"
    ENDS = "结束时间"
    PLACE = own.PLACE
    CHAIR = own.CHAIR
    CHAIR_NOTE = own.CHAIR_NOTE
    RECORDER = own.RECORDER
    DUE = own.DUE
    PRESENT = own.PRESENT
    ATTENDEES = own.ATTENDED
    LEAVE = own.LEAVE
    ABSENT = own.ABSENT
    EXEMPT = own.EXEMPT
    GUESTS = "列席人员"
    MAKE_UP = "补学日期"
    THEME = own.THEME
    WORK_LINK = own.WORK_LINK
    STUDY_MATERIAL = own.STUDY_MATERIAL
    LECTURE_TITLE = own.LECTURE_TITLE
    LECTURER = own.LECTURER
    LECTURER_KIND = own.LECTURER_KIND
    AGENDA = own.ITEM
    REPORTER = own.REPORTER
    DISCUSSION = own.DISCUSSION
    DISSENT = own.DISSENT
    DECISION = own.DECISION
    RESPONSIBLE = own.RESPONSIBLE
    DUE_ON = own.DUE_ON
    DONE_ON = own.DONE_ON
    VOTE = own.VOTE
    MINUTES = own.MINUTES
    LEFT_OUT = "不导入"


# Spelt without blanks; what each kind of document calls it.
_WORDS: dict[Field, str] = {
    Field.TITLE: "名称 会议名称 会议标题 活动名称",
    Field.KINDS: "类别 会议类别 会议类型 会议形式 类型 会议性质",
    Field.YEAR: "所属年度 年度",
    Field.BRANCH: "党支部 支部名称 党支部名称 所在支部 所在党支部 支部 召开单位",
    Field.GROUP: "党小组 党小组名称",
    Field.WHEN: "时间 会议时间 开会时间 召开时间 会议日期 日期 起止时间 开始时间 活动时间 召开日期 学习时间 活动日期 具体时间",
    Field.ENDS: "结束时间 散会时间",
    Field.PLACE: "地点 会议地点 开会地点 召开地点 活动地点 学习地点",
    Field.CHAIR: "主持人 主持 会议主持 会议主持人 主持者",
    Field.CHAIR_NOTE: "委托说明 委托 委托主持 主持委托",
    Field.RECORDER: "记录人 记录 会议记录人 记录员 记录者",
    Field.DUE: "应到 应到人数 应到会人数 应参会人数 应参加人数 应出席人数 应出席 应参会 应到党员 应到会党员",
    Field.PRESENT: "实到 实到人数 实到会人数 实参会人数 实际到会 实际到会人数 实出席人数 实际参会人数 实到党员 实到会党员",
    Field.ATTENDEES: "到会 到会人员 到会党员 参会人员 参会人 参会党员 出席人员 出席人 出席 出席党员 与会人员 参加人员 参加人 实到人员"
    " 参加会议人员 出席会议人员 到会情况 出席情况 参会情况",
    Field.LEAVE: "请假 请假人员 请假人 请假党员 请假情况 请假人员及事由 请假人员及原因 请假及事由 请假及原因 请假人数",
    Field.ABSENT: "缺席 缺席人员 缺席人 缺席党员 缺席情况 缺席人员及原因"
    " 缺席人员及事由 缺席及原因 缺席及事由 缺席原因 未参会人员 未参加人员 未到人员 未到会人员 缺席人数 未到",
    Field.EXEMPT: "不计入应到 不计入应到人员 不计入 不计入人员",
    Field.GUESTS: "列席 列席人员 列席人 列席领导 列席人数",
    Field.MAKE_UP: "补学日期 补学 补课日期 补学情况",
    Field.THEME: "主题 会议主题 活动主题 主题党日主题",
    Field.WORK_LINK: "业务结合点 与业务结合 结合业务",
    Field.STUDY_MATERIAL: "学习材料 学习内容 学习资料 学习篇目",
    Field.LECTURE_TITLE: "党课题目 授课题目 党课主题 授课主题 讲课题目",
    Field.LECTURER: "主讲人 授课人 主讲 党课主讲人 讲课人 授课老师",
    Field.LECTURER_KIND: "主讲人类别 授课人类别",
    Field.AGENDA: "议题 会议议题 会议议程 议程 主要议题 会议主要议题 议事内容 会议事项",
    Field.REPORTER: "汇报人 发言人 报告人",
    Field.DISCUSSION: "讨论要点 讨论情况 讨论意见 讨论发言 讨论 讨论内容 讨论记录",
    Field.DISSENT: "不同意见 保留意见",
    Field.DECISION: "决定 会议决定 决议 会议决议 议定事项 会议议定事项 形成决议 会议结论 决定事项 会议决定事项 决议情况",
    Field.RESPONSIBLE: "责任人 负责人 承办人 落实人",
    Field.DUE_ON: "期限 时限 完成时限 完成时间 完成期限 办理时限 办结期限",
    Field.DONE_ON: "办结日期 办结时间 完成日期",
    Field.VOTE: "表决 表决情况 表决结果 投票结果 投票情况 表决意见",
    Field.MINUTES: "会议记录 会议内容 内容 主要内容 会议情况 记录内容 会议过程 发言记录 会议主要内容 会议纪要 活动内容 议事情况",
    Field.LEFT_OUT: "主持人签字 记录人签字 主持签字 签字 主持人签名 记录人签名 签名 附件 备注 状态 补录 补充更正 确认日期 签字日期"
    " 有表决权应到 有表决权实到 有表决权 有表决权应到实到 到会率 计票人 监票人 次数",
}
LABELS: dict[str, Field] = {word: field for field, words in _WORDS.items() for word in words.split()}

# Short values: several may stand on one line (时间：…　地点：…).
SHORT = frozenset(
    {
        *(Field.TITLE, Field.KINDS, Field.YEAR, Field.BRANCH, Field.GROUP, Field.WHEN, Field.ENDS),
        *(Field.PLACE, Field.CHAIR, Field.CHAIR_NOTE, Field.RECORDER, Field.DUE, Field.PRESENT),
        *(Field.ATTENDEES, Field.LEAVE, Field.ABSENT, Field.EXEMPT, Field.GUESTS, Field.LECTURER),
        *(Field.LECTURE_TITLE, Field.LECTURER_KIND, Field.REPORTER, Field.RESPONSIBLE, Field.DUE_ON),
        *(Field.DONE_ON, Field.THEME, Field.MAKE_UP),
    }
)
# Who carries a decision out, and until when, may follow it on its own line.
_AFTER_DECISION = frozenset({Field.RESPONSIBLE, Field.DUE_ON, Field.DONE_ON})
# What a line without a colon may still open, when nothing else stands on it.
_BARE = frozenset({Field.AGENDA, Field.MINUTES, Field.DECISION, Field.DISCUSSION, Field.DISSENT, Field.VOTE})

_BLANK = r"[ \t\u3000\u00a0]{0,4}"
_NUMBERED = re.compile(
    r"^(?:第?[一二三四五六七八九十百\d]{1,3}(?:项|个)?)?(议题|议程)[一二三四五六七八九十\d]{0,3}$"
)
_PARENTHESIS = re.compile(r"[（(][^（()）]{0,20}[）)]")
_SEPARATOR = re.compile(r"[\s/／:：.、\u3000\u00a0]+")
_LIST_NUMBER = r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．]?" + _BLANK + ")?"


@dataclass(frozen=True, slots=True)
class Segment:
    """A label with the text behind it, up to the next label of the line."""

    field: Field
    text: str
    label: str = ""


def label_of(text: str) -> Field | None:
    """The field that a whole cell or line names, such as “时　间：” or “请假（人、事由）”; None for other words."""
    bare = _SEPARATOR.sub("", text.strip(BLANKS))
    if not bare or len(bare) > 40:
        return None
    if found := LABELS.get(bare):
        return found
    bare = _PARENTHESIS.sub("", bare)
    return LABELS.get(bare) or (Field.AGENDA if _NUMBERED.match(bare) else None)


def bare_label(text: str) -> Field | None:
    """The field that a line without a colon opens: 会议决定 or 一、会议议题 alone on a line."""
    match = re.match(_LIST_NUMBER, text)
    field = label_of(text[match.end() :] if match else text) or label_of(text)
    return field if field in _BARE else None


def segments(text: str) -> list[Segment]:
    """The labelled parts of a line; empty for a line that does not begin with a label and a colon."""
    first = _first().match(text)
    if not first:
        return []
    field = _field_of(first.group("label"))
    found = [(field, first)]
    following = SHORT if field in SHORT else _AFTER_DECISION if field is Field.DECISION else frozenset()
    for match in _further().finditer(text, first.end()) if following else ():
        if _field_of(match.group("label")) in following:
            found.append((_field_of(match.group("label")), match))
    ends = [match.start() for _, match in found[1:]] + [len(text)]
    return [
        Segment(field, text[match.end() : end].strip(BLANKS + "；;，,"), match.group("label"))
        for (field, match), end in zip(found, ends, strict=True)
    ]


def _field_of(label: str) -> Field:
    field = label_of(label)
    return Field.LEFT_OUT if field is None else field


@cache
def _alternatives() -> str:
    words = sorted(LABELS, key=len, reverse=True)
    spaced = (_BLANK.join(map(re.escape, word)) for word in words)
    numbered = rf"(?:议{_BLANK}题|议{_BLANK}程)[一二三四五六七八九十\d]{{1,3}}"
    return f"(?P<label>{numbered}|{'|'.join(spaced)})" + _BLANK + r"(?:[（(][^（()）]{0,20}[）)])?"


@cache
def _first() -> re.Pattern[str]:
    return re.compile(rf"^[\s\u3000]{{0,20}}{_LIST_NUMBER}{_alternatives()}{_BLANK}[：:]")


@cache
def _further() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\s\u3000\u00a0；;，,。|]){_alternatives()}{_BLANK}[：:]")
