"""Numbers that no database holds, in addresses and posts: answered calmly, never by a 500."""

import pytest
from django.urls import reverse

from branch.members.models import Member
from rectification.items.models import RectificationItem

HUGE = "9" * 40
ODD = ["²", "-1", "9" * 30, "１２", "1e3", "\x00", "null", ""]


@pytest.mark.parametrize("odd", ODD)
def test_is_no_server_error(cast, client_of, odd):
    client = client_of(cast.secretary, year=2025)
    switch = reverse("branch:workspace_switch")
    assert client.post(switch, {"branch": odd, "year": odd}).status_code in {302, 404}
    for name in ("problem_create", "cause_create", "measure_create", "item_create"):
        given = dict.fromkeys(["opinion", "problem", "cause", "measure"], odd)
        assert client.get(reverse(f"rectification:{name}"), given).status_code in {200, 404}, name
    for name in ("meetings:meeting_create", "activities:activity_create", "study:task_create"):
        given = dict.fromkeys(["kind", "month", "year", "group", "copy", "meeting", "material", "plan"], odd)
        assert client.get(reverse(name), given).status_code in {200, 302, 404}, name
    for address in (reverse("meetings:talk_matrix"), reverse("reports:talk_overview", args=["docx"])):
        assert {client.get(address, {"year": year}).status_code for year in (odd, "0000")} == {200}
    for name in (
        "meetings:meeting_list",
        "activities:activity_list",
        "rectification:item_list",
        "branch:member_list",
    ):
        given = dict.fromkeys(
            ["kind", "period", "state", "group", "area", "person", "q", "page", "sort"], odd
        )
        assert client.get(reverse(name), given).status_code in {200, 404}, name


def test_a_choice_of_several_with_a_number_that_no_column_holds(cast, client_of):
    """`in` is a comparison that Django hands to the engine unseen."""
    answer = client_of(cast.secretary).post(
        reverse("study:task_create"), {"audience": "CHOSEN", "chosen": [HUGE, cast.people.member.pk]}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["chosen"]
    known = Member.objects.filter(pk__in=[int(HUGE), -int(HUGE), cast.people.member.pk])
    assert list(known) == [cast.people.member]
    assert not RectificationItem.objects.filter(year__in=[2**40]).exists()
    assert list(Member.objects.filter(pk__in=Member.objects.filter(pk=cast.people.member.pk))) == list(known)


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize("huge", [10**40, -(10**40), 2**63])
def test_a_link_to_a_number_that_no_record_has(huge):
    """By the link, by its column, through another record, alone and among others; and what is not so linked."""
    rows = RectificationItem.objects
    for name in ("responsible", "responsible_id", "problem", "problem__branch", "branch"):
        assert not rows.filter(**{name: huge}).exists()
        assert not rows.filter(**{f"{name}__in": [huge, 1]}).exists()
        assert rows.exclude(**{name: huge}).count() == rows.count()
