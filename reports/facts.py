"""Facts `{name}`: numbers recomputed from the records whenever a report is opened, with the rows they count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from activities import kinds as activity_kinds
from branch.enums import MembershipStatus
from branch.models import Organisation
from meetings.enums import LecturerKind, MeetingKind
from rectification.enums import ItemState

from .content.annual import SourceRef
from .sentences import fact_names
from .year_records import YearRecords, refs


@dataclass(frozen=True)
class FactValue:
    """The value of a fact as printed, and the rows that it counted."""

    text: str
    rows: tuple[SourceRef, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A number that a report may use: its name in braces, its unit, and how it is counted."""

    name: str
    unit: str
    explanation: str
    compute: Callable[[YearRecords], FactValue]


def percent(part: int, whole: int) -> str:
    """One decimal, without a trailing zero: 94.2%, 100%; a dash when there is nothing to divide by."""
    if not whole:
        return "—"
    return f"{round(part * 100 / whole, 1):g}%"


def _count(rows: Sequence) -> FactValue:
    return FactValue(str(len(rows)), refs(rows))


def _meetings(kind: MeetingKind) -> Fact:
    label = kind.label.removeprefix("支部")
    return Fact(
        f"{label}次数",
        "次",
        f"所属年度内已召开的{kind.label}，一次会议兼有几种类别时各计一次。",
        lambda records: _count(records.meetings_of(kind)),
    )


def _lectures(kind: LecturerKind) -> Fact:
    return Fact(
        f"{kind.label}讲党课次数",
        "次",
        f"主讲人为{kind.label}的党课。",
        lambda r: _count([m for m in r.meetings_of(MeetingKind.LECTURE) if m.lecturer_kind == kind]),
    )


def _attendance(records: YearRecords) -> FactValue:
    rows = [m for m in records.meetings if m.due_count]
    return FactValue(percent(sum(m.present_count for m in rows), sum(m.due_count for m in rows)), refs(rows))


def _months(records: YearRecords, kind: MeetingKind) -> FactValue:
    rows = records.meetings_of(kind)
    return FactValue(str(len({m.starts_at.astimezone().month for m in rows})), refs(rows))


def _with_status(records: YearRecords, status: str) -> FactValue:
    return _count([member for member in records.members if member.status_on == status])


def _done(records: YearRecords) -> FactValue:
    done = [a for a in records.assignments if a.completed_on]
    return FactValue(percent(len(done), len(records.assignments)), refs(records.tasks))


def _hours(records: YearRecords) -> FactValue:
    total = sum(float(a.hours_done or 0) for a in records.assignments if a.completed_on)
    average = round(total / len(records.members), 1) if records.members else 0
    return FactValue(f"{average:g}", refs(records.tasks))


def _last_year(*states: str) -> Callable[[YearRecords], FactValue]:
    return lambda r: _count([item for item in r.last_year_items if item.state in states])


def _last_year_problems(records: YearRecords) -> FactValue:
    problems = {item.problem_id: item.problem for item in records.last_year_items if item.problem}
    return _count(list(problems.values()))


_FIXED = [
    *[_meetings(kind) for kind in MeetingKind if kind not in {MeetingKind.OTHER}],
    *[_lectures(kind) for kind in LecturerKind],
    Fact("会议次数", "次", "所属年度内已召开的各类会议，一次会议只计一次。", lambda r: _count(r.meetings)),
    Fact("平均到会率", "", "各次会议实到人数之和除以应到人数之和。", _attendance),
    Fact(
        "集中学习月数",
        "个月",
        "有集中学习记录的月份。",
        lambda r: _months(r, MeetingKind.STUDY),
    ),
    Fact("党员人数", "名", "年末（或今天）在册党员。", lambda r: _count(r.members)),
    Fact("正式党员人数", "名", "在册正式党员。", lambda r: _with_status(r, MembershipStatus.FULL)),
    Fact("预备党员人数", "名", "在册预备党员。", lambda r: _with_status(r, MembershipStatus.PROBATIONARY)),
    Fact("学习任务数", "项", "所属年度的学习任务。", lambda r: _count(r.tasks)),
    Fact("学习任务完成率", "", "已完成的人次除以布置的人次。", _done),
    Fact("人均学时", "学时", "已完成任务的学时之和除以在册党员数。", _hours),
    Fact("心得篇数", "篇", "所属年度写下或代录的心得体会。", lambda r: _count(r.reflections)),
    Fact("征求意见条数", "条", "所属年度征求到的意见。", lambda r: _count(r.opinions)),
    Fact("查摆问题数", "个", "所属年度查摆的问题。", lambda r: _count(r.findings)),
    Fact("主要问题数", "个", "标为主要问题的问题。", lambda r: _count(r.main_problems)),
    Fact("原因条数", "点", "所属年度分析的原因。", lambda r: _count(r.causes)),
    Fact("整改措施数", "项", "针对所属年度问题的整改事项。", lambda r: _count(r.items)),
    Fact("上年问题数", "个", "上年度有整改事项的问题。", _last_year_problems),
    Fact("上年整改事项数", "项", "上年度问题的整改事项。", lambda r: _count(r.last_year_items)),
    Fact("上年已销号数", "项", "其中已销号的。", _last_year(ItemState.CLOSED)),
    Fact("上年长期坚持数", "项", "其中转为长期坚持的。", _last_year(ItemState.LONG_TERM)),
    Fact(
        "上年未完成数",
        "项",
        "其中还没有销号、也没有转为长期坚持的。",
        _last_year(ItemState.PENDING, ItemState.ACTIVE, ItemState.REVIEW, ItemState.RETURNED),
    ),
]
