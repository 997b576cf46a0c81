"""What each role finds on the pages of study; that every page answers each role is tested for the whole site."""

import pytest
from django.urls import reverse

from study.reading.models import Reflection
from study.tasks import services

pytestmark = pytest.mark.django_db


CANARY = "只给本人和支委看的心得"


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("secretary", True),
        ("superior", True),
        ("group_leader", True),
        ("member", True),
        ("probationary", False),
        ("outsider", False),
    ],
)
def test_reflections_of_others_stay_with_their_readers(cast, client_of, give, share_of, today, role, sees):
    task = give(needs_reflection=True)
    share = share_of(task, cast.people.member)
    services.complete_task(assignment=share, on=today, body=CANARY, by=cast.member)
    reflection = Reflection.objects.get()
    client = client_of(getattr(cast, role))
    pages = [
        reverse("study:reflection_list") + "?q=只给",
        reverse("study:reflection_detail", args=[reflection.pk]),
        reverse("study:assignment_detail", args=[share.pk]),
    ]
    shown = [client.get(url).content.decode() for url in pages]
    assert ("周试五" in shown[0]) is sees
    assert [CANARY in page for page in shown[1:]] == [sees, sees]


def test_a_member_finds_only_the_own_line_on_a_task(cast, client_of, give):
    url = reverse("study:task_detail", args=[give().pk])
    page = client_of(cast.member).get(url)
    assert [row.member.name for row, _, _ in page.context["rows"]] == ["周试五"]
    assert len(client_of(cast.secretary).get(url).context["rows"]) == 10
    leader = client_of(cast.group_leader).get(url).context["rows"]
    assert {row.member.group for row, _, _ in leader} == {cast.group}


def test_a_group_leader_finds_the_own_group_in_the_matrix(cast, client_of, give):
    give()
    url = reverse("study:progress")
    rows = client_of(cast.group_leader).get(url).context["matrix"].rows
    assert {row.standing.member.group for row in rows} == {cast.group}
    tried = client_of(cast.group_leader).get(url, {"group": cast.second_group.pk}).context["matrix"].rows
    assert {row.standing.member.group for row in tried} == {cast.group}


def test_only_the_member_completes_by_the_members_page(cast, client_of, give, share_of):
    share = share_of(give(), cast.people.member)
    url = reverse("study:assignment_detail", args=[share.pk])
    for role in ("secretary", "superior", "group_leader"):
        assert client_of(getattr(cast, role)).post(url, {"body": "代写"}).status_code == 403
    share.refresh_from_db()
    assert not share.is_completed


def test_nobody_rewrites_what_a_member_wrote_here(cast, client_of, give, share_of, today):
    services.complete_task(
        assignment=share_of(give(), cast.people.member), on=today, body="原话", by=cast.member
    )
    url = reverse("study:reflection_update", args=[Reflection.objects.get().pk])
    assert client_of(cast.secretary).post(url, {"body": "改话"}).status_code == 403
    assert Reflection.objects.get().body == "原话"
