"""Members whose 组织关系 stayed elsewhere: who counts, who votes, and what is left to the home branch."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from branch.members.models import Member
from branch.members.services import change_status, extend_probation
from core.refusals import Refused
from core.testing import make_member, make_organisation
from meetings.meeting.roll import due_members, may_vote, roll_label
from study.hours.reckoning import counting, standings

pytestmark = pytest.mark.django_db
DAY = date(2031, 6, 1)
# (kind, guests vote there, counted, has a vote, label on the roll)
TABLE = [
    ("ORDINARY", True, False, False, "正式党员，列席"),
    ("JOINT", True, False, False, "正式党员，列席"),
    ("TEMPORARY", True, True, True, "正式党员"),
    ("PROJECT", True, True, True, "正式党员"),
    ("PROJECT", False, True, False, "正式党员，列席"),
]


@pytest.mark.parametrize(("kind", "votes", "counted", "voter", "label"), TABLE)
@pytest.mark.parametrize("outside", [True, False])
def test_counts_and_votes_by_the_kind_of_branch(kind, votes, counted, voter, label, outside):
    sent = {"sent_by_name": "某某指挥部"} if kind in {"TEMPORARY", "PROJECT"} else {}
    branch = make_organisation("yingdi", branch_kind=kind, guests_vote=votes, **sent)
    home = make_organisation("laojia", name="老家党支部")
    own = make_member(branch, "赵甲")
    guest = make_member(branch, "钱乙", **({"home_name": "外地党支部"} if outside else {"home_branch": home}))
    assert guest.home == ("外地党支部" if outside else "老家党支部")
    assert set(Member.objects.attending(branch, DAY)) == {own, guest}
    assert set(Member.objects.on_roll(branch, DAY)) == ({own, guest} if counted else {own})
    assert set(Member.objects.voters(branch, DAY)) == ({own, guest} if voter else {own})
    due = {member.pk: member for member in due_members(branch, None, ["ASSEMBLY"], DAY)}
    assert (may_vote(due[guest.pk]), roll_label(due[guest.pk])) == (voter, label)
    assert may_vote(due[own.pk])
    people = standings(branch, 2031, DAY)
    assert {one.member for one in people} == {own, guest}
    assert [one.member for one in counting(people)] == [own]
    (shown,) = [one for one in people if one.is_guest]
    assert (shown.missing, shown.is_behind(2031, date(2031, 12, 20))) == ("报原支部计学时", False)


def test_what_the_home_branch_decides_is_refused_here_too():
    branch = make_organisation("yingdi")
    guest = make_member(branch, "钱乙", status="PROBATIONARY", since=date(2030, 7, 1), home_name="外地党支部")
    with pytest.raises(Refused, match="组织关系在外地党支部"):
        change_status(member=guest, status="FULL", since=date(2031, 7, 1), by=None)
    with pytest.raises(Refused, match="组织关系在外地党支部"):
        extend_probation(member=guest, until=date(2032, 1, 1), basis="大会", by=None)
    change_status(member=guest, status="RETURNED", since=date(2031, 7, 1), by=None)
    assert not Member.objects.attending(branch, date(2031, 7, 1)).exists()


def test_a_guest_confirmed_at_home_counts_as_such_from_that_day(cast, client_of):
    guest = cast.people.probationary
    Member.objects.filter(pk=guest.pk).update(home_name="外地党支部")
    client, url = client_of(cast.secretary), reverse("branch:member_update", args=[guest.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"confirmed_on": "2016-07-01"}
    assert client.post(url, data).status_code == 302
    assert [row.status for row in guest.statuses.order_by("starts_on")] == ["PROBATIONARY", "FULL"]
    assert guest.statuses.get(status="FULL").note == "外地党支部已转正"


def test_a_home_is_another_branch_and_named_once():
    branch = make_organisation("yingdi", parent=(top := make_organisation("dangwei", "COMMITTEE")))
    home = make_organisation("laojia", name="老家党支部", parent=top)
    with pytest.raises(ValidationError, match="留空"):
        Member(branch=branch, name="钱乙", name_sort="q", home_branch=branch).validate_constraints()
    with pytest.raises(ValidationError, match="只填一个"):
        Member(branch=branch, name="钱乙", home_branch=home, home_name="外地").validate_constraints()
    assert make_member(branch, "孙丙", home_name="老家党支部").home_branch == home
