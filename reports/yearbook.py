"""The year book 年度纪实册: work areas, in them kinds, in them what was done, with pictures; collected and as content."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.timezone import localtime

from activities.kinds import registry
from activities.models import Activity, WorkArea
from branch.members.name_order import PaperOrder
from branch.organisations.models import Organisation
from core import photos
from core.attachments import DamagedFile, whole_content
from core.models import Attachment
from documents.content import (
    Block,
    Contents,
    Document,
    Heading,
    Paragraph,
    Picture,
    PictureRow,
    Table,
    numeral,
)
from meetings.meeting.models import Meeting

from .year_records import YearRecords

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


# Two side by side in a line of 156 mm: some 300 points an inch.
PICTURE_SIDE = 960
NO_AREA = "其他工作"


def year_book(branch: Organisation, year: int, on: date) -> YearBook:
    """The book as of a day; what no work area claims stands in a last chapter. The number of queries is fixed."""
    records = YearRecords(branch, year, on)
    pictures = _pictures(records.activities)
    areas = {area.pk: area for area in records.work_areas}
    told: set[int] = set()
    chapters = []
    for area in areas.values():
        meetings = [one for one in records.meetings if set(area.meeting_kinds) & set(one.kinds)]
        told |= {one.pk for one in meetings}
        own = [one for one in records.activities if one.work_area_id == area.pk]
        chapters.append(_chapter(area, meetings, own, pictures, records.name_order))
    others = [one for one in records.meetings if one.pk not in told]
    unclaimed = [one for one in records.activities if one.work_area_id not in areas]
    chapters.append(_chapter(None, others, unclaimed, pictures, records.name_order))
    filled = tuple(one for one in chapters if one.meetings or one.parts)
    return YearBook(branch.name, year, on, filled)


def picture_count(branch: Organisation, year: int) -> int:
    """How many pictures the book of a branch and a year shows, without opening them."""
    activities = Activity.objects.of_branch(branch).in_year(year)
    return _picture_files(activities.values("pk")).count()


def _chapter(
    area: WorkArea | None,
    meetings: Iterable[Meeting],
    activities: Iterable[Activity],
    pictures: dict[int, list[Attachment]],
    order: PaperOrder,
) -> BookArea:
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        by_kind[activity.kind].append(activity)
    return BookArea(
        name=area.name if area else NO_AREA,
        summary=area.summary if area else "",
        meetings=tuple(_meeting_row(one) for one in meetings),
        parts=tuple(
            BookPart(kind.label, tuple(_entry(one, pictures[one.pk], order) for one in by_kind[kind.code]))
            for kind in registry.all_kinds()
            if by_kind[kind.code]
        ),
    )


def _meeting_row(meeting: Meeting) -> tuple[str, str, str, str]:
    day = localtime(meeting.starts_at).date()
    attendance = f"{meeting.present_count}/{meeting.due_count}" if meeting.due_count else ""  # type: ignore[attr-defined] # annotated by the queryset
    return f"{day.month}月{day.day}日", meeting.title, meeting.kind_labels, attendance


def _entry(activity: Activity, files: Iterable[Attachment], order: PaperOrder) -> BookEntry:
    fields = activity.kind_declaration.fields
    shown = [
        (field.label, field.display(activity.data.get(field.name)))
        for field in fields
        if not field.restricted
    ]
    pictures, damaged = [], []
    for file in files:
        try:
            pictures.append(_picture(file, activity.title))
        except DamagedFile:
            damaged.append(f"“{file.name}”")
    if damaged:
        shown.append(("照片", f"{'、'.join(damaged)}的文件缺失或被改动，没有印出"))
    people = order.of_members(activity.participants.all(), activity.happened_on)
    return BookEntry(
        day=activity.happened_on,
        title=activity.title,
        place=activity.place,
        people=tuple(member.name for member in people),
        details=tuple((label, value) for label, value in shown if value),
        summary=activity.summary,
        pictures=tuple(pictures),
    )


def _pictures(activities: Iterable[Activity]) -> dict[int, list[Attachment]]:
    """The pictures of each activity, all found at once."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for file in _picture_files([one.pk for one in activities]):
        found[file.object_id].append(file)
    return found


def _picture_files(activities: QuerySet[Activity, Any] | list[int]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        content_type=ContentType.objects.get_for_model(Activity),
        object_id__in=activities,
        removed_at__isnull=True,
        media_type__startswith="image/",
    )


def _picture(file: Attachment, title: str) -> Picture:
    jpeg, width, height = photos.as_jpeg(whole_content(file), PICTURE_SIDE)
    return Picture(jpeg, width, height, f"{title}的照片")
