"""The fields of a meeting and of its agenda: said once, for form, page, 会议台账, 会议记录, 纪要, import and copy.

A new plain field is a line here, besides the model's. Each of those places goes through these tables; what one of them
tells by code of its own is `APART` there, and `tests/test_meeting_fields.py` fails where a field of the model
is told nowhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.timezone import localtime

from core.dates import chinese_date
from core.numbers import plain_number
from meetings.enums import MeetingState

from .agenda_items import AgendaItem
from .models import Meeting

M = TypeVar("M", bound=models.Model)
# What stands in a cell of the 台账.
Value = str | int | float | date | time | None


class Part(Enum):
    """The part of a form, and of the 台账, in which a field stands."""

    BASICS = "what meeting it was"
    LECTURE = "what a 党课 needs"
    SUBJECT = "what it was about"
    STUDY = "what was studied, and how long"
    MINUTES = "the record in words"
    CLOSING = "how far the record is, which no file tells"
    # Of an agenda item.
    MATTER = "what was decided"
    TASK = "who carries it out, and until when"
    MORE = "folded away until asked for"


class Show(Enum):
    """When a page or a paper gives a field a place under its label."""

    ALWAYS = "empty or not"
    FILLED = "once it is filled"
    APART = "never: it stands elsewhere there, or not at all"


@dataclass(frozen=True)
class RecordField(Generic[M]):
    """One field: how it is called, asked for, shown, printed and read back; what is not said follows from the model."""

    model: type[M]
    name: str
    part: Part = Part.SUBJECT
    # On the page, in the 会议记录 and, as a sentence, in the 纪要.
    page: Show = Show.FILLED
    record: Show = Show.FILLED
    summary: Show = Show.FILLED
    # Other words than the model's for the label, and for the label in 会议记录 and 纪要.
    called: str = ""
    called_on_paper: str = ""
    # Other words for the value, and for the value where it is told in one line: on the page, in a sentence.
    worded: Callable[[M], str] | None = None
    worded_in_line: Callable[[M], str] | None = None
    # Other columns of the 台账 than one under the label: heading and value.
    sheet: tuple[tuple[str, Callable[[M], Value]], ...] | None = None
    # In the row of the field before it, on paper.
    is_beside: bool = False
    # The kinds of meetings, or of agenda items, whose form asks for it; all where none is named.
    kinds: str = ""
    # Other words on paper for an agenda item of a kind.
    in_kinds: Mapping[str, str] = field(default_factory=dict)
    is_entered: bool = True
    is_copied: bool = False
    # What papers of others call it, without blanks. Behind a short value another label may stand on the same line.
    spelt: str = ""
    is_short: bool = True

    @property
    def key(self) -> str:
        """A name that no field of another table has."""
        return f"{self.model._meta.model_name}.{self.name}"

    @property
    def column(self) -> "models.Field[Any, Any]":
        """The model's field. Raises FieldDoesNotExist for what is stored in rows of its own."""
        return self.model._meta.get_field(self.name)  # type: ignore[return-value]

    @property
    def label(self) -> str:
        """The label on pages, in the 台账 and in findings."""
        return self.called or str(self.column.verbose_name)

    @property
    def printed(self) -> str:
        """The label in 会议记录 and 纪要."""
        return self.called_on_paper or self.label

    def printed_of(self, kind: str) -> str:
        """The label on paper in an agenda item of a kind."""
        return self.in_kinds.get(kind, self.printed)

    @property
    def spellings(self) -> list[str]:
        """Every label that may stand before its value."""
        return [self.printed, self.label, *dict.fromkeys(self.in_kinds.values()), *self.spelt.split()]

    @property
    def columns(self) -> tuple[tuple[str, Callable[[M], Value]], ...]:
        """The columns of the 台账: heading and value."""
        return ((self.label, self._value),) if self.sheet is None else self.sheet

    def _value(self, record: M) -> Value:
        """A day as a day, a number as a number, everything else in words."""
        value = getattr(record, self.name)
        if isinstance(value, Decimal):
            return float(value)
        if type(value) in (date, int) or (value is None and not self.column.is_relation):
            return value
        return self.words(record)

    def words(self, record: M) -> str:
        """The value as papers tell it: the label of a choice, the name of a person, 2025年3月7日; empty for none."""
        if self.worded:
            return self.worded(record)
        value = getattr(record, self.name)
        if isinstance(value, Decimal):
            return plain_number(value)
        if value is None or isinstance(value, date):
            return chinese_date(value) if value else ""
        return str(getattr(record, f"get_{self.name}_display")() if self.column.choices else value)

    def line(self, record: M) -> str:
        """The value as the page and a sentence tell it."""
        return self.worded_in_line(record) if self.worded_in_line else self.words(record)


MeetingField = RecordField[Meeting]
ItemField = RecordField[AgendaItem]
FieldT = TypeVar("FieldT", bound=RecordField[Any])


def _state(meeting: Meeting) -> str:
    """A plan and a confirmed record say what they are."""
    if meeting.state == MeetingState.HELD:
        return ""
    text = str(MeetingState(meeting.state).label)
    return f"{text}（{meeting.confirmed_by}）" if meeting.confirmed_by else text


def _lecturer(meeting: Meeting) -> str:
    kind = meeting.get_lecturer_kind_display()
    return f"{meeting.lecturer_name}（{kind}）" if kind else meeting.lecturer_name


_STARTS: tuple[tuple[str, Callable[[Meeting], Value]], ...] = (
    ("日期", lambda meeting: localtime(meeting.starts_at).date()),
    ("开始时间", lambda meeting: localtime(meeting.starts_at).time()),
)


def _ends(meeting: Meeting) -> Value:
    """The time; with its day where that is another."""
    if meeting.ends_at is None:
        return None
    ends = localtime(meeting.ends_at)
    is_same_day = ends.date() == localtime(meeting.starts_at).date()
    return ends.time() if is_same_day else f"{chinese_date(ends.date())} {ends:%H:%M}"


BASICS, LECTURE, SUBJECT, STUDY, MINUTES, CLOSING, MATTER, TASK, MORE = Part
ALWAYS, FILLED, APART = Show
# What informs, is studied for its own sake or commented on leaves nothing to decide.
_DECIDED = "FIRST DELIBERATION VOTE OTHER"
_meeting, _item = partial(MeetingField, Meeting), partial(ItemField, AgendaItem)

# fmt: off
# In the order of the 会议记录. All are columns of the model but the kinds, which are rows of their own.
MEETING: tuple[MeetingField, ...] = (
    #        name              part     page    record  summary
    _meeting("title",          BASICS,  APART,  ALWAYS, APART, spelt="会议名称 会议标题 活动名称"),
    _meeting("group",          BASICS,  FILLED, FILLED, APART, is_beside=True, is_copied=True, spelt="党小组名称"),
    _meeting("number",         BASICS,  FILLED, FILLED, APART, worded=lambda meeting: meeting.number_words,
             sheet=(("次数", lambda meeting: meeting.number_words),), spelt="会议次数 第几次"),
    _meeting("kinds",          BASICS,  ALWAYS, ALWAYS, APART, called="类别", worded=lambda meeting: meeting.kind_labels,
             is_copied=True, spelt="会议类别 会议类型 会议形式 类型 会议性质"),
    _meeting("year",           BASICS,  ALWAYS, ALWAYS, APART, is_beside=True,
             worded_in_line=lambda meeting: meeting.year_words, spelt="年度"),
    _meeting("starts_at",      BASICS,  ALWAYS, ALWAYS, APART, called="时间", called_on_paper="起止时间",
             worded=lambda meeting: meeting.span, sheet=_STARTS,
             spelt="会议时间 开会时间 召开时间 会议日期 日期 开始时间 活动时间 召开日期 学习时间 活动日期 具体时间"),
    _meeting("ends_at",        BASICS,  APART,  APART,  APART, sheet=(("结束时间", _ends),), spelt="散会时间"),
    _meeting("place",          BASICS,  ALWAYS, ALWAYS, APART, is_beside=True, is_copied=True,
             spelt="会议地点 开会地点 召开地点 活动地点 学习地点"),
    _meeting("chair",          BASICS,  ALWAYS, ALWAYS, APART, spelt="主持 会议主持 会议主持人 主持者"),
    _meeting("recorder",       BASICS,  ALWAYS, ALWAYS, APART, is_beside=True, is_copied=True,
             spelt="记录 会议记录人 记录员 记录者"),
    _meeting("chair_note",     BASICS,  FILLED, FILLED, FILLED, spelt="委托 委托主持 主持委托"),
    _meeting("campaign",       BASICS,  FILLED, FILLED, APART, called="所属学习教育"),
    _meeting("guests",         SUBJECT, FILLED, ALWAYS, APART, called_on_paper="列席", spelt="列席人 列席领导 列席人数"),
    _meeting("theme",          SUBJECT, FILLED, FILLED, FILLED, kinds="THEME_DAY LECTURE OTHER",
             spelt="会议主题 活动主题 主题党日主题"),
    _meeting("work_link",      SUBJECT, FILLED, FILLED, FILLED, kinds="THEME_DAY STUDY OTHER",
             spelt="与业务结合 结合业务", is_short=False),
    _meeting("lecture_title",  LECTURE, FILLED, FILLED, FILLED, spelt="授课题目 党课主题 授课主题 讲课题目"),
    _meeting("lecturer_name",  LECTURE, FILLED, FILLED, FILLED, worded_in_line=_lecturer,
             spelt="授课人 主讲 党课主讲人 讲课人 授课老师"),
    _meeting("lecturer_kind",  LECTURE, APART,  FILLED, APART, is_beside=True, spelt="授课人类别"),
    _meeting("study_material", STUDY,   FILLED, FILLED, FILLED, kinds="STUDY LECTURE THEME_DAY GROUP",
             spelt="学习内容 学习资料 学习篇目", is_short=False),
    _meeting("study_hours",    STUDY,   FILLED, FILLED, APART, spelt="学习学时 学时数"),
    _meeting("study_form",     STUDY,   FILLED, FILLED, APART, is_beside=True, is_copied=True, spelt="学习方式"),
    _meeting("study_category", STUDY,   FILLED, FILLED, APART, is_beside=True, is_copied=True, spelt="学习材料类别"),
    _meeting("minutes",        MINUTES, APART,  FILLED, APART, is_short=False,
             spelt="会议内容 内容 主要内容 会议情况 记录内容 会议过程 发言记录 会议主要内容 会议纪要 活动内容 议事情况"),
    _meeting("state",          CLOSING, APART,  FILLED, APART, worded=_state,
             sheet=(("状态", lambda meeting: meeting.get_state_display()),)),
    _meeting("confirmed_on",   CLOSING, APART,  APART,  APART, is_entered=False),
)

AGENDA: tuple[ItemField, ...] = (
    _item("title",       MATTER, APART,  ALWAYS, APART, is_short=False,
          spelt="会议议题 会议议程 议程 主要议题 会议主要议题 议事内容 会议事项"),
    _item("reporter",    MORE,   FILLED, FILLED, FILLED, is_beside=True, spelt="发言人 报告人",
          in_kinds={"FIRST": "领学人", "STUDY": "领学人", "NOTICE": "通报人", "REVIEW": "点评人"}),
    _item("kind",        MATTER, FILLED, FILLED, APART, is_copied=True, spelt="议题类别 议题性质"),
    _item("material",    MATTER, FILLED, FILLED, FILLED, kinds="FIRST STUDY", is_beside=True),
    _item("discussion",  MORE,   FILLED, FILLED, APART, is_short=False,
          in_kinds={"FIRST": "学习交流", "STUDY": "学习交流", "REVIEW": "点评意见"},
          spelt="讨论情况 讨论意见 讨论发言 讨论 讨论内容 讨论记录"),
    _item("dissent",     MORE,   FILLED, FILLED, APART, kinds=_DECIDED, spelt="保留意见", is_short=False),
    _item("decision",    MATTER, FILLED, FILLED, APART, kinds=_DECIDED, is_short=False,
          in_kinds={"FIRST": "贯彻措施", "STUDY": "贯彻措施"},
          spelt="会议决定 决议 会议决议 议定事项 会议议定事项 形成决议 会议结论 决定事项 会议决定事项 决议情况"),
    _item("outcome",     MATTER, FILLED, FILLED, FILLED, kinds="DELIBERATION VOTE OTHER", spelt="审议结果 议题结果"),
    _item("responsible", TASK,   APART,  FILLED, APART, sheet=(), kinds=_DECIDED, spelt="负责人 承办人 落实人"),
    _item("due_on",      TASK,   APART,  FILLED, APART, sheet=(), kinds=_DECIDED, is_beside=True,
          spelt="时限 完成时限 完成时间 完成期限 办理时限 办结期限"),
    _item("done_on",     TASK,   APART,  FILLED, APART, sheet=(), is_beside=True, is_entered=False,
          spelt="办结时间 完成日期"),
    _item("dropped_reason", TASK, FILLED, FILLED, APART, is_entered=False, is_short=False),
)
# fmt: on


def named(table: Iterable[FieldT], *names: str) -> list[FieldT]:
    """The fields of these names, in this order. Raises KeyError for a name that the table does not have."""
    fields = {field.name: field for field in table}
    return [fields[name] for name in names]


def entered(table: Iterable[RecordField[Any]], *parts: Part) -> list[str]:
    """The names of the fields that the form asks for in these parts."""
    return [field.name for field in table if field.part in parts and field.is_entered]


def filled(table: Iterable[RecordField[M]], record: M) -> list[tuple[RecordField[M], str]]:
    """The fields that hold something, with what they hold in one line."""
    return [(field, line) for field in table if (line := field.line(record))]
