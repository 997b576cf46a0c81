"""An extended 预备期, a status that was entered wrongly, and the statuses and posts of the regulations."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from branch.enums import COMMITTEE_POSTS, OFF_ROLL, ON_ROLL, VOTERS, MembershipStatus
from branch.members.models import Member
from branch.members.services import change_status, correct_status, extend_probation
from core import audit
from core.refusals import Refused
from core.testing import page
from meetings.tests.helpers import hold
from overview.compliance import lines_of

pytestmark = pytest.mark.django_db
BEGAN = date(2025, 7, 1)


@pytest.fixture
def probationer(cast) -> Member:
    status = cast.people.probationary.statuses.get()
    status.starts_on = BEGAN
    status.save()
    return cast.people.probationary


def extend(cast, until: date):
    return extend_probation(
        member=cast.people.probationary, until=until, basis="2026年6月20日支部党员大会", by=cast.secretary
    )


def probation_of(cast, day: date) -> str:
    (line,) = [line for line in lines_of(cast.branch, day.year, day) if line.rule.id == "P1"]
    return f"{line.results[0].state.label} {line.results[0].detail}"


@pytest.mark.usefixtures("probationer")
@pytest.mark.parametrize(
    ("until", "is_taken"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 4, 1), True),
        (date(2027, 7, 1), True),
        (date(2027, 7, 2), False),
        (date(2026, 6, 30), False),
    ],
)
def test_is_extended_by_half_a_year_to_a_year(until, is_taken, cast):
    if is_taken:
        assert extend(cast, until).probation_ends_on == until
        return
    with pytest.raises(Refused, match="半年以上、一年以下"):
        extend(cast, until)


@pytest.mark.usefixtures("probationer")
def test_once_only_and_the_rule_goes_by_it(cast):
    assert "超期" in probation_of(cast, date(2026, 8, 1))
    extend(cast, date(2027, 1, 1))
    assert "2027年1月1日（已延长）" in probation_of(cast, date(2026, 8, 1))
    assert "超期" not in probation_of(cast, date(2026, 12, 1))
    assert "超期" in probation_of(cast, date(2027, 1, 2))
    with pytest.raises(Refused, match="只能延长一次"):
        extend(cast, date(2027, 3, 1))
    with pytest.raises(Refused, match="不是预备党员"):
        extend_probation(member=cast.people.member, until=date(2027, 1, 1), basis="大会", by=cast.secretary)


def test_the_page_extends_and_says_which_days_are_possible(cast, probationer, client_of):
    secretary, address = client_of(cast.secretary), reverse("branch:member_extend", args=[probationer.pk])
    assert address in secretary.get(reverse("branch:member_detail", args=[probationer.pk])).content.decode()
    wrong = secretary.post(address, {"until": "2026-08-01", "basis": "2026年6月20日支部党员大会"})
    assert "2027-01-01 至 2027-07-01" in wrong.content.decode()
    done = secretary.post(address, {"until": "2027-01-01", "basis": "2026年6月20日支部党员大会"}, follow=True)
    assert "预备期延长至2027年1月1日：2026年6月20日支部党员大会" in done.content.decode()
    assert address not in done.content.decode()
    assert "预备期延长至 2027-01-01" in audit.entries_of(probationer).latest("number").reason


def test_a_wrong_status_is_mended_with_its_reason(cast, client_of):
    member = cast.people.extra1
    change_status(member=member, status="LEFT", since=date(2026, 1, 5), by=cast.secretary)
    address = reverse("branch:member_correct", args=[member.pk])
    typed = {"status": "TRANSFERRED_OUT", "since": "2026-01-04", "reason": "录入时选错"}
    done = client_of(cast.secretary).post(address, typed, follow=True)
    assert "状态已改正" in page(done).messages[0]
    first, second = member.statuses.order_by("starts_on")
    assert (first.ends_on, second.status, second.starts_on) == (
        date(2026, 1, 3),
        "TRANSFERRED_OUT",
        date(2026, 1, 4),
    )
    assert "录入时选错" in audit.entries_of(member).latest("number").reason


def test_a_wrong_confirmation_takes_its_date_back(cast, probationer):
    change_status(member=probationer, status="FULL", since=date(2026, 7, 1), by=cast.secretary)
    probationer.refresh_from_db()
    assert probationer.confirmed_on == date(2026, 7, 1)
    correct_status(
        member=probationer,
        status="DISQUALIFIED",
        since=date(2026, 7, 2),
        reason="大会未通过",
        by=cast.secretary,
    )
    probationer.refresh_from_db()
    assert probationer.confirmed_on is None
    assert list(probationer.statuses.values_list("status", flat=True)) == ["PROBATIONARY", "DISQUALIFIED"]


def test_a_correction_to_full_after_probation_has_its_date(cast, probationer):
    change_status(member=probationer, status="LEFT", since=date(2026, 7, 1), by=cast.secretary)
    correct_status(
        member=probationer, status="FULL", since=date(2026, 7, 3), reason="选错", by=cast.secretary
    )
    probationer.refresh_from_db()
    assert probationer.confirmed_on == date(2026, 7, 3)


def test_a_first_status_says_nothing_of_confirmation(cast):
    member = cast.people.extra1
    Member.objects.filter(pk=member.pk).update(confirmed_on=date(2015, 7, 1))
    member.refresh_from_db()
    correct_status(
        member=member, status="UNDER_PROBATION", since=date(2015, 7, 1), reason="选错", by=cast.secretary
    )
    member.refresh_from_db()
    assert member.confirmed_on == date(2015, 7, 1)


@pytest.mark.parametrize(
    ("status", "since", "reason"),
    [("FULL", date(2015, 7, 1), "没有改动"), ("PROBATIONARY", date(2000, 1, 1), "")],
)
def test_refuses_a_correction_that_changes_nothing(status, since, reason, cast):
    if not reason:
        assert (
            correct_status(
                member=cast.people.extra1, status=status, since=since, reason="x", by=cast.secretary
            ).starts_on
            == since
        )
        return
    with pytest.raises(Refused, match=reason):
        correct_status(member=cast.people.extra1, status=status, since=since, reason="x", by=cast.secretary)


def test_a_correction_follows_the_status_before(cast, probationer):
    change_status(member=probationer, status="FULL", since=date(2026, 7, 1), by=cast.secretary)
    with pytest.raises(Refused, match="晚于前一状态"):
        correct_status(member=probationer, status="FULL", since=BEGAN, reason="x", by=cast.secretary)


@pytest.mark.parametrize("status", [one for one in MembershipStatus if one != "FULL"])
def test_who_is_due_and_who_votes_by_status(status, cast):
    today = localdate()
    change_status(member=cast.people.extra1, status=status, since=date(2020, 1, 1), by=cast.secretary)
    meeting = hold(cast.branch, f"{today} 00:05", "ASSEMBLY", by=cast.secretary)
    entry = meeting.roll.filter(member=cast.people.extra1).first()
    assert (entry is not None) == (status in ON_ROLL) == (status not in OFF_ROLL)
    if entry:
        assert entry.may_vote == (status in VOTERS)


def test_the_posts_of_a_committee():
    labels = [title.label for title in COMMITTEE_POSTS]
    assert labels == [
        *("书记", "副书记", "组织委员", "宣传委员", "纪检委员", "青年委员"),
        *("群工委员", "保密委员", "统战委员", "保卫委员", "其他委员"),
    ]
