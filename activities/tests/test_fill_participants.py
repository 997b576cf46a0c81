"""Participants from the roll of the linked meeting, with one button."""

from datetime import date

import pytest
from django.urls import reverse

from activities import services
from activities.models import Activity
from activities.tests.helpers import make_activity
from core.models import AuditEntry
from core.testing import page
from meetings.meeting.models import RollEntry
from meetings.tests.helpers import hold


@pytest.fixture
def meeting(cast):
    held = hold(cast.branch, "2025-03-07", "ASSEMBLY", by=cast.secretary, chair=cast.people.secretary)
    absent = held.roll.get(member=cast.people.extra1)
    RollEntry.objects.filter(pk=absent.pk).update(attendance="ABSENT")
    return held


def fill(client, activity):
    return client.post(reverse("activities:activity_fill", args=[activity.pk]), follow=True)


def test_adds_those_who_were_present(cast, meeting, client_of):
    activity = make_activity(cast, "joint", meeting=meeting, participants=[cast.people.extra1])
    page = fill(client_of(cast.secretary), activity).content.decode()
    present = meeting.roll.filter(attendance="PRESENT").count()
    assert f"已按会议签到加入 {present} 人" in page
    # Who was added by hand stays, though absent from the meeting.
    assert activity.participants.count() == present + 1
    entry = AuditEntry.objects.filter(object_type="activities.activity").first()
    assert "参加党员" in {change["label"] for change in entry.changes.values()}


def test_a_second_press_changes_nothing(cast, meeting, client_of):
    activity = make_activity(cast, "joint", meeting=meeting)
    client = client_of(cast.secretary)
    fill(client, activity)
    entries = AuditEntry.objects.count()
    assert "都已在参加党员里" in page(fill(client, activity)).messages
    assert AuditEntry.objects.count() == entries


def test_refuses_without_a_meeting_or_a_roll(cast, meeting, client_of):
    client = client_of(cast.secretary)
    assert "没有关联会议" in page(fill(client, make_activity(cast, "joint"))).messages
    meeting.roll.all().delete()
    activity = make_activity(cast, "joint", meeting=meeting)
    assert "还没有登记到会人员" in page(fill(client, activity)).messages
    assert not activity.participants.exists()


def test_the_button_is_there_for_writers_and_a_meeting(cast, meeting, client_of):
    linked = make_activity(cast, "joint", meeting=meeting, participants=[cast.people.member])
    plain = make_activity(cast, "joint", happened_on=date(2025, 4, 1))
    address = reverse("activities:activity_detail", args=[linked.pk])
    assert "按会议签到填入" in client_of(cast.secretary).get(address).content.decode()
    assert "按会议签到填入" not in client_of(cast.member).get(address).content.decode()
    address = reverse("activities:activity_detail", args=[plain.pk])
    assert "按会议签到填入" not in client_of(cast.secretary).get(address).content.decode()


def test_a_stale_copy_is_refused(cast, meeting):
    from core.records import StaleRecord

    activity = make_activity(cast, "joint", meeting=meeting)
    Activity.objects.filter(pk=activity.pk).update(lock_version=9)
    with pytest.raises(StaleRecord):
        services.fill_participants(activity=activity, by=cast.secretary)
