"""The 纪要 of a meeting in the form of GB/T 9704-2012: red 标志, the recorded facts, decisions by number, the lists of names."""

import re
from collections.abc import Iterable, Iterator

from core.dates import chinese_date
from documents.content import Block, Document, Heading, Masthead, NameList, Paragraph, Role, Rosters, numeral
from meetings.enums import DECIDED_ON, ItemKind, ItemOutcome
from meetings.meeting.fields import AGENDA, MEETING, Part, named
from meetings.votes.models import RESULT

from . import minutes_labels as label
from .minutes import ItemMinutes, MeetingMinutes

# What is done with an item that informs, and what with one that is decided.
_INFORMING = re.compile("(?:关于)?(?:通报|听取|传达|学习|宣读|观看|总结|点评|讲评|介绍|汇报|说明)")
_DECIDING = re.compile("研究|讨论|审议|审定|表决|选举|推选|评选|通过|决定|确定|接收|方案|计划|安排|部署")
PRESENT = "出席"
GUESTS = "列席"
# The kinds that name who met, and what such a meeting is called in full.
BODIES = {"支委会": "委员会", "支部党员大会": "党员大会"}


def summary_document(minutes: MeetingMinutes) -> Document:
    """The 纪要: nothing in it but what is recorded, and 【待补充：…】 where nothing is."""
    return Document(
        title=summary_title(minutes),
        blocks=(*_body(minutes), *_rosters(minutes)),
        issuer=minutes.branch_name,
        created_on=minutes.day,
        masthead=Masthead(minutes.branch_name, chinese_date(minutes.day)),
    )


def summary_title(minutes: MeetingMinutes) -> str:
    """甲党支部委员会会议纪要, 甲党支部党员大会会议纪要, 甲党支部第一党小组会议纪要."""
    body = next((name for kind, name in BODIES.items() if kind in minutes.kinds), minutes.words["group"])
    return f"{minutes.branch_name}{body}会议纪要"


def _body(minutes: MeetingMinutes) -> Iterator[Block]:
    yield Paragraph.of(_lead(minutes))
    yield from _told(minutes.told)
    if not minutes.items:
        yield Paragraph.of("【待补充：议定事项】")
    for number, item in enumerate(minutes.items, start=1):
        mark = numeral(number, 1) if number < 100 else f"{number}."
        yield Heading(mark + item.words["title"], 1)
        yield from _item(item)
    for lines in minutes.additions:
        yield Paragraph.of("".join(map(_sentence, lines)), lead=f"{label.ADDITION}：", lead_role=Role.KAI)


def _told(facts: Iterable[tuple[str, str]]) -> Iterator[Paragraph]:
    """A sentence for each label with its value."""
    return (Paragraph.of(_sentence(f"{name}：{'；'.join(_lines(value))}")) for name, value in facts)


def _lead(minutes: MeetingMinutes) -> str:
    """When, where, what, under whom, and how many came."""
    place, chair, recorder = (
        minutes.words[field.name] or f"【待补充：{field.label}】"
        for field in named(MEETING, "place", "chair", "recorder")
    )
    is_of_its_year = minutes.words["year"] == str(minutes.day.year)
    year = "" if is_of_its_year else f"所属年度为{minutes.words['year']}年度。"
    number = minutes.words["number"]
    nth = f"这是{number}。" if number else ""
    figures = "".join(f"，{name}{number}人" for name, number in minutes.figures[:2])
    return (
        f"{minutes.words['starts_at']}，{minutes.branch_name}在{place}召开“{minutes.words['title']}”"
        f"（{minutes.words['kinds']}）。{nth}{year}会议由{chair}主持，{recorder}记录{figures}。"
    )


def _item(item: ItemMinutes) -> Iterator[Paragraph]:
    yield from _told(item.told)
    (decision,) = named(AGENDA, "decision")
    decided = _lines(item.words["decision"])
    is_put_off = item.words["outcome"] == ItemOutcome.PUT_OFF.label
    if decided or not (is_put_off or _informs(item)):
        yield from _led(decision.printed_of(item.kind), decided or ["【待补充：决定】"])
    carried_out = [
        f"{field.printed}：{word}"
        for field in AGENDA
        if field.part is Part.TASK and (word := item.words[field.name])
    ]
    if carried_out:
        yield Paragraph.of(_sentence("；".join(carried_out)))
    if item.kind == ItemKind.VOTE and not item.votes and not is_put_off:
        yield from _led(label.VOTE, ["【待补充：赞成、反对、弃权票数】"])
    for lines in item.votes:
        told = [line.removeprefix(RESULT) for line in lines]
        yield from _led(label.VOTE, ["".join(map(_sentence, told))])


def _informs(item: ItemMinutes) -> bool:
    """Whether an item leaves nothing to decide: by its kind, or where nobody named one by what its title says is done."""
    if item.kind:
        return item.kind not in DECIDED_ON
    title = item.words["title"]
    return bool(_INFORMING.match(title)) and not _DECIDING.search(title)


def _led(name: str, paragraphs: list[str]) -> Iterator[Paragraph]:
    """Paragraphs of which the first begins with a label."""
    for number, text in enumerate(paragraphs):
        lead = "" if number else f"{name}："
        yield Paragraph.of(text, lead=lead, lead_role=Role.KAI)


def _rosters(minutes: MeetingMinutes) -> Iterator[Rosters]:
    lists = (
        (PRESENT, minutes.attended),
        (label.LEAVE, tuple(one.name for one in minutes.leave)),
        (label.ABSENT, tuple(one.name for one in minutes.absent)),
        (GUESTS, tuple(_lines(minutes.words["guests"]))),
    )
    if filled := tuple(NameList(name, names) for name, names in lists if names):
        yield Rosters(filled)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "】")) else f"{text.rstrip('；，')}。"
