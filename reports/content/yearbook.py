"""The year book 年度纪实册 as content: work areas, in them kinds, in them what was done, with pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .document import Block, Contents, Document, Heading, Paragraph, Picture, PictureRow, Table, numeral

PER_ROW = 2
MEETING_COLUMNS = ("日期", "会议", "类别", "到会")
MEETING_WIDTHS = (2.2, 6, 3.4, 1.6)


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One activity. `details` are its kind's own fields as (label, value), restricted ones left out."""

    day: date
    title: str
    place: str
    people: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    summary: str
    pictures: tuple[Picture, ...] = ()

    @property
    def text(self) -> str:
        """3月7日，地点。…… in one paragraph."""
        where = f"，{self.place}" if self.place else ""
        sentences = [f"{self.day.month}月{self.day.day}日{where}"]
        if self.details:
            sentences.append("；".join(f"{label}：{value}" for label, value in self.details))
        if self.people:
            sentences.append(f"参加党员{len(self.people)}人：{'、'.join(self.people)}")
        sentences.append(self.summary)
        return "".join(f"{one.rstrip('。；，')}。" for one in sentences if one.strip())


@dataclass(frozen=True, slots=True)
class BookPart:
    """The activities of one kind in a work area, by date."""

    label: str
    entries: tuple[BookEntry, ...]


@dataclass(frozen=True, slots=True)
class BookArea:
    """A work area: its text, the rows of its meetings (date, name, kinds, attendance), and its activities."""

    name: str
    summary: str
    meetings: tuple[tuple[str, str, str, str], ...]
    parts: tuple[BookPart, ...]


@dataclass(frozen=True, slots=True)
class YearBook:
    """The whole book of a branch and a year."""

    branch_name: str
    year: int
    made_on: date
    areas: tuple[BookArea, ...]

    @property
    def title(self) -> str:
        """The words on the first page, and the name of the file."""
        return f"{self.branch_name}{self.year}年度工作纪实"


def to_document(book: YearBook) -> Document:
    """The book as an official document: list of contents, then a chapter for each work area."""
    blocks = [block for number, area in enumerate(book.areas, start=1) for block in _area(number, area)]
    if not blocks:
        blocks = [Paragraph.of("这一年度还没有登记会议和活动。")]
    headings = tuple(block for block in blocks if isinstance(block, Heading) and Contents.lists(block))
    return Document(
        title=book.title,
        blocks=(Contents(headings), *blocks) if headings else tuple(blocks),
        issuer=book.branch_name,
        created_on=book.made_on,
    )


def _area(number: int, area: BookArea) -> Iterator[Block]:
    yield Heading(numeral(number, 1) + area.name, 1)
    if area.summary.strip():
        yield Paragraph.of(area.summary)
    place = 0
    if area.meetings:
        place += 1
        yield Heading(f"{numeral(place, 2)}组织生活（{len(area.meetings)}次）", 2)
        yield Table(MEETING_COLUMNS, area.meetings, MEETING_WIDTHS)
    for part in area.parts:
        place += 1
        yield Heading(f"{numeral(place, 2)}{part.label}（{len(part.entries)}次）", 2)
        for position, entry in enumerate(part.entries, start=1):
            yield Heading(numeral(position, 3) + entry.title, 3)
            yield Paragraph.of(entry.text)
            yield from _rows(entry.pictures)


def _rows(pictures: tuple[Picture, ...]) -> Iterator[PictureRow]:
    for first in range(0, len(pictures), PER_ROW):
        yield PictureRow(pictures[first : first + PER_ROW])
