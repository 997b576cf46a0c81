"""The words that branches put before a value (时间, 会议地点, 主持人 …), where a line holds one, and what was found."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cache

from documents.reading.files import BLANKS
from documents.reading.mending import Mending
from meetings.meeting.fields import AGENDA, MEETING, Part

from .lines import Line, Row
from .names import Named


class Field(StrEnum):
    """What a label says of the value behind it, where code asks for it by name; other fields go by `RecordField.key`."""

    TITLE = "meeting.title"
    KINDS = "meeting.kinds"
    YEAR = "meeting.year"
    GROUP = "meeting.group"
    WHEN = "meeting.starts_at"
    ENDS = "meeting.ends_at"
    PLACE = "meeting.place"
    CHAIR = "meeting.chair"
    CHAIR_NOTE = "meeting.chair_note"
    RECORDER = "meeting.recorder"
    GUESTS = "meeting.guests"
    LECTURE_TITLE = "meeting.lecture_title"
    MINUTES = "meeting.minutes"
    AGENDA = "agendaitem.title"
    REPORTER = "agendaitem.reporter"
    DISCUSSION = "agendaitem.discussion"
    DISSENT = "agendaitem.dissent"
    DECISION = "agendaitem.decision"
    # No fields of a table.
    BRANCH = "党支部"
    DUE = "应到"
    PRESENT = "实到"
    ATTENDEES = "到会"
    LEAVE = "请假"
    ABSENT = "缺席"
    EXEMPT = "不计入应到"
    MAKE_UP = "补学日期"
    VOTE = "表决"
    LEFT_OUT = "不导入"


# Spelt without blanks; what each kind of document calls what is no field.
_WORDS: dict[Field, str] = {
    Field.TITLE: "会议",
    Field.WHEN: "授课时间 上课时间 党课时间",
    Field.PLACE: "授课地点 上课地点 党课地点",
    Field.BRANCH: "党支部 支部名称 党支部名称 所在支部 所在党支部 支部 召开单位",
    Field.DUE: "应到 应到人数 应到会人数 应参会人数 应参加人数 应出席人数 应出席 应参会 应到党员 应到会党员",
    Field.PRESENT: "实到 实到人数 实到会人数 实参会人数 实际到会 实际到会人数 实出席人数 实际参会人数 实到党员 实到会党员",
    Field.ATTENDEES: "到会 到会人员 到会党员 参会人员 参会人 参会党员 出席人员 出席人 出席 出席党员 与会人员 参加人员 参加人 实到人员"
    " 参加会议人员 出席会议人员 到会情况 出席情况 参会情况"
    " 参会 参加 与会 参加会议 参会同志 出席同志 到会同志 参加同志 参学人员 参加学习人员 参会名单 到会名单 参加党员 实际参加人员"
    " 与会党员 参会对象 实际参会人员 到场人员 参会者 出席者",
    Field.LEAVE: "请假 请假人员 请假人 请假党员 请假情况 请假人员及事由 请假人员及原因 请假及事由 请假及原因 请假人数"
    " 请假同志 请假名单 因故请假 因事请假 因病请假",
    Field.ABSENT: "缺席 缺席人员 缺席人 缺席党员 缺席情况 缺席人员及原因"
    " 缺席人员及事由 缺席及原因 缺席及事由 缺席原因 未参会人员 未参加人员 未到人员 未到会人员 缺席人数 未到"
    " 未参加 未参会 未出席 未出席人员 缺席同志 缺勤 缺勤人员 未参加党员 未到党员 未参加同志 未参会党员 未到会 因故缺席 缺席名单",
    Field.EXEMPT: "不计入应到 不计入应到人员 不计入 不计入人员",
    Field.MAKE_UP: "补学日期 补学 补课日期 补学情况",
    Field.CHAIR: "组长 党小组长 小组长 主持会议 会议主持人员",
    Field.MINUTES: "学习内容记录 讨论发言摘要 讨论发言 发言摘要 讨论情况 会议主要内容 主要内容 会议内容记录 发言记录 讨论记录 会议过程 学习讨论情况"
    " 授课内容 党课内容 活动过程 活动情况 会议经过",
    Field.VOTE: "表决 表决情况 表决结果 投票结果 投票情况 表决意见",
    Field.LEFT_OUT: "主持人签字 记录人签字 主持签字 签字 主持人签名 记录人签名 签名 附件 备注 状态 补录 补充更正 确认日期 签字日期"
    " 有表决权应到 有表决权实到 有表决权 有表决权应到实到 到会率 计入统计 补录天数 计票人 监票人 次数 序号 编号",
}
READ = [*(field for field in MEETING if field.part is not Part.CLOSING), *AGENDA]
LABELS: dict[str, str] = {word: key for key, words in _WORDS.items() for word in words.split()} | {
    word: field.key for field in READ for word in field.spellings
}

# Short values: several may stand on one line (时间：…　地点：…).
SHORT: frozenset[str] = frozenset(
    {*(field.key for field in READ if field.is_short), *_WORDS} - {Field.VOTE, Field.LEFT_OUT}
)

# What is said of an agenda item, and what of it are texts of several lines.
OF_ITEM = frozenset({*(field.key for field in AGENDA), Field.VOTE}) - {Field.AGENDA}
ITEM_TEXTS = OF_ITEM - SHORT
# Who carries a decision out, and until when, may follow it on its own line.
_AFTER_DECISION = frozenset(field.key for field in AGENDA if field.part is Part.TASK)
# What a line without a colon may still open, when nothing else stands on it.
_BARE = ITEM_TEXTS | {Field.AGENDA, Field.MINUTES}

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

    field: str
    text: str
    label: str = ""


def label_of(text: str) -> str | None:
    """The field that a whole cell or line names, such as “时　间：” or “请假（人、事由）”; None for other words."""
    bare = _SEPARATOR.sub("", text.strip(BLANKS))
    if not bare or len(bare) > 40:
        return None
    if found := LABELS.get(bare):
        return found
    bare = _PARENTHESIS.sub("", bare)
    return LABELS.get(bare) or (Field.AGENDA if _NUMBERED.match(bare) else None)


def bare_label(text: str) -> str | None:
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
    following = SHORT if field in SHORT else _AFTER_DECISION if field == Field.DECISION else frozenset()
    for match in _further().finditer(text, first.end()) if following else ():
        if _field_of(match.group("label")) in following:
            found.append((_field_of(match.group("label")), match))
    ends = [match.start() for _, match in found[1:]] + [len(text)]
    return [
        Segment(field, text[match.end() : end].strip(BLANKS + "；;，,"), match.group("label"))
        for (field, match), end in zip(found, ends, strict=True)
    ]


def _field_of(label: str) -> str:
    field = label_of(label)
    return Field.LEFT_OUT if field is None else field


@cache
def _alternatives() -> str:
    words = sorted(LABELS, key=len, reverse=True)
    spaced = (_BLANK.join(map(re.escape, word)) for word in words)
    numbered = (
        rf"(?:议{_BLANK}题|议{_BLANK}程)[一二三四五六七八九十\d]{{1,3}}"
        rf"|第[一二三四五六七八九十\d]{{1,3}}(?:项|个)?(?:议{_BLANK}题|议{_BLANK}程)"
    )
    return f"(?P<label>{numbered}|{'|'.join(spaced)})" + _BLANK + r"(?:[（(][^（()）]{0,20}[）)])?"


@cache
def _first() -> re.Pattern[str]:
    return re.compile(rf"^[\s\u3000]{{0,20}}{_LIST_NUMBER}{_alternatives()}{_BLANK}[：:]")


@cache
def _further() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\s\u3000\u00a0；;，,。|]){_alternatives()}{_BLANK}[：:]")


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the line it was taken from; the text of a whole cell has its first line."""

    text: str
    line: Line


@dataclass
class ReadItem:
    """An agenda item as it is read, text by text under the keys of labels. `is_listed`: it stood under 议题, not only
    as a heading.
    """

    title: Said
    is_listed: bool
    values: defaultdict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person named in a list of the roll, or beside the roll, and when the person made up for the meeting."""

    named: Named
    line: Line
    made_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What a person says once for all meetings of a file that does not say it: when they began, and that what is not
    recognised belongs in the minutes."""

    starts: time | None = None
    keeps_unknown: bool = False


NOTHING_SAID = Unsaid()


@dataclass
class ReadMinutes:
    """A file as it was read. `is_own_form`: it is the form this system prints, whose texts are taken as they stand;
    `from_prose`: what no label gave, but a sentence.
    """

    name: str
    headings: list[Said] = field(default_factory=list)
    values: dict[str, list[Said]] = field(default_factory=dict)
    people: dict[str, list[Listed]] = field(default_factory=dict)
    figures: dict[str, list[tuple[int, Line]]] = field(default_factory=dict)
    items: list[ReadItem] = field(default_factory=list)
    decisions: list[Said] = field(default_factory=list)
    minutes: list[Said] = field(default_factory=list)
    left_out: list[Said] = field(default_factory=list)
    # Who is named as due, and under which lists it says 无.
    due: list[Listed] = field(default_factory=list)
    nobody: set[str] = field(default_factory=set)
    # Lines that hold a label, whatever became of what stands behind it.
    labels: list[Line] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    blocks: tuple[Line | Row, ...] = ()
    # Which meeting of the file it is, of how many.
    place: int = 1
    of: int = 1
    is_own_form: bool = False
    from_prose: frozenset[str] = frozenset()
    # Columns of a ledger that mean nothing of a meeting, and what a person has said for all of it.
    unknown: tuple[str, ...] = ()
    unsaid: Unsaid = NOTHING_SAID
    # The lines of the file as they were typed, by their place, and what a person says of them.
    source: dict[int, str] = field(default_factory=dict)
    mending: Mending = field(default_factory=dict)
    # Lines that only say who wrote a message, and answers such as 收到.
    of_chat: frozenset[int] = frozenset()
    # The year in which the messages were written, 0 where none says it.
    year_of_chat: int = 0

    def first(self, wanted: str) -> Said | None:
        """The first value of a field that is not empty."""
        return next((said for said in self.values.get(wanted, []) if said.text.strip()), None)


def joined(parts: Iterable[Said]) -> str:
    """The texts as paragraphs."""
    return "\n".join(said.text for said in parts).strip()
