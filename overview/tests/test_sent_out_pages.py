"""In a branch whose leaders are appointed no page offers an election, an admission, 转正, an extension or dues."""

import re

import pytest
from django.urls import reverse

from branch.organisations.models import Organisation
from meetings.tests.helpers import hold, item

pytestmark = pytest.mark.django_db
PAGES = [
    *(
        "overview:home",
        "branch:member_list",
        "branch:post_list",
        "branch:office_term_list",
        "branch:openness",
    ),
    *("meetings:meeting_list", "meetings:meeting_create", "meetings:plan_list", "overview:cycle"),
]


def offered(client, member, meeting) -> tuple[set[str], str]:
    """Every address that the pages lead to, and their words."""
    urls = [reverse(name) for name in PAGES]
    urls += [
        reverse("branch:member_detail", args=[member.pk]),
        reverse("branch:member_status", args=[member.pk]),
    ]
    urls += [reverse("meetings:vote_create", args=[meeting.agenda.get().pk])]
    pages = [client.get(url) for url in urls]
    assert {page.status_code for page in pages} == {200}
    text = "".join(page.content.decode() for page in pages)
    return set(re.findall(r'href="([^"?#]+)', text)), text


@pytest.mark.parametrize("kind", ["ORDINARY", "TEMPORARY", "PROJECT"])
def test_offers_by_the_kind_of_branch(kind, cast, client_of):
    sent_out = kind != "ORDINARY"
    if sent_out:
        Organisation.objects.filter(pk=cast.branch.pk).update(branch_kind=kind, sent_by=cast.committee_org)
    member, client = cast.people.probationary, client_of(cast.secretary, year=2025)
    meeting = hold(cast.branch, "2025-03-07", "ASSEMBLY", agenda=[item("研究工作")])
    links, text = offered(client, member, meeting)
    extend = reverse("branch:member_extend", args=[member.pk])
    assert (extend in links) != sent_out
    for name in ("branch:dues_list", "overview:renewal_list"):
        assert (reverse(name) in links) != sent_out, name
    for option in ('value="ELECTION"', 'value="ADMISSION"', 'value="CONFIRMATION"'):
        assert (option in text) != sent_out, option
    for name in ("overview:renewal_create", "branch:dues_create"):
        assert client.get(reverse(name)).status_code == (403 if sent_out else 200), name
    assert client.get(extend).status_code == (403 if sent_out else 200)
