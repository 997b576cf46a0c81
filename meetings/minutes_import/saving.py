"""Saving a draft: the meeting, its votes, what was made up or carried out, and the file it came from, as one."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import attachments, audit, records
from core.dates import chinese_date
from core.enums import AuditAction
from core.file_types import media_type_of, safe_name
from core.models import Attachment
from core.refusals import Refused
from documents.reading.files import ReportFile
from meetings.meeting import faults as meeting_faults
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.models import Meeting, MeetingQuerySet
from meetings.meeting.services import finish_decision, hold_meeting, plan_meeting
from meetings.votes.models import Vote
from meetings.votes.services import record_vote

from .draft import DraftVote, MeetingDraft


def check_size(size: int) -> None:
    """Raises Refused for a file that is too big to be kept with a record."""
    limit = settings.ATTACHMENT_MAX_BYTES
    if size > limit:
        raise Refused(f"文件超过 {limit // 1024 // 1024} MB。请删去图片，只留正文后再导入。")


def check_attachable(source: ReportFile) -> None:
    """Raises Refused for a file that could not be kept with the meeting."""
    check_size(len(source.data))
    media_type_of(safe_name(_kept_name(source)), source.data)


def _kept_name(source: ReportFile) -> str:
    """The name under which a file is kept with its meeting: a .csv is plain text, and is kept as such."""
    return f"{source.name}.txt" if source.name.lower().endswith(".csv") else source.name


def note_duplicates(
    draft: MeetingDraft, source: ReportFile, meetings: MeetingQuerySet, *, of: int = 1
) -> None:
    """Say where this very file, or a meeting of the same kind and day, is recorded already among `meetings`.

    A file with several meetings (`of`) is imported once for each: that it was imported does not stop the next one.
    """
    kind = ContentType.objects.get_for_model(Meeting)
    files = Attachment.objects.filter(
        content_type=kind, sha256=hashlib.sha256(source.data).hexdigest(), removed_at__isnull=True
    )
    imported = list(meetings.filter(pk__in=files.values("object_id")))
    for meeting in imported:
        is_another = of > 1 and draft.values.get("starts_at") != meeting.starts_at
        draft.note(
            f"这个文件已经导入过：{_named(meeting)}。", url=records.url_of(meeting), stops=not is_another
        )
    starts_at = draft.values.get("starts_at")
    if starts_at is None:
        return
    same_day = meetings.between(starts_at.date(), starts_at.date()).prefetch_related("kind_links")
    for meeting in same_day.filter(group=draft.values.get("group")):
        if meeting not in imported and set(meeting.kinds) & set(draft.kinds):
            draft.note(
                f"这一天已有同类的会议：{_named(meeting)}。请先核对，不要重复登记。",
                url=records.url_of(meeting),
            )


def _named(meeting: Meeting) -> str:
    return f"{meeting}（{chinese_date(meeting_faults.day_of(meeting))}）"


@transaction.atomic
def import_minutes(
    meeting: Meeting,
    *,
    draft: MeetingDraft,
    source: ReportFile,
    by: User | None,
    picture: ReportFile | None = None,
) -> Meeting:
    """Record the meeting as 已召开 with what belongs to it by the draft, and keep the file it came from, and its photo.

    One that is still to come is recorded as a plan. Raises SaveMeetingRefused, or Refused for a vote, a day or a file
    that is refused; then nothing is stored.
    """
    if draft.is_plan:
        plan_meeting(meeting, kinds=draft.kinds, agenda=draft.agenda, by=by)
    else:
        hold_meeting(meeting, kinds=draft.kinds, roll=draft.roll, agenda=draft.agenda, by=by)
    items = list(AgendaItem.objects.filter(meeting=meeting))
    for item, line in zip(items, draft.agenda, strict=True):
        if line.done_on:
            finish_decision(item=item, on=line.done_on, by=by, dropped=line.dropped_reason)
    for one in draft.votes:
        _vote(items, one, by)
    attachments.add(record=meeting, upload=SimpleUploadedFile(_kept_name(source), source.data), by=by)
    if picture:
        attachments.add(record=meeting, upload=SimpleUploadedFile(picture.name, picture.data), by=by)
    changes = {
        "file": {"label": "文件", "old": "", "new": source.name, "restricted": False},
        "sha256": {
            "label": "文件摘要（SHA-256）",
            "old": "",
            "new": hashlib.sha256(source.data).hexdigest(),
            "restricted": False,
        },
    }
    audit.record(actor=by, action=AuditAction.IMPORT, obj=meeting, changes=changes)
    return meeting


def _vote(items: list[AgendaItem], one: DraftVote, by: User | None) -> None:
    if one.item >= len(items):
        raise Refused(f"没有第 {one.item + 1} 项议题，表决“{one.vote.words}”不能登记。")
    read = one.vote
    vote = Vote(
        item=items[one.item],
        matter=read.matter,
        method=read.method,
        ballots_issued=read.ballots_issued,
        ballots_returned=read.ballots_returned,
        ballots_valid=read.ballots_valid,
        seats=read.seats,
    )
    try:
        record_vote(vote, tallies=read.tallies, by=by)
    except Refused as refusal:
        raise Refused(f"第 {one.item + 1} 项议题的表决：{refusal}") from refusal


def save_draft(
    draft: MeetingDraft, *, branch: Organisation, source: ReportFile, by: User | None, today: date
) -> Meeting:
    """Save a draft that nobody has looked at. Raises Refused with everything that is to be mended first."""
    if faults := [notice.text for notice in draft.stopping]:
        raise Refused("".join(faults))
    meeting = Meeting(branch=branch, **draft.values)
    if faults := list(_faults(meeting, draft, today)):
        raise Refused("".join(faults))
    return import_minutes(meeting, draft=draft, source=source, by=by)


def save_settled(
    drafts: Iterable[MeetingDraft], *, branch: Organisation, source: ReportFile, by: User | None, today: date
) -> tuple[list[Meeting], list[MeetingDraft]]:
    """Save the drafts of a file that leave nothing to ask; those that do are returned, for a person."""
    saved, asked = [], []
    for draft in drafts:
        try:
            with transaction.atomic():
                saved.append(save_draft(draft, branch=branch, source=source, by=by, today=today))
        except Refused:
            asked.append(draft)
    return saved, asked


def _faults(meeting: Meeting, draft: MeetingDraft, today: date) -> Iterator[str]:
    """What the form of a meeting would refuse: a day to come, and texts that are too long."""
    if meeting_faults.day_of(meeting) > today and not draft.is_plan:
        yield f"{meeting_faults.day_of(meeting):%Y-%m-%d} 还没有到，会议还没有召开。"
    for row in (meeting, *draft.agenda):
        # What the service fills in, and people, who were looked up.
        apart = {one.name for one in row._meta.concrete_fields if one.is_relation} | {"order"}
        try:
            row.clean_fields(exclude=apart)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                yield f"{row._meta.get_field(name).verbose_name}：{''.join(messages)}"
