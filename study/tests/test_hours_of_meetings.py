"""Hours said in a meeting's record credit those who were there, and follow the roll; nothing is counted twice."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from core import audit, records
from core.refusals import Refused
from meetings.enums import Attendance
from meetings.meeting import services as meeting_services
from meetings.meeting.models import Meeting, RollEntry
from meetings.tests.forms import committee_roll, create_url, posted
from meetings.tests.helpers import build, hold, item, line
from study.hours import reckoning
from study.reading.models import StudyMaterial
from study.tasks import services
from study.tasks.models import StudyAssignment, StudyTask

pytestmark = pytest.mark.django_db
FIRST = {"kind": "FIRST", "material": "《条例》第三章"}


def hours(cast, year: int = 2025) -> dict[str, Decimal]:
    """The hours of each member who has some."""
    people = reckoning.standings(cast.branch, year, date(year, 12, 31))
    return {one.member.name: one.hours for one in people if one.hours}


def names(cast, *people: str) -> list[str]:
    return sorted(getattr(cast.people, one).name for one in people)


@pytest.fixture
def meeting(cast) -> Meeting:
    """A 支委会 with two hours of study; one of its three members was on leave."""
    roll = [
        line(cast.people.secretary),
        line(cast.people.discipline),
        line(cast.people.committee, "LEAVE", "出差"),
    ]
    return hold(
        cast.branch, "2025-03-07", "COMMITTEE", roll=roll, agenda=[item("学习", **FIRST)], by=cast.secretary,
        study_hours=Decimal(2), study_category="REGULATION",
    )  # fmt: skip


def save(meeting: Meeting, by, roll=None, **changes) -> Meeting:
    """Edit the meeting as its form does."""
    fresh = Meeting.objects.get(pk=meeting.pk)
    before = audit.snapshot(fresh)
    for name, value in changes.items():
        setattr(fresh, name, value)
    roll = list(fresh.roll.select_related("member")) if roll is None else roll
    agenda = list(fresh.agenda.all())
    return meeting_services.save_meeting(
        fresh, before=before, kinds=[str(kind) for kind in fresh.kinds], roll=roll, agenda=agenda, by=by
    )


def test_the_form_of_the_meeting_is_all_that_is_filled_in(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    StudyMaterial.objects.create(branch=cast.branch, title="条例", category="REGULATION")
    page = client.get(create_url("?kind=COMMITTEE&month=2025-03")).content.decode()
    assert '<option value="条例">' in page
    roll = committee_roll(cast, committee=("LEAVE", "出差"))
    rows = [
        {"kind": "FIRST", "material": "《条例》"},
        {"kind": "STUDY", "title": "学讲话", "material": "新的讲话"},
    ]
    data = posted(roll, rows, chair=cast.people.secretary.pk, study_hours="2.5", study_category="SPEECH")
    assert client.post(create_url(), data).status_code == 302
    made, task = Meeting.objects.get(), StudyTask.objects.get()
    assert [one.title for one in made.agenda.all()] == ["学习《条例》", "学讲话"]
    assert (task.hours, task.form, task.starts_on, task.meeting) == (
        Decimal("2.5"),
        "LED",
        date(2025, 3, 7),
        made,
    )
    assert task.material == StudyMaterial.objects.get(title="条例")
    assert StudyMaterial.objects.get(title="新的讲话").category == "SPEECH"
    assert hours(cast) == dict.fromkeys(names(cast, "secretary", "discipline"), Decimal("2.5"))
    shown = client.get(reverse("meetings:meeting_detail", args=[made.pk])).content.decode()
    assert "已按签到给 2 人记 2.5 学时，1 人补学以后再记" in " ".join(shown.split())
    told = client.get(reverse("study:task_detail", args=[task.pk])).content.decode()
    assert "由会议登记" in told
    assert "更新名单" not in told


def test_make_up_credits_who_was_away(cast, meeting):
    assert sorted(hours(cast)) == names(cast, "secretary", "discipline")
    entry = meeting.roll.get(member=cast.people.committee)
    meeting_services.make_up(entry=entry, on=date(2025, 3, 12), by=cast.secretary)
    share = StudyAssignment.objects.get(member=cast.people.committee)
    assert (share.completed_on, share.hours_done) == (date(2025, 3, 12), 2)
    assert sorted(hours(cast)) == names(cast, "secretary", "discipline", "committee")


def test_who_studies_it_alone_has_made_up_for_the_meeting(cast, meeting):
    share = StudyAssignment.objects.get(member=cast.people.committee)
    services.complete_task(assignment=share, on=date(2025, 3, 10), by=cast.committee)
    entry = meeting.roll.get(member=cast.people.committee)
    assert entry.make_up_on == date(2025, 3, 10)
    services.withdraw_completion(assignment=share, by=cast.committee, reason="误点")
    entry.refresh_from_db()
    assert entry.make_up_on is None
    present = StudyAssignment.objects.get(member=cast.people.secretary)
    with pytest.raises(Refused, match="请在会议里改"):
        services.withdraw_completion(assignment=present, by=cast.secretary, reason="误点")


def test_hours_day_and_their_absence_follow_the_record(cast, meeting):
    save(meeting, cast.secretary, study_hours=Decimal(3))
    assert set(hours(cast).values()) == {3}
    moved = save(meeting, cast.secretary, starts_at=build(cast.branch, "2025-03-08").starts_at)
    assert set(StudyAssignment.objects.completed().values_list("completed_on", flat=True)) == {
        date(2025, 3, 8)
    }
    save(moved, cast.secretary, study_hours=None)
    assert hours(cast) == {}
    save(moved, cast.secretary, study_hours=Decimal(1))
    assert sorted(hours(cast)) == names(cast, "secretary", "discipline")
    assert StudyTask.objects.count() == 1


def test_it_goes_into_the_recycle_bin_with_the_meeting_and_comes_back(cast, meeting):
    records.soft_delete(meeting, by=cast.secretary, reason="登记错了")
    assert (hours(cast), StudyTask.objects.alive().count()) == ({}, 0)
    records.restore(meeting, by=cast.secretary)
    assert sorted(hours(cast)) == names(cast, "secretary", "discipline")


def test_a_plan_credits_nobody(cast):
    plan = build(cast.branch, "2027-03-07", study_hours=Decimal(2))
    meeting_services.plan_meeting(plan, kinds=["COMMITTEE"], by=cast.secretary)
    assert not StudyTask.objects.exists()


def test_a_task_linked_by_hand_is_not_counted_again(cast):
    made = hold(cast.branch, "2025-03-07 14:30", "COMMITTEE", by=cast.secretary, chair=cast.people.secretary)
    task = StudyTask(
        branch=cast.branch, title="读条例", year=2025, form="LED", hours=2, meeting=made,
        starts_on=date(2025, 3, 7), due_on=date(2025, 3, 7),
    )  # fmt: skip
    services.assign_task(task, members=None, by=cast.secretary)
    services.complete_by_roll(task=task, by=cast.secretary)
    before = hours(cast)
    with pytest.raises(Refused, match="已有学习任务“读条例”"):
        save(made, cast.secretary, study_hours=Decimal(4))
    assert (hours(cast), Meeting.objects.get().study_hours) == (before, None)


def test_a_refused_new_meeting_keeps_what_was_typed(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    data = posted(
        committee_roll(cast), chair=cast.people.secretary.pk, study_hours="30", minutes="打了半天的字"
    )
    answer = client.post(create_url(), data)
    assert answer.status_code == 200
    assert "study_hours" in answer.context["form"].errors
    assert "打了半天的字" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_any_changes_of_the_roll_leave_what_the_roll_says(cast, meeting):
    """Against the plain reckoning: whoever was present or made up for it has the hours, nobody else."""
    rng, people = (
        Random(20250307),
        list(RollEntry.objects.filter(meeting=meeting).values_list("member", flat=True)),
    )
    for number in range(12):
        worth = Decimal(rng.randint(1, 8)) / 2
        roll = [
            RollEntry(
                member=entry.member,
                attendance=(chosen := rng.choice(Attendance.values)),
                reason="" if chosen == "PRESENT" else "事由",
                make_up_on=date(2025, 3, 7) + timedelta(days=number) if chosen == "ABSENT" else None,
            )
            for entry in RollEntry.objects.filter(meeting=meeting).select_related("member")
        ]
        save(meeting, cast.secretary, roll=roll, study_hours=worth)
        wanted = {
            entry.member.name: worth
            for entry in RollEntry.objects.filter(meeting=meeting).select_related("member")
            if entry.attendance == "PRESENT" or (entry.attendance in ("LEAVE", "ABSENT") and entry.make_up_on)
        }
        assert hours(cast) == wanted, number
    assert len(people) == 3
