"""Completing a task, its 心得 and hours, and taking it back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import audit
from core.enums import AuditAction
from core.refusals import Refused
from study.reading.models import Reflection
from study.tasks import services
from study.tasks.models import StudyAssignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast, give, share_of, material):
    return share_of(give(needs_reflection=True, material=material, hours=Decimal("2.5")), cast.people.member)


def hours(cast, today) -> Decimal:
    found = StudyAssignment.objects.hours_by_member(cast.branch, today.year)
    return found.get(cast.people.member.pk, Decimal(0))


@pytest.mark.parametrize("body", ["", "  \n "])
def test_refuses_without_the_text_that_is_asked_for(cast, share, today, body):
    with pytest.raises(Refused, match="要求写心得"):
        services.complete_task(assignment=share, on=today, body=body, by=cast.member)
    share.refresh_from_db()
    assert not share.is_completed
    assert not Reflection.objects.exists()


def test_one_character_is_enough_and_hours_count(cast, share, today):
    assert hours(cast, today) == 0
    services.complete_task(assignment=share, on=today, body="懂", by=cast.member)
    assert hours(cast, today) == Decimal("2.5")
    reflection = Reflection.objects.get()
    assert (reflection.member, reflection.channel, reflection.body) == (cast.people.member, "SYSTEM", "懂")
    assert reflection.material == share.task.material
    assert reflection.year == today.year
    assert audit.entries_of(share).first().action == AuditAction.STATE


def test_refuses_a_second_time_and_before_the_first_day(cast, share, today):
    with pytest.raises(Refused, match="不能早于"):
        services.complete_task(assignment=share, on=today - timedelta(days=9), body="懂", by=cast.member)
    services.complete_task(assignment=share, on=today, body="懂", by=cast.member)
    with pytest.raises(Refused, match="已经完成"):
        services.complete_task(assignment=share, on=today, body="又", by=cast.member)
    assert Reflection.objects.count() == 1


def test_a_text_entered_before_is_enough(cast, share, today):
    services.write_reflection(
        Reflection(
            branch=cast.branch,
            member=cast.people.member,
            task=share.task,
            written_on=today,
            channel="WECHAT_GROUP",
            body="群里交的",
        ),
        by=cast.secretary,
    )
    services.complete_task(assignment=share, on=today, by=cast.secretary)
    assert Reflection.objects.get().material == share.task.material


def test_withdrawing_takes_hours_back_and_keeps_the_text(cast, share, today):
    services.complete_task(assignment=share, on=today, body="懂", by=cast.member)
    with pytest.raises(Refused, match="原因"):
        services.withdraw_completion(assignment=share, by=cast.secretary, reason=" ")
    services.withdraw_completion(assignment=share, by=cast.secretary, reason="误点完成")
    assert hours(cast, today) == 0
    assert Reflection.objects.alive().count() == 1
    assert audit.entries_of(share).first().reason == "误点完成"
    with pytest.raises(Refused, match="还没有完成"):
        services.withdraw_completion(assignment=share, by=cast.secretary, reason="再撤")


def test_completing_again_changes_the_same_text(cast, share, today):
    services.complete_task(assignment=share, on=today, body="懂", by=cast.member)
    services.withdraw_completion(assignment=share, by=cast.member, reason="", needs_reason=False)
    services.complete_task(assignment=share, on=today, body="更懂", by=cast.member)
    assert [r.body for r in Reflection.objects.all()] == ["更懂"]
    assert audit.entries_of(Reflection.objects.get()).first().changes["body"]["old"] == "懂"


def test_hours_of_a_deleted_task_do_not_count(cast, share, today):
    from core import records

    services.complete_task(assignment=share, on=today, body="懂", by=cast.member)
    records.soft_delete(share.task, by=cast.secretary, reason="重复")
    assert hours(cast, today) == 0
    records.restore(share.task, by=cast.secretary)
    assert hours(cast, today) == Decimal("2.5")


def test_refuses_to_delete_the_text_on_which_a_completion_stands(cast, share, today):
    from core import records

    services.complete_task(assignment=share, on=today, body="懂", by=cast.member)
    with pytest.raises(Refused, match="撤回"):
        records.soft_delete(Reflection.objects.get(), by=cast.member, reason="不要了")
    services.withdraw_completion(assignment=share, by=cast.secretary, reason="误点")
    records.soft_delete(Reflection.objects.get(), by=cast.member, reason="不要了")
    assert not Reflection.objects.alive().exists()


@pytest.fixture
def meeting(cast, today):
    """Held two days ago: the member was present, the others were not."""
    from datetime import datetime, time

    from django.utils.timezone import make_aware

    from meetings.meeting.models import Meeting

    held = Meeting.objects.create(
        branch=cast.branch,
        title="集中学习会",
        year=today.year,
        starts_at=make_aware(datetime.combine(today - timedelta(days=2), time(14))),
    )
    for person in vars(cast.people).values():
        if person.branch_id == cast.branch.pk:
            state = "PRESENT" if person == cast.people.member else "LEAVE"
            held.roll.create(member=person, attendance=state, reason="出差", may_vote=True)
    return held


def test_the_roll_of_a_meeting_completes_for_those_present(cast, give, share_of, meeting, today):
    task = give(meeting=meeting)
    result = services.complete_by_roll(task=task, by=cast.secretary)
    assert [m.name for m in result.completed] == ["周试五"]
    assert share_of(task, cast.people.member).completed_on == today - timedelta(days=2)
    assert not share_of(task, cast.people.secretary).is_completed
    assert services.complete_by_roll(task=task, by=cast.secretary).completed == ()


def test_the_roll_leaves_who_owes_a_text(cast, give, share_of, meeting):
    task = give(meeting=meeting, needs_reflection=True)
    result = services.complete_by_roll(task=task, by=cast.secretary)
    assert [m.name for m in result.without_text] == ["周试五"]
    assert not share_of(task, cast.people.member).is_completed


def test_the_roll_needs_a_meeting_that_took_place(cast, give, meeting):
    meeting.roll.all().delete()
    for task in (give(), give(meeting=meeting)):
        with pytest.raises(Refused):
            services.complete_by_roll(task=task, by=cast.secretary)
