"""The records of many meetings bound in one document: a list of contents, then each 会议记录 on a page of its own."""

from collections.abc import Sequence
from datetime import date

from core.dates import chinese_date

from .document import Block, Contents, Document, Heading, Paragraph
from .minutes import MeetingMinutes, record_form


def book_document(
    minutes: Sequence[MeetingMinutes], *, branch_name: str, period_label: str, on: date
) -> Document:
    """The records in the given order."""
    headings = tuple(Heading(_heading(one), 1, on_new_page=True) for one in minutes)
    blocks: list[Block] = [Contents(headings)] if headings else []
    for heading, one in zip(headings, minutes, strict=True):
        blocks += [heading, record_form(one)]
    return Document(
        title=f"{branch_name}{period_label}会议记录汇编",
        blocks=tuple(blocks) or (Paragraph.of("没有符合条件的会议记录。"),),
        issuer=branch_name,
        created_on=on,
    )


def _heading(minutes: MeetingMinutes) -> str:
    return f"{chinese_date(minutes.day)}　{minutes.word('title')}"
