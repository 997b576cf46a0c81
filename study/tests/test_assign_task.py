"""Giving a task: who is on its list, and what 更新名单 does."""

from datetime import timedelta

import pytest

from branch.members.services import change_status
from core import audit
from core.refusals import Refused
from core.testing import make_member
from study.tasks import services
from study.tasks.models import StudyTask

pytestmark = pytest.mark.django_db


def names(task) -> set[str]:
    return {a.member.name for a in task.assignments.alive()}


def test_gives_to_everyone_on_the_roll(cast, give):
    make_member(cast.branch, "何转出", status="TRANSFERRED_OUT")
    task = give()
    assert len(names(task)) == 10
    assert "何转出" not in names(task)
    assert "吴试六" in names(task)


def test_gives_to_a_group_to_the_committee_and_to_chosen_members(cast, give):
    assert names(give(audience="GROUP", group=cast.group)) == {"赵试一", "钱试二", "李试四", "周试五"}
    assert names(give(audience="COMMITTEE")) == {"赵试一", "钱试二", "孙试三"}
    assert names(give(audience="CHOSEN", members=[cast.people.member])) == {"周试五"}


def test_counts_the_register_of_the_first_day(cast, give, today):
    change_status(member=cast.people.member, status="TRANSFERRED_OUT", since=today, by=None)
    assert "周试五" in names(give(starts_on=today - timedelta(days=1)))
    assert "周试五" not in names(give(starts_on=today))


@pytest.mark.parametrize("members", [None, []])
def test_refuses_a_task_for_nobody(give, members):
    with pytest.raises(Refused):
        give(audience="CHOSEN", members=members)
    assert not StudyTask.objects.exists()


def test_update_adds_newly_due_members_and_keeps_completed_ones(cast, give, share_of, today):
    task = give()
    services.complete_task(assignment=share_of(task, cast.people.member), on=today, by=cast.member)
    for person in (cast.people.member, cast.people.extra1):
        change_status(member=person, status="TRANSFERRED_OUT", since=today, by=None)
    make_member(cast.branch, "何新来")
    change = services.refresh_list(task=task, on=today, by=cast.secretary)
    assert [m.name for m in change.added] == ["何新来"]
    assert [m.name for m in change.removed] == ["郑试1"]
    assert "周试五" in names(task)
    entry = audit.entries_of(task).first()
    assert entry.reason == "更新名单"
    assert "何新来" in entry.changes["members"]["new"]
    assert "郑试1" in entry.changes["members"]["old"]


def test_update_without_a_change_writes_nothing(cast, give, today):
    task = give()
    count = audit.entries_of(task).count()
    assert str(services.refresh_list(task=task, on=today, by=cast.secretary)) == ""
    assert audit.entries_of(task).count() == count


def test_a_member_who_comes_back_is_on_the_list_once(cast, give, today):
    task = give()
    services.set_list(task, [cast.people.extra1])
    assert names(task) == {"郑试1"}
    services.refresh_list(task=task, on=today, by=cast.secretary)
    assert len(names(task)) == 10
    assert task.assignments.count() == 10
