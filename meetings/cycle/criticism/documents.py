"""批评与自我批评 of one 组织生活会 as content."""

from collections.abc import Sequence
from datetime import date

from documents.content import TWO_PAIRS, Document, Form, Table, fact_row
from meetings.meeting.models import Meeting

from .models import Criticism

BLANK_LINES = 10
WRITING_MM = 16.0
SIGNING_MM = 12.0


def criticism_sheet(meeting: Meeting, rows: Sequence[Criticism], *, span: str, on: date) -> Document:
    """The record of what was said to whom, with the reply; empty lines to write on where nothing is entered."""
    lines = [
        (
            str(number),
            "自我批评" if row.is_self else row.critic.name,
            row.criticised.name,
            row.opinion,
            row.reply,
        )
        for number, row in enumerate(rows, start=1)
    ]
    lines = lines or [(str(number), "", "", "", "") for number in range(1, BLANK_LINES + 1)]
    return Document(
        title=f"{meeting.year}年度组织生活会批评与自我批评记录",
        blocks=(
            Form(
                (
                    fact_row(("党支部", meeting.branch.name), ("会议", meeting.title)),
                    fact_row(("时间", span), ("地点", meeting.place)),
                ),
                TWO_PAIRS,
            ),
            Table(
                ("序号", "批评人", "被批评人", "意见", "本人态度"),
                tuple(lines),
                (1.6, 2.8, 2.8, 8, 5),
                row_height=0.0 if rows else WRITING_MM,
            ),
            Form((fact_row(("主持人签字", ""), ("记录人签字", ""), height=SIGNING_MM),), TWO_PAIRS),
        ),
        issuer=meeting.branch.name,
        created_on=on,
    )
