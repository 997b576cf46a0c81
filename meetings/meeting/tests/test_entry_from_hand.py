"""The history tells of a saved meeting from the rows at hand exactly what it would tell from those read afresh."""

import random
from copy import copy

import pytest

from core import audit
from core.models import AuditEntry
from core.testing import count_queries
from meetings.enums import Attendance
from meetings.meeting.models import Meeting, RollEntry, stored_rows
from meetings.meeting.services import SaveMeetingRefused, save_meeting
from meetings.tests.helpers import hold, item, line

REASONS = {Attendance.LEAVE: "出差", Attendance.EXEMPT: "长期病休"}
FURTHER = (("COMMITTEE",), ("ASSEMBLY",), ("ASSEMBLY", "THEME_DAY"), ("STUDY",), ("ASSEMBLY", "LIFE"))


def afresh(meeting: Meeting) -> audit.Values:
    return audit.snapshot(Meeting.objects.get(pk=meeting.pk))


def shuffled_roll(rng: random.Random, people) -> list[RollEntry]:
    rows = []
    for member in rng.sample(people, rng.randint(2, len(people))):
        attendance = rng.choice(list(Attendance))
        rows.append(line(member, attendance, REASONS.get(attendance, "")))
    return rows


def shuffled_agenda(rng: random.Random, meeting: Meeting, people) -> list:
    """Stored matters in another order, reworded or gone, and new ones."""
    stored = list(meeting.agenda.all())
    rows = [copy(one) for one in rng.sample(stored, rng.randint(0, len(stored)))]
    for one in rows:
        if rng.random() < 0.5:
            one.decision = rng.choice(["", "四月底前完成。", "按方案办理。"])
            one.responsible = rng.choice([None, *people]) if one.decision else None
    rows += [
        item(f"议题{rng.randint(1, 99)}", decision=rng.choice(["", "同意。"]))
        for _ in range(rng.randint(0, 2))
    ]
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_every_entry_says_what_is_stored(cast, seed):
    rng, people = (
        random.Random(seed),
        [p for p in vars(cast.people).values() if p.branch_id == cast.branch.pk],
    )
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=[item("甲"), item("乙")], by=cast.secretary)
    created = AuditEntry.objects.latest("number").changes
    assert created == audit.diff({}, afresh(meeting), restricted=meeting.restricted_fields)
    for _ in range(5):
        meeting = Meeting.objects.get(pk=meeting.pk)
        before, last = afresh(meeting), AuditEntry.objects.latest("number").number
        meeting.place = rng.choice(["", "会议室", "工地食堂"])
        try:
            save_meeting(
                meeting,
                before=audit.snapshot(Meeting.objects.get(pk=meeting.pk)),
                kinds=rng.choice(FURTHER),
                roll=shuffled_roll(rng, people),
                agenda=shuffled_agenda(rng, meeting, people),
                by=cast.secretary,
            )
        except SaveMeetingRefused:
            continue
        entries = AuditEntry.objects.filter(number__gt=last, object_type="meetings.meeting")
        expected = audit.diff(before, afresh(meeting), restricted=meeting.restricted_fields)
        assert [entry.changes for entry in entries] == ([expected] if expected else [])
        assert meeting.rows_at_hand is None
        assert meeting.number == Meeting.objects.get(pk=meeting.pk).number


def test_rows_that_stay_are_not_written(cast):
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=[item("甲"), item("乙")])
    fresh = Meeting.objects.get(pk=meeting.pk)
    stored, before = stored_rows(fresh), audit.snapshot(fresh)
    fresh.place = "会议室"
    with count_queries() as counted:
        save_meeting(
            fresh, before=before, kinds=["COMMITTEE"], roll=stored.roll, agenda=stored.agenda, by=None
        )
    written = [
        one["sql"].split('"')[1] for one in counted if one["sql"].startswith(("INSERT", "DELETE", "UPDATE"))
    ]
    assert set(written) == {"meetings_meeting", "core_auditentry", "core_audithead"}
