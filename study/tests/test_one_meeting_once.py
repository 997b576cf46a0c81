"""Hours of a meeting: for those present by its roll, in the meeting's form of study, and once for each member."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.refusals import Refused
from meetings.meeting.models import Meeting, RollEntry
from meetings.tests.helpers import hold
from study.hours import reckoning
from study.tasks import services
from study.tasks.models import StudyTask

pytestmark = pytest.mark.django_db
TAKEN = "这次会议已有学习任务“读条例”，一次会议的学时只计一次。"


@pytest.fixture
def meeting(cast, today) -> Meeting:
    """A study meeting of today at which the probationary member was absent."""
    held = hold(cast.branch, f"{today}", "STUDY", by=cast.secretary)
    RollEntry.objects.filter(meeting=held).update(attendance="PRESENT")
    RollEntry.objects.filter(meeting=held, member=cast.people.probationary).update(attendance="ABSENT")
    return held


@pytest.fixture
def joined(give, meeting, today):
    return give(
        meeting=meeting,
        form="DISCUSSION",
        hours=Decimal(4),
        starts_on=date(today.year, 1, 1),
        due_on=date(today.year, 12, 31),
    )


def test_the_roll_gives_hours_once_however_often_it_is_pressed(cast, client_of, joined, today):
    url = reverse("study:task_complete", args=[joined.pk])
    for _ in range(3):
        client_of(cast.secretary).post(url)
    found = {s.member.name: s.hours for s in reckoning.standings(cast.branch, today.year, today)}
    assert found.pop("吴试六") == 0
    assert len(found) == 9
    assert set(found.values()) == {4}
    assert {row.completed_on for row in joined.assignments.completed()} == {today}


def test_who_was_on_leave_and_came_later_is_added_by_the_corrected_roll(cast, joined, meeting):
    services.complete_by_roll(task=joined, by=cast.secretary)
    RollEntry.objects.filter(meeting=meeting, member=cast.people.probationary).update(attendance="PRESENT")
    result = services.complete_by_roll(task=joined, by=cast.secretary)
    assert result.completed == (cast.people.probationary,)


@pytest.mark.usefixtures("joined")
def test_a_second_task_for_the_meeting_is_refused_everywhere(cast, client_of, meeting, give, today):
    with pytest.raises(Refused, match="一次会议的学时只计一次"):
        give(title="再读一遍", meeting=meeting)
    data = {
        "title": "再读一遍", "form": "LED", "hours": "2", "audience": "ALL", "starts_on": f"{today}",
        "due_on": f"{today}", "year": today.year, "meeting": meeting.pk,
    }  # fmt: skip
    answer = client_of(cast.secretary).post(reverse("study:task_create"), data)
    assert TAKEN in answer.content.decode()
    other = give(title="没有会议的")
    with pytest.raises(IntegrityError), transaction.atomic():
        StudyTask.objects.filter(pk=other.pk).update(meeting=meeting)
    assert StudyTask.objects.filter(meeting=meeting).count() == 1


def test_a_deleted_task_frees_the_meeting_and_cannot_come_back_beside_another(
    cast, client_of, joined, meeting, give
):
    client = client_of(cast.secretary)
    delete = reverse("core:record_delete", args=["study.studytask", joined.pk])
    client.post(delete, {"reason": "布置错了"})
    give(title="新的", meeting=meeting)
    answer = client.post(reverse("core:record_restore", args=["study.studytask", joined.pk]), follow=True)
    assert "一次会议的学时只计一次" in answer.content.decode()
    assert StudyTask.objects.alive().get(meeting=meeting).title == "新的"
