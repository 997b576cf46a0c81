"""A vote about a person opens the form of the change, with its day and meeting filled in."""

from datetime import date

import pytest
from django.urls import reverse

from branch.members.models import Member
from meetings.tests.helpers import hold, item
from meetings.votes.following import following
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 3)


def vote_on(cast, matter: str, name: str, in_favour: int) -> Vote:
    meeting = hold(cast.branch, f"{DAY} 09:00", "ASSEMBLY", agenda=[item("表决")], by=cast.secretary)
    vote = Vote(item=meeting.agenda.get(), matter=matter)
    tally = Tally(name, in_favour, 9 - in_favour, 0)
    record_vote(vote, tallies=[tally], by=cast.secretary)
    return Vote.objects.with_lines().get(pk=vote.pk)


def steps(vote, user) -> list[str]:
    return [step.words for step in following(vote, user)]


def test_a_passed_confirmation_is_entered_by_two_clicks(cast, client_of):
    vote, name = vote_on(cast, "CONFIRMATION", "吴试六", 8), "吴试六"
    secretary = client_of(cast.secretary)
    (step,) = following(vote, cast.secretary)
    assert step.words == f"登记{name}转正"
    assert step.words in secretary.get(reverse("meetings:vote_detail", args=[vote.pk])).content.decode()
    form = secretary.get(step.url).context["form"]
    sent = {field: form[field].value() for field in ("status", "since", "note", "form_token")}
    assert sent["note"] == "2026年7月3日支部党员大会通过"
    assert secretary.post(step.url, sent).status_code == 302
    member = Member.objects.get(name=name)
    assert (member.confirmed_on, member.statuses.order_by("starts_on").last().status) == (DAY, "FULL")
    assert steps(vote, cast.secretary) == []


def test_a_refused_confirmation_offers_both_ways(cast, client_of):
    vote = vote_on(cast, "CONFIRMATION", "吴试六", 3)
    assert steps(vote, cast.secretary) == ["延长吴试六的预备期", "取消吴试六的预备资格"]
    extend, cancel = (step.url for step in following(vote, cast.secretary))
    secretary = client_of(cast.secretary)
    assert secretary.get(extend).context["form"]["basis"].value() == "2026年7月3日支部党员大会"
    assert secretary.get(cancel).context["form"]["status"].value() == "DISQUALIFIED"


def test_an_admission_opens_the_register(cast, client_of):
    vote = vote_on(cast, "ADMISSION", "新人甲", 8)
    (step,) = following(vote, cast.secretary)
    form = client_of(cast.secretary).get(step.url).context["form"]
    assert [str(form[name].value()) for name in ("name", "status", "since", "joined_on")] == [
        *("新人甲", "PROBATIONARY", str(DAY), str(DAY)),
    ]
    assert steps(vote_on_again(cast, "ADMISSION", "郑试1"), cast.secretary) == []


def vote_on_again(cast, matter: str, name: str) -> Vote:
    Vote.objects.all().delete()
    return vote_on(cast, matter, name, 8)


@pytest.mark.parametrize(
    ("matter", "name", "in_favour"),
    [
        ("ORDINARY", "", 8),
        ("ADMISSION", "新人甲", 2),
        ("CONFIRMATION", "没有的人", 8),
        ("CONFIRMATION", "周试五", 8),
    ],
)
def test_other_votes_open_nothing(matter, name, in_favour, cast):
    assert steps(vote_on(cast, matter, name, in_favour), cast.secretary) == []


def test_it_is_offered_to_those_who_may(cast, client_of):
    vote = vote_on(cast, "CONFIRMATION", "吴试六", 8)
    for user in (cast.member, cast.superior, cast.group_leader):
        assert steps(vote, user) == []
        shown = client_of(user).get(reverse("meetings:vote_detail", args=[vote.pk])).content.decode()
        assert "登记吴试六转正" not in shown
