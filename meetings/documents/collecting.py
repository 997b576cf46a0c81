"""Collects the words of meetings for their 会议记录 and 纪要, as one reader may know them."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.utils.timezone import localtime

from branch.members.name_order import PaperOrder
from core.models import Attachment
from core.panels import days_late
from meetings.enums import Attendance
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.fields import AGENDA, MEETING, M, RecordField, Show, filled
from meetings.meeting.models import Meeting, MeetingAddition, MeetingQuerySet, RollEntry
from meetings.meeting.permissions import can_read_reason
from meetings.votes.models import Vote

from . import minutes_labels as label
from .minutes import Away, ItemMinutes, MeetingMinutes


def meeting_minutes(rows: MeetingQuerySet, reader: AbstractBaseUser) -> list[MeetingMinutes]:
    """The meetings by date; reasons of being away only where the reader may know them. The number of queries is fixed."""
    meetings = list(rows.for_list().for_sheet().order_by("starts_at", "pk"))
    files, order = _files(meetings), PaperOrder({meeting.branch_id for meeting in meetings})
    return [_minutes(meeting, files[meeting.pk], order, reader) for meeting in meetings]


def _minutes(
    meeting: Meeting, files: list[str], order: PaperOrder, reader: AbstractBaseUser
) -> MeetingMinutes:
    day = localtime(meeting.starts_at).date()
    roll = order.of_rows([(entry.member, entry) for entry in meeting.roll.all()], day)

    def away(status: Attendance) -> tuple[Away, ...]:
        return tuple(_away(meeting, entry, reader) for entry in roll if entry.attendance == status)

    return MeetingMinutes(
        branch_name=meeting.branch.name,
        kinds=tuple(str(kind.label) for kind in meeting.kinds),
        day=day,
        words={field.name: field.words(meeting) for field in MEETING},
        told=_told(MEETING, meeting),
        is_planned=meeting.is_planned,
        days_late=0 if meeting.is_planned else days_late(meeting),
        figures=_figures(meeting),
        attended=tuple(str(entry.member) for entry in roll if entry.attendance == Attendance.PRESENT),
        leave=away(Attendance.LEAVE),
        absent=away(Attendance.ABSENT),
        exempt=away(Attendance.EXEMPT),
        items=tuple(_item(item) for item in meeting.agenda.all()),
        attachments=tuple(files),
        additions=tuple(_addition(one) for one in meeting.additions.all()),
    )


def _told(table: Iterable[RecordField[M]], record: M, kind: str = "") -> tuple[tuple[str, str], ...]:
    """What the 纪要 tells in sentences of their own."""
    return tuple(
        (field.printed_of(kind), line)
        for field, line in filled(table, record)
        if field.summary is Show.FILLED
    )


def _figures(meeting: Meeting) -> tuple[tuple[str, int], ...]:
    if meeting.is_planned:
        return ()
    return (
        (label.DUE, meeting.due_count),
        (label.PRESENT, meeting.present_count),
        (label.VOTERS_DUE, meeting.voters_due_count),
        (label.VOTERS_PRESENT, meeting.voters_present_count),
    )


def _away(meeting: Meeting, entry: RollEntry, reader: AbstractBaseUser) -> Away:
    reason = entry.reason if can_read_reason(reader, meeting, entry) else ""
    return Away(str(entry.member), reason, entry.make_up_on)


def _item(item: AgendaItem) -> ItemMinutes:
    return ItemMinutes(
        words={field.name: field.words(item) for field in AGENDA},
        kind=item.kind,
        told=_told(AGENDA, item, item.kind),
        votes=tuple(_vote(vote) for vote in item.votes_taken),
    )


def _vote(vote: Vote) -> tuple[str, ...]:
    return tuple(vote.paragraphs)


def _addition(addition: MeetingAddition) -> tuple[str, ...]:
    lines = label.addition_lines(
        addition.text,
        reason=addition.reason,
        added_by=str(addition.added_by or ""),
        added_on=localtime(addition.added_at).date(),
    )
    return tuple(lines)


def _files(meetings: Iterable[Meeting]) -> dict[int, list[str]]:
    """The names of the files on each meeting, all found at once."""
    found: dict[int, list[str]] = defaultdict(list)
    files = Attachment.objects.filter(
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id__in=[meeting.pk for meeting in meetings],
        removed_at__isnull=True,
    )
    for file in files:
        found[file.object_id].append(file.name)
    return found
