"""Figures of the season's other papers: of the secretary's own part, of the 组织生活会 when it is over, of its rectification."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from branch.enums import PostTitle
from branch.members.models import Post
from meetings.cycle.enums import Body, Grade
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from rectification.enums import ItemMode, ItemState
from reports.report.document import SourceRef
from reports.year_records import YearRecords, refs

Counted = tuple[str, tuple[SourceRef, ...]]
OPEN = (ItemState.PENDING, ItemState.ACTIVE, ItemState.REVIEW, ItemState.RETURNED)


@dataclass(frozen=True)
class PaperFigure:
    """A figure: its name, its unit, how it is counted, its value as printed with the rows counted."""

    name: str
    unit: str
    explanation: str
    count: Callable[[YearRecords], Counted]


def secretary_post(records: YearRecords) -> Post | None:
    """Who was 书记 on the day of the paper."""
    return next((post for post in records.posts if post.title == PostTitle.SECRETARY), None)


def _of_secretary(records: YearRecords) -> int | None:
    post = secretary_post(records)
    return post.member_id if post else None


def _rows(choose: Callable[[YearRecords], Sequence[Any]]) -> Callable[[YearRecords], Counted]:
    def count(records: YearRecords) -> Counted:
        rows = choose(records)
        return str(len(rows)), refs(rows)

    return count


def _hidden(choose: Callable[[YearRecords], Sequence[Any]]) -> Callable[[YearRecords], Counted]:
    """How many, without saying which: they would tell who spoke of whom."""
    return lambda records: (str(len(choose(records))), ())


def chaired(records: YearRecords) -> list[Meeting]:
    """Meetings that the secretary chaired."""
    return [
        meeting
        for meeting in records.meetings
        if meeting.chair_id and meeting.chair_id == _of_secretary(records)
    ]


def talked(records: YearRecords) -> list[Any]:
    """谈心谈话 of the secretary."""
    member = _of_secretary(records)
    return [talk for talk in records.talks if member in (talk.one_id, talk.other_id)]


def in_charge(records: YearRecords) -> list[Any]:
    """Items of earlier years that the secretary leads or is responsible for."""
    member = _of_secretary(records)
    return [item for item in records.last_year_items if member in (item.leader_id, item.responsible_id)]


def life_meeting(records: YearRecords) -> Meeting | None:
    """The year's 组织生活会, once it was held before the day of the paper."""
    held = [one for one in records.meetings_of(MeetingKind.LIFE) if not records.is_read_at(one)]
    return held[-1] if held else None


def _roll(field: str) -> Callable[[YearRecords], Counted]:
    def count(records: YearRecords) -> Counted:
        meeting = life_meeting(records)
        return (str(getattr(meeting, field)), refs([meeting])) if meeting else ("—", ())

    return count


def _rated(body: Body) -> Callable[[YearRecords], Counted]:
    def count(records: YearRecords) -> Counted:
        tally = records.rated_now.get(body)
        return ("、".join(f"{label}{number}票" for label, number in tally.told) if tally else "—"), ()

    return count


def in_state(*states: ItemState) -> Callable[[YearRecords], list[Any]]:
    """The year's items that stand so."""
    return lambda records: [item for item in records.items if item.state in states]


def in_mode(mode: ItemMode) -> Callable[[YearRecords], list[Any]]:
    """The year's items of a way to put things right."""
    return lambda records: [item for item in records.items if item.mode == mode]


FIGURES = (
    PaperFigure("书记主持会议次数", "次", "现任书记主持的会议。", _rows(chaired)),
    PaperFigure("书记谈心谈话次数", "次", "书记与党员的谈心谈话；只计数。", _hidden(talked)),
    PaperFigure("书记负责整改数", "项", "上年度和结转的、书记牵头或负责的整改事项。", _rows(in_charge)),
    PaperFigure(
        "书记负责整改已销号数",
        "项",
        "其中已销号的。",
        _rows(lambda records: [item for item in in_charge(records) if item.state == ItemState.CLOSED]),
    ),
    PaperFigure("组织生活会应到人数", "名", "本年度组织生活会的应到党员。", _roll("due_count")),
    PaperFigure("组织生活会实到人数", "名", "本年度组织生活会的实到党员。", _roll("present_count")),
    PaperFigure(
        "本年自我批评人数",
        "名",
        "本年度组织生活会上作自我批评的党员；只计数。",
        lambda records: (str(len({one.critic_id for one in records.said_now if one.is_self})), ()),
    ),
    PaperFigure(
        "本年批评意见条数",
        "条",
        "本年度组织生活会上的相互批评意见；只计数。",
        _hidden(lambda records: [one for one in records.said_now if not one.is_self]),
    ),
    *[
        PaperFigure(
            f"本年评议{grade.label}人数",
            "名",
            f"本年度民主评议评定为{grade.label}的党员；只计数。",
            _hidden(lambda records, grade=grade: [one for one in records.graded_now if one.grade == grade]),
        )
        for grade in Grade
    ],
    *[
        PaperFigure(
            f"本年测评{body.label}情况",
            "",
            f"本年度民主评议会上对{body.label}的测评票数；少于三张有效票不统计。",
            _rated(body),
        )
        for body in Body
    ],
    *[
        PaperFigure(f"本年{mode.label}数", "项", f"本年度整改事项中{mode.label}的。", _rows(in_mode(mode)))
        for mode in ItemMode
    ],
    PaperFigure("本年已销号数", "项", "本年度整改事项中已销号的。", _rows(in_state(ItemState.CLOSED))),
    PaperFigure("本年长期坚持数", "项", "本年度整改事项中长期坚持的。", _rows(in_state(ItemState.LONG_TERM))),
    PaperFigure("本年未完成数", "项", "本年度整改事项中还没有销号的。", _rows(in_state(*OPEN))),
)
