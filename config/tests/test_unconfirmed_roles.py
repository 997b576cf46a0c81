"""A role that waits for its confirmation opens no page and no word of the branch: the whole site is walked with it."""

from datetime import date
from types import SimpleNamespace

import pytest

from branch.accounts.models import RoleAssignment
from core.testing import make_user, signed_in
from core.testing_databases import prepared

from .site import answer, whole_matrix
from .test_permission_matrix import ALL, OWN_HEALTH, build_site

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
IN_BRANCH = ("SECRETARY", "DEPUTY_SECRETARY", "COMMITTEE_MEMBER", "GROUP_LEADER", "MEMBER")
# Names, titles and texts of the branch that no page says to a stranger.
OF_BRANCH = {"赵试一", "周试五", "郑试1", "第一党小组", "甲项目党支部"}


def build_waiting() -> SimpleNamespace:
    """The site with an account that was given every role there is, none of them confirmed."""
    site = build_site()
    cast = site.cast
    cast.stranger = make_user("stranger", name="陌生人")
    cast.hopeful = make_user("hopeful", name="等待人", member=cast.people.extra4)
    for role in (*IN_BRANCH, "SUPERIOR_OFFICER"):
        RoleAssignment.objects.create(
            user=cast.hopeful,
            organisation=cast.branch if role in IN_BRANCH else cast.committee_org,
            group=cast.group if role == "GROUP_LEADER" else None,
            role=role,
            starts_on=date(2020, 1, 1),
        )
    return site


waiting_site = prepared(build_waiting, scope="module")
# What tells the own account what it waits for, and a link of a mail that greets whoever holds it.
OWN_PAGES = {"branch:own_account", "branch:new_password"}


def test_whoever_waits_is_answered_as_a_stranger_is(waiting_site):
    cast = waiting_site.cast
    stranger, hopeful = signed_in(cast.stranger, year=2025), signed_in(cast.hopeful, year=2025)
    differing, leaked = {}, {}
    for name in whole_matrix():
        theirs = answer(stranger, name, waiting_site.objects.get(name))
        found = answer(hopeful, name, waiting_site.objects.get(name))
        # The own role is known to its owner, who may do nothing with it.
        if found.status != theirs.status:
            differing[name] = (theirs.status, found.status)
        said = {word for word in ALL | OF_BRANCH if word in found.words}
        if said and name not in OWN_PAGES:
            leaked[name] = said
    assert differing == {}
    assert leaked == {}


def test_once_confirmed_they_see_it(waiting_site):
    """The negative control: the same walk would find the branch's words."""
    cast = waiting_site.cast
    RoleAssignment.objects.filter(user=cast.hopeful, role="SECRETARY").update(confirmed_on=date(2020, 1, 1))
    client = signed_in(cast.hopeful, year=2025)
    name = "branch:member_detail"
    found = answer(client, name, waiting_site.objects[name])
    assert found.status == 200
    assert {OWN_HEALTH, "周试五"} <= {word for word in ALL | OF_BRANCH if word in found.words}
