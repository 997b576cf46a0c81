"""公示单 to hang up, and the list 党务公开 of a year."""

from datetime import date

from core.columns import span
from core.dates import chinese_date
from core.sheets import Sheet
from documents.content import Block, Document, Paragraph, Signature, Table

from .models import Disclosure, badge_of
from .registry import Body, Openness, Posting

TITLE = "党务公开清单"
# Columns with their width in points; together they fill a line.
COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 28),
    ("公示事项", 124),
    ("类别", 60),
    ("公示地点", 84),
    ("公示时间", 114),
    ("状态", 44),
)


def disclosure_paper(disclosure: Disclosure, body: Body | None) -> Document:
    """The paper that hangs on the board."""
    issuer = disclosure.branch.name
    days = span(disclosure.starts_on, disclosure.ends_on)
    lead = f"现将{disclosure.subject}予以公示，接受监督。公示时间为{days}。"
    texts = [lead, *(line for line in disclosure.text.splitlines() if line.strip())]
    blocks: list[Block] = [Paragraph.of(text) for text in texts]
    if body:
        header, widths = zip(*body.columns, strict=True)
        blocks += [Table(header, body.rows, widths), *(Paragraph.of(line) for line in body.after)]
    if disclosure.contact:
        blocks.append(Paragraph.of(f"对公示内容有意见的，请反映到：{disclosure.contact}。"))
    day = disclosure.starts_on
    return Document(f"{disclosure.subject}公示", tuple(blocks), issuer, day, signature=Signature(issuer, day))


def days_of(posting: Posting) -> str:
    """2025年3月7日至2025年3月11日; what nobody wrote down is said."""
    if posting.starts_on is None:
        return "没有登记日期"
    return (
        span(posting.starts_on, posting.ends_on)
        if posting.ends_on
        else f"{chinese_date(posting.starts_on)}起"
    )


def list_paper(openness: Openness, branch_name: str, year: int, today: date) -> Document:
    """The list of a year for paper: what was published, then what is still to be."""
    header, widths = zip(*COLUMNS, strict=True)
    rows = tuple(tuple(str(cell) for cell in row) for row in _rows(openness, today))
    blocks: list[Block] = [Paragraph.of(f"截至{chinese_date(today)}，{year}年度公示事项{len(rows)}项。")]
    if rows:
        blocks.append(Table(header, rows, widths))
    if openness.unposted:
        names = "；".join(one.subject for one in openness.unposted)
        blocks.append(Paragraph.of(f"还没有公示的{len(openness.unposted)}项：{names}。"))
    return Document(f"{branch_name}{year}年度{TITLE}", tuple(blocks), branch_name, today)


def list_sheet(openness: Openness, branch_name: str, year: int, today: date) -> Sheet:
    """The same list as a table; what is still to be published stands in it, too."""
    rows = _rows(openness, today)
    rows += [
        (len(rows) + number, one.subject, one.sort, "", "", "还没有公示")
        for number, one in enumerate(openness.unposted, start=1)
    ]
    return Sheet(f"{branch_name}{year}年度{TITLE}", tuple(label for label, _ in COLUMNS), rows)


def _rows(openness: Openness, today: date) -> list[tuple[str | int, ...]]:
    return [
        (number, one.subject, one.sort, one.place, days_of(one), state_of(one, today))
        for number, one in enumerate(openness.postings, start=1)
    ]


def state_of(posting: Posting, today: date) -> str:
    """公示中, 已公示 or 未开始."""
    return badge_of(posting.starts_on, posting.ends_on, today).label if posting.starts_on else "已公示"
