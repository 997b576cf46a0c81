"""A meeting printed as 会议记录 and imported again is the same meeting."""

from datetime import date, datetime
from io import BytesIO
from operator import itemgetter
from random import Random

import docx
import pytest
from django.utils import timezone

from branch.campaigns.tests.factory import make_campaign
from core.models import Attachment
from core.refusals import Refused
from documents.reading.files import ReportFile
from documents.render.word import render_docx
from documents.tests.wordfiles import saved
from meetings.documents import minutes_labels as label
from meetings.documents.collecting import meeting_minutes
from meetings.documents.minutes import record_document
from meetings.meeting.fields import Part, Show
from meetings.meeting.models import Meeting
from meetings.meeting.services import finish_decision, hold_meeting
from meetings.minutes_import.drafting import draft_meeting
from meetings.minutes_import.found import READ
from meetings.minutes_import.reading import read_minutes
from meetings.minutes_import.saving import save_draft
from meetings.tests.helpers import item, line
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote

from .random_meetings import fill, never_filled, plain_meeting, throw_meeting

MEETINGS = 25
TODAY = date(2026, 2, 1)
pytestmark = pytest.mark.django_db


def printed(meeting: Meeting, reader) -> bytes:
    """The 会议记录 of a meeting as DOCX."""
    (minutes,) = meeting_minutes(Meeting.objects.filter(pk=meeting.pk), reader)
    return render_docx(record_document(minutes))


def imported(data: bytes, cast) -> Meeting:
    """The meeting that a file makes."""
    draft = draft_meeting(read_minutes(data, "会议记录.docx"), cast.branch, year=2024)
    source = ReportFile("会议记录.docx", data)
    return save_draft(draft, branch=cast.branch, source=source, by=cast.secretary, today=TODAY)


def differences(one: dict, other: dict) -> list[str]:
    return [f"{name}: {one[name]!r} → {other[name]!r}" for name in one if one[name] != other[name]]


@pytest.mark.no_cover
def test_printed_and_imported_is_the_same_meeting(cast):
    rng, wrong, thrown = Random(20250307), [], []
    for number in range(MEETINGS):
        meeting = throw_meeting(cast, rng, number)
        before = plain_meeting(meeting)
        thrown.append(before)
        again = imported(printed(meeting, cast.secretary), cast)
        assert again.pk != meeting.pk
        wrong += [f"{number}: {one}" for one in differences(before, plain_meeting(again))]
    assert not wrong, "\n".join(wrong)
    assert never_filled(thrown) == []
    assert never_filled([meeting | {"theme": ""} for meeting in thrown]) == ["theme"]
    assert Vote.objects.count() >= 20
    assert Attachment.objects.count() == MEETINGS


def test_a_dropped_value_does_not_come_back(cast):
    """Negative control: whatever value is emptied in the file, the meeting that comes back is another one."""
    day = timezone.make_aware(datetime(2025, 3, 7, 14, 30))
    people = [cast.people.secretary, cast.people.member]
    make_campaign(cast.branch)
    meeting = Meeting(branch=cast.branch, title="三月支委会", year=2025, starts_at=day, ends_at=day)
    agenda = [item("推荐先进", decision="推荐两人。")]
    for row in (meeting, *agenda):
        fill(row, Part, people, itemgetter(-1))
    roll = [line(cast.people.secretary), line(cast.people.discipline)]
    roll += [line(cast.people.committee, "LEAVE", "出差", make_up_on=date(2025, 3, 9))]
    hold_meeting(meeting, kinds=["COMMITTEE", "LECTURE", "LIFE"], roll=roll, agenda=agenda, by=None)
    stored = meeting.agenda.get()
    finish_decision(item=stored, on=date(2025, 3, 20), by=cast.secretary, dropped="不再需要")
    record_vote(Vote(item=stored), tallies=[Tally(in_favour=2)], by=None)
    before, data = plain_meeting(meeting), printed(meeting, cast.secretary)
    assert differences(before, plain_meeting(imported(data, cast))) == []
    values = [name for name in label_cells(data) if name not in NOT_READ]
    rows = {field.printed for field in READ if field.record is not Show.APART} - {"党小组", label.ITEM}
    assert sorted(values) == sorted(rows | {"议题1", label.ATTENDED, label.LEAVE, label.VOTE})
    for name in values:
        try:
            again = imported(without(data, name), cast)
        except Refused:
            continue
        assert differences(before, plain_meeting(again)), name


# Signatures; the figures of voters follow from the roll, and so do the others, which are only compared.
NOT_READ = {
    *(label.CHAIR_SIGNATURE, label.RECORDER_SIGNATURE, label.VOTERS_DUE, label.VOTERS_PRESENT, label.LATE),
    *(label.DUE, label.PRESENT, label.ABSENT),
}


def label_cells(data: bytes) -> list[str]:
    """The labels of the form."""
    return [cell for row in _rows(docx.Document(BytesIO(data))) for cell in [one.text for one in row][::2]]


def without(data: bytes, name: str) -> bytes:
    """The file with the value behind one label emptied."""
    document = docx.Document(BytesIO(data))
    for row in _rows(document):
        for cell, value in zip(row[::2], row[1::2], strict=True):
            if cell.text == name:
                for paragraph in value.paragraphs:
                    paragraph.clear()
    return saved(document)


def _rows(document) -> list:
    """The cells of each row, those over several columns once."""
    return [list(dict.fromkeys(row.cells)) for table in document.tables for row in table.rows]
