"""谈心谈话 as content: the form of one talk, and the year's table, which says nothing of what was said."""

from collections.abc import Iterable, Iterator
from datetime import date

from branch.members.models import Member
from core.dates import chinese_date
from documents.content import (
    TWO_PAIRS,
    Block,
    Document,
    Form,
    Heading,
    Paragraph,
    Table,
    fact_row,
    numeral,
    text_row,
)

from .matrix import Meet, TalkMatrix
from .models import Talk

FACT_MM = 10.0
WORDS_MM = 120.0
SIGNING_MM = 14.0


def talk_form(talk: Talk, *, on: date) -> Document:
    """谈心谈话记录, with what was said, or room to write it."""

    return Document(
        title="谈心谈话记录",
        blocks=(
            Form(
                (
                    fact_row(("谈话人", talk.one.name), ("谈话对象", talk.other.name), height=FACT_MM),
                    fact_row(("时间", chinese_date(talk.held_on)), ("地点", talk.place), height=FACT_MM),
                    fact_row(("党支部", talk.branch.name), ("所属年度", f"{talk.year}年度"), height=FACT_MM),
                    text_row("谈话内容", talk.content, height=WORDS_MM),
                    fact_row(("谈话人签字", ""), ("谈话对象签字", ""), height=SIGNING_MM),
                ),
                TWO_PAIRS,
            ),
        ),
        issuer=talk.branch.name,
        created_on=on,
    )


def talk_overview(matrix: TalkMatrix, talks: Iterable[Talk], *, issuer: str, year: int, on: date) -> Document:
    """The year's talks by date and which of them are missing."""
    rows = tuple(
        (str(number), chinese_date(talk.held_on), talk.one.name, talk.other.name, talk.place)
        for number, talk in enumerate(talks, start=1)
    )
    blocks: list[Block] = [
        Heading(numeral(1, 1) + "完成情况", 1),
        _standing(matrix),
        Heading(numeral(2, 1) + "支委与党员、党员之间谈话情况", 1),
        *_lines(matrix),
        Heading(numeral(3, 1) + "谈话登记", 1),
        Table(("序号", "日期", "谈话人", "谈话对象", "地点"), rows, (1.6, 4.6, 3, 3, 6))
        if rows
        else Paragraph.of("这一年还没有登记谈心谈话。"),
    ]
    return Document(f"{issuer}{year}年度谈心谈话情况表", tuple(blocks), issuer, on)


def _standing(matrix: TalkMatrix) -> Table:
    missing = (
        _names(f"{meet.one}和{meet.other}" for meet in matrix.pairs_missing),
        _names(matrix.without_committee_talk),
        _names(matrix.without_member_talk),
    )
    rows = tuple(
        (label, str(done), str(wanted), names or "无") if wanted else (label, "—", "—", "不适用")
        for (label, done, wanted), names in zip(matrix.parts, missing, strict=True)
    )
    return Table(("要求", "已谈", "应谈", "还差"), rows, (3.4, 1.8, 1.8, 11))


def _lines(matrix: TalkMatrix) -> Iterator[Block]:
    """One line a member: the days of the talks with each of the committee, and with whom besides."""
    if not matrix.lines:
        yield Paragraph.of("支部没有支委以外的党员。")
        return
    header = ("党员", *(member.name for member in matrix.committee), "其他党员")
    rows = tuple(
        (
            line.member.name,
            *(_day(meet) for meet in line.with_committee),
            _names(meet.other for meet in line.with_members) or "—",
        )
        for line in matrix.lines
    )
    yield Table(header, rows, (3, *(3 for _ in matrix.committee), 4))


def _day(meet: Meet) -> str:
    return f"{meet.day.month}月{meet.day.day}日" if meet.day else "—"


def _names(people: Iterable[Member | str]) -> str:
    return "、".join(map(str, people))
