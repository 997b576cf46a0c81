"""三会一课统计表 as content: a document, and its lists for the sheets of a workbook, with the same rows."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from core.dates import chinese_date
from core.numbers import percent
from documents.content import Attachment, Block, Document, Heading, Paragraph, Signature, Table, numeral
from meetings.rules.statistics import MONTHS, KindLine, RollSums, Statistics

Rows = tuple[tuple[str | int, ...], ...]
HELD = ("类别", *(str(month) for month in MONTHS), "次年", "合计", "应开", "结果")
ATTENDED = ("类别", "会议次数", "应到人次", "实到人次", "请假人次", "缺席人次", "到会率")
ANSWERED = ("期间和项目", "情况说明")
LISTED = ("序号", "日期", "类别", "名称", "地点", "主持人", "应到", "实到", "请假", "缺席", "到会率")
NOT_ASKED = "—"


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the table."""

    name: str
    columns: tuple[str, ...]
    rows: Rows


def title_of(statistics: Statistics) -> str:
    """The words above the table, and the file's name."""
    return f"{statistics.branch.name}{statistics.year}年度三会一课统计表"


def to_document(statistics: Statistics, *, on: date) -> Document:
    """The table for paper: counts by month, attendance, reasons; the meetings on turned pages behind it."""
    blocks: list[Block] = [
        Heading(numeral(1, 1) + "召开情况（按月，单位：次）", 1),
        Table(HELD, _printed(_held(statistics)), (71, *(17.6,) * 12, 21, 21, 21, 97)),
        Paragraph.of(_remarks(statistics)),
        Heading(numeral(2, 1) + "到会情况", 1),
        Table(ATTENDED, _printed(_attended(statistics)), (4, 2.6, 2.6, 2.6, 2.6, 2.6, 2.6)),
        Heading(numeral(3, 1) + "未按要求召开的情况说明", 1),
    ]
    answers = _answered(statistics)
    blocks.append(Table(ANSWERED, _printed(answers), (2, 5)) if answers else Paragraph.of("没有书面说明。"))
    listed = Table(
        LISTED, _printed(_listed(statistics)), (1.8, 5.6, 6.2, 7.6, 4.4, 3, 1.9, 1.9, 1.9, 1.9, 2.6), True
    )
    return Document(
        title=title_of(statistics),
        blocks=tuple(blocks),
        issuer=statistics.branch.name,
        created_on=on,
        signature=Signature(statistics.branch.name, on),
        attachments=(Attachment("附件", f"{statistics.year}年度会议一览表", (listed,)),),
    )


def parts_of(statistics: Statistics) -> tuple[Part, ...]:
    """The same rows as the sheets of a workbook."""
    return (
        Part("召开情况", HELD, _held(statistics)),
        Part("到会情况", ATTENDED, _attended(statistics)),
        Part("情况说明", ANSWERED, _answered(statistics)),
        Part("会议一览表", LISTED, _listed(statistics)),
    )


def _remarks(statistics: Statistics) -> str:
    total = statistics.total
    words = f"本年度共召开会议{total.meetings}次"
    if total.due:
        words += (
            f"，应到{total.due}人次，实到{total.present}人次，平均到会率{percent(total.present, total.due)}"
        )
    words += "。一次会议可以属于几个类别，按类别分别计数"
    if any(line.outside for line in statistics.lines):
        words += "；“次年”是在次年召开、计入本年度的会议"
    if not all(all(line.applies) and line.needed for line in statistics.lines):
        words += f"；“{NOT_ASKED}”为不适用"
    return f"{words}。"


def _held(statistics: Statistics) -> Rows:
    return tuple(
        (
            line.label,
            *(_month(line, place) for place in range(len(MONTHS))),
            line.outside or "",
            line.count,
            line.needed or NOT_ASKED,
            _result(line),
        )
        for line in statistics.lines
    )


def _month(line: KindLine, place: int) -> int | str:
    number = line.months[place]
    return number or ("" if line.applies[place] else NOT_ASKED)


def _result(line: KindLine) -> str:
    """达标, or how many periods are in which state."""
    if not line.states:
        return "不作要求"
    if len(line.states) == 1:
        return str(line.states[0][0].label)
    return "，".join(f"{state.label}{number}" for state, number in line.states)


def _attended(statistics: Statistics) -> Rows:
    return tuple(_attendance_row(one) for one in (*statistics.attendance, statistics.total))


def _attendance_row(one: RollSums) -> tuple[str | int, ...]:
    rate = percent(one.present, one.due)
    return one.label, one.meetings, one.due, one.present, one.leave, one.absent, rate


def _answered(statistics: Statistics) -> Rows:
    return tuple((one.label, one.reason) for one in statistics.answers)


def _listed(statistics: Statistics) -> Rows:
    return tuple(
        (
            number,
            chinese_date(localtime(meeting.starts_at).date()),
            meeting.kind_labels,
            meeting.title,
            meeting.place,
            str(meeting.chair or ""),
            roll.due,
            roll.present,
            roll.leave,
            roll.absent,
            percent(roll.present, roll.due),
        )
        for number, (meeting, roll) in enumerate(statistics.meetings, start=1)
    )


def _printed(rows: Rows) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, row)) for row in rows)
