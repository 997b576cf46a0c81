"""Collects the year book: the year's work areas with their meetings, activities and pictures."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.utils.timezone import localtime

from activities.kinds import registry
from activities.models.activity import Activity, WorkArea
from branch.models import Organisation
from core import photos
from core.models import Attachment
from meetings.models import Meeting

from .content.document import Picture
from .content.yearbook import BookArea, BookEntry, BookPart, YearBook
from .year_records import YearRecords

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
        chapters.append(_chapter(area, meetings, own, pictures))
    others = [one for one in records.meetings if one.pk not in told]
    unclaimed = [one for one in records.activities if one.work_area_id not in areas]
    chapters.append(_chapter(None, others, unclaimed, pictures))
    filled = tuple(one for one in chapters if one.meetings or one.parts)
    return YearBook(branch.name, year, on, filled)


def _chapter(
    area: WorkArea | None,
    meetings: Iterable[Meeting],
    activities: Iterable[Activity],
    pictures: dict[int, list[Attachment]],
) -> BookArea:
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        by_kind[activity.kind].append(activity)
    return BookArea(
        name=area.name if area else NO_AREA,
        summary=area.summary if area else "",
        meetings=tuple(_meeting_row(one) for one in meetings),
        parts=tuple(
            BookPart(kind.label, tuple(_entry(one, pictures[one.pk]) for one in by_kind[kind.code]))
            for kind in registry.all_kinds()
            if by_kind[kind.code]
        ),
    )


def _meeting_row(meeting: Meeting) -> tuple[str, str, str, str]:
    day = localtime(meeting.starts_at).date()
    attendance = f"{meeting.present_count}/{meeting.due_count}" if meeting.due_count else ""
    return f"{day.month}月{day.day}日", meeting.title, meeting.kind_labels, attendance


def _entry(activity: Activity, files: Iterable[Attachment]) -> BookEntry:
    fields = activity.kind_declaration.fields
    shown = [
        (field.label, field.display(activity.data.get(field.name)))
        for field in fields
        if not field.restricted
    ]
    return BookEntry(
        day=activity.happened_on,
        title=activity.title,
        place=activity.place,
        people=tuple(member.name for member in activity.participants.all()),
        details=tuple((label, value) for label, value in shown if value),
        summary=activity.summary,
        pictures=tuple(_picture(file, activity.title) for file in files),
    )


def _pictures(activities: Iterable[Activity]) -> dict[int, list[Attachment]]:
    """The pictures of each activity, all found at once."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    files = Attachment.objects.filter(
        content_type=ContentType.objects.get_for_model(Activity),
        object_id__in=[one.pk for one in activities],
        removed_at__isnull=True,
        media_type__startswith="image/",
    )
    for file in files:
        found[file.object_id].append(file)
    return found


def _picture(file: Attachment, title: str) -> Picture:
    with default_storage.open(file.storage_name) as stored:
        jpeg, width, height = photos.as_jpeg(stored.read(), PICTURE_SIDE)
    return Picture(jpeg, width, height, f"{title}的照片")
