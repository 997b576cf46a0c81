"""The year book 年度纪实册: work areas, in them kinds, in them what was done, with pictures; collected and as content."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import PurePath
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.timezone import localtime

from activities.kinds import registry
from activities.kinds.base import Kind
from activities.models import Activity
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
    Role,
    Table,
    numeral,
)
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting

from .drafting.chronicle import told_whole
from .drafting.work import meetings_told
from .facts import FactBook
from .report.tree import fill

PER_ROW = 2
# More who took part are counted, not named.
MOST_NAMES = 8
# A file called 现场 or 合影 says what of the activity it shows.
SHORT_NAME = 4
MEETING_COLUMNS = ("日期", "会议", "类别", "到会")
MEETING_WIDTHS = (2.2, 6, 3.4, 1.6)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"^[\s\d._-]+|[\s\d._()（）-]+$")
# Names that cameras, telephones and chat programs give.
_BY_PROGRAM = re.compile("微信|照片|图片|截图|截屏|屏幕|未命名|副本|新建")


@dataclass(frozen=True, slots=True)
class BookPicture:
    """A picture with what its file is called, where that says anything."""

    picture: Picture
    name: str


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One activity: `told` is what its kind's fields and its summary say, the restricted ones left out."""

    day: date
    title: str
    place: str
    people: tuple[str, ...]
    told: str
    pictures: tuple[BookPicture, ...] = ()

    @property
    def text(self) -> str:
        """3月7日在试验广场，…… in one paragraph; what is told already is not told again."""
        day, told = f"{self.day.month}月{self.day.day}日", self.told
        place = "" if self.place in told else self.place.removeprefix("在")
        if place and told.startswith("在"):
            told, place = f"{told}活动地点为{place}。", ""
        said = f"{told}{self._taking_part}"
        return f"{day}{f'在{place}' if place else ''}{f'，{said}' if said else '。'}"

    @property
    def _taking_part(self) -> str:
        """Who took part and is not named otherwise."""
        people = [name for name in self.people if name not in self.told]
        if len(people) > MOST_NAMES:
            return f"{len(self.people)}名党员参加。"
        return f"党员{'、'.join(people)}参加。" if people else ""


@dataclass(frozen=True, slots=True)
class BookPart:
    """The activities of one kind in a work area, by date, with their figures in a sentence."""

    label: str
    figures: str
    entries: tuple[BookEntry, ...]


@dataclass(frozen=True, slots=True)
class BookArea:
    """A work area: its text, its meetings (figures in sentences; rows of date, name, kinds, attendance), its activities."""

    name: str
    summary: str
    figures: str
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
    numbers = count(1)
    blocks = [
        block for place, area in enumerate(book.areas, start=1) for block in _area(place, area, numbers)
    ]
    if not blocks:
        blocks = [Paragraph.of("这一年度还没有登记会议和活动。")]
    headings = tuple(block for block in blocks if isinstance(block, Heading) and Contents.lists(block))
    return Document(
        title=book.title,
        blocks=(Contents(headings), *blocks) if headings else tuple(blocks),
        issuer=book.branch_name,
        created_on=book.made_on,
    )


def _area(number: int, area: BookArea, pictures: Iterator[int]) -> Iterator[Block]:
    """A chapter; its pictures go on with the numbers of the book."""
    yield Heading(numeral(number, 1) + area.name, 1)
    yield from _filled(area.summary)
    place = 0
    if area.meetings:
        place += 1
        yield Heading(f"{numeral(place, 2)}组织生活（{len(area.meetings)}次）", 2)
        yield from _filled(area.figures)
        yield Table(MEETING_COLUMNS, area.meetings, MEETING_WIDTHS)
    for part in area.parts:
        place += 1
        yield Heading(f"{numeral(place, 2)}{part.label}（{len(part.entries)}次）", 2)
        # Of a single activity the figures would say what it says itself.
        yield from _filled(part.figures if part.entries[1:] else "")
        for position, entry in enumerate(part.entries, start=1):
            title = f"{numeral(position, 3)}{entry.title.rstrip('。')}。"
            yield Paragraph.of(entry.text, lead=title, lead_role=Role.KAI)
            yield from _rows(entry, pictures)


def _filled(text: str) -> Iterator[Paragraph]:
    if text.strip():
        yield Paragraph.of(text)


def _rows(entry: BookEntry, numbers: Iterator[int]) -> Iterator[PictureRow]:
    """Pictures in rows, each with its number, and with the name of its file or of the activity."""
    for first in range(0, len(entry.pictures), PER_ROW):
        row = entry.pictures[first : first + PER_ROW]
        captions: dict[str, list[str]] = {}
        for one in row:
            shown = one.name if len(one.name) > SHORT_NAME else f"{entry.title}{one.name}"
            captions.setdefault(shown, []).append(f"图{next(numbers)}")
        caption = "；".join(f"{'、'.join(told)}　{name}" for name, told in captions.items())
        yield PictureRow(tuple(one.picture for one in row), caption)


# Two side by side in a line of 156 mm: some 300 points an inch.
PICTURE_SIDE = 960
NO_AREA = "其他工作"


def year_book(branch: Organisation, year: int, on: date) -> YearBook:
    """The book as of a day; what no work area claims stands in a last chapter. The number of queries is fixed."""
    facts = FactBook(branch, year, on)
    records = facts.records
    writer = _Writer(facts, _pictures(records.activities))
    told: set[int] = set()
    chapters = []
    for area in records.work_areas:
        meetings = [one for one in records.meetings if set(area.meeting_kinds) & set(one.kinds)]
        told |= {one.pk for one in meetings}
        own = [one for one in records.activities if records.area_of(one) == area.pk]
        chapters.append(writer.chapter(area.name, area.summary, area.meeting_kinds, meetings, own))
    others = [one for one in records.meetings if one.pk not in told]
    kinds = [kind.value for kind in MeetingKind if any(kind in one.kinds for one in others)]
    unclaimed = [one for one in records.activities if not records.area_of(one)]
    chapters.append(writer.chapter(NO_AREA, "", kinds, others, unclaimed))
    filled = tuple(one for one in chapters if one.meetings or one.parts)
    return YearBook(branch.name, year, on, filled)


def picture_count(branch: Organisation, year: int) -> int:
    """How many pictures the book of a branch and a year shows, without opening them."""
    activities = Activity.objects.of_branch(branch).in_year(year)
    return _picture_files(activities.values("pk")).count()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts records into the parts of a book."""

    facts: FactBook
    pictures: Mapping[int, list[Attachment]]

    def chapter(
        self,
        name: str,
        summary: str,
        kinds: Sequence[str],
        meetings: Sequence[Meeting],
        activities: Iterable[Activity],
    ) -> BookArea:
        """A work area with the meetings of its kinds and its activities."""
        drafts = meetings_told(self.facts.records, kinds) if meetings else []
        by_kind: dict[str, list[Activity]] = defaultdict(list)
        for activity in activities:
            by_kind[activity.kind].append(activity)
        return BookArea(
            name=name,
            summary=summary,
            figures="".join(fill(draft.text, lambda fact: self.facts.text(fact) or "") for draft in drafts),
            meetings=tuple(_meeting_row(one) for one in meetings),
            parts=tuple(
                self._part(kind, by_kind[kind.code]) for kind in registry.all_kinds() if by_kind[kind.code]
            ),
        )

    def _part(self, kind: Kind, rows: list[Activity]) -> BookPart:
        figures = registry.describe(kind.summarise(rows, self.facts.records.stat_context))
        return BookPart(kind.label, figures, tuple(self._entry(one) for one in rows))

    def _entry(self, activity: Activity) -> BookEntry:
        pictures, damaged = [], []
        for file in self.pictures[activity.pk]:
            try:
                pictures.append(_picture(file, activity.title))
            except DamagedFile:
                damaged.append(f"“{file.name}”")
        missing = f"照片{'、'.join(damaged)}的文件缺失或被改动，没有印出。" if damaged else ""
        order = self.facts.records.name_order
        people = order.of_members(activity.participants.all(), activity.happened_on)
        return BookEntry(
            day=activity.happened_on,
            title=activity.title,
            place=activity.place.strip(),
            people=tuple(member.name for member in people),
            told=told_whole(activity) + missing,
            pictures=tuple(pictures),
        )


def _meeting_row(meeting: Meeting) -> tuple[str, str, str, str]:
    day = localtime(meeting.starts_at).date()
    attendance = f"{meeting.present_count}/{meeting.due_count}" if meeting.due_count else ""  # type: ignore[attr-defined] # annotated by the queryset
    return f"{day.month}月{day.day}日", meeting.title, meeting.kind_labels, attendance


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


def _picture(file: Attachment, title: str) -> BookPicture:
    jpeg, width, height = photos.as_jpeg(whole_content(file), PICTURE_SIDE)
    return BookPicture(Picture(jpeg, width, height, f"{title}的照片"), _told_by_name(file.name))


def _told_by_name(name: str) -> str:
    """What the name of a file says, without a number: nothing where a camera or a chat program gave it."""
    stem = _NUMBER.sub("", PurePath(name).stem)
    is_given = _BY_PROGRAM.search(stem) or not _CHINESE.search(stem)
    return "" if is_given else stem
