"""Who reads what in any tree: paths against walking up from parent to parent, before and after organisations move."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branch.access import grants_of
from branch.accounts.models import RoleAssignment, User
from branch.members.models import Member
from branch.organisations.models import Organisation, PartyGroup
from branch.organisations.services import save_organisation
from branch.organisations.store_checks import misplaced
from core import audit
from core.refusals import Refused
from core.testing import make_organisation, make_user
from meetings.meeting.models import Meeting
from study.reading.models import StudyMaterial

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TODAY = timezone.localdate()
OFFICES = ("SUPERIOR_OFFICER", "SECRETARY", "COMMITTEE_MEMBER", "GROUP_LEADER", "MEMBER", "ADMINISTRATOR")


def is_below(one: Organisation, top_id: int) -> bool:
    """By the parents, one after the other."""
    parents = dict(Organisation.objects.values_list("pk", "parent_id"))
    pk = one.pk
    while pk is not None and pk != top_id:
        pk = parents[pk]
    return pk == top_id


def watched_by_walking(user: User, branch: Organisation) -> bool:
    """What a superior officer's roles say of a branch, without any path."""
    if branch.kind != "BRANCH" or branch.deleted_at:
        return False
    for role in user.roles.filter(role="SUPERIOR_OFFICER", starts_on__lte=TODAY).exclude(ends_on__lt=TODAY):
        apart = role.confirmed_in if role.confirmed_on is None else role.unconfirmed_in
        is_named = apart.filter(pk=branch.pk).exists()
        if is_below(branch, role.organisation_id) and is_named is (role.confirmed_on is None):
            return True
    return False


def held(user: User, *offices: str) -> set[int]:
    """Organisations of the confirmed roles of today."""
    roles = user.roles.filter(role__in=offices, confirmed_on__isnull=False, starts_on__lte=TODAY)
    return set(roles.exclude(ends_on__lt=TODAY).values_list("organisation_id", flat=True))


def names(rows) -> set[int]:
    return set(rows.values_list("branch_id", flat=True))


def check_rights(user: User) -> None:
    """Each model's `visible_to` against what walking the tree says."""
    branches = list(Organisation.objects.filter(kind="BRANCH"))
    watched = {one.pk for one in branches if watched_by_walking(user, one)}
    wrote = held(user, "SECRETARY", "COMMITTEE_MEMBER")
    own = wrote | held(user, "GROUP_LEADER", "MEMBER")
    user = User.objects.get(pk=user.pk)
    grants = grants_of(user)
    assert names(Meeting.objects.visible_to(user)) == watched | wrote | held(user, "GROUP_LEADER")
    assert names(StudyMaterial.objects.visible_to(user)) == watched | own
    # Who is made superior officer of a branch itself knows it, also where it has not confirmed that yet.
    roots = held(user, "SUPERIOR_OFFICER") & {one.pk for one in branches}
    assert names(PartyGroup.objects.visible_to(user)) == watched | own | roots
    led = set(Member.objects.filter(group__in=grants.led_group_ids).values_list("pk", flat=True))
    assert set(Member.objects.visible_to(user).values_list("pk", flat=True)) == led | set(
        Member.objects.filter(branch__in=watched | wrote).values_list("pk", flat=True)
    )
    kept = held(user, "ADMINISTRATOR")
    everything = list(Organisation.objects.all())
    tops = {one.pk for one in everything if one.parent_id is None}
    if kept & tops:
        taken = RoleAssignment.objects.filter(role="ADMINISTRATOR", confirmed_on__isnull=False)
        taken = taken.exclude(ends_on__lt=TODAY)
        kept |= tops - set(taken.values_list("organisation_id", flat=True))
    seen = {one.pk for one in everything if any(is_below(one, top) for top in kept)}
    known = watched | own | held(user, "SUPERIOR_OFFICER")
    assert set(Organisation.objects.visible_to(user).values_list("pk", flat=True)) == known | seen
    for one in everything:
        assert grants.watches_over(one) is (one.pk in watched)
        assert grants.reads(one) is (one.pk in watched | wrote)
        assert grants.reaches(one) is (one.pk in watched | own)
        assert grants.knows(one) is (one.pk in known)
        assert grants.keeps(one.path) is (one.pk in seen)
    above = {
        one.pk for one in everything if any(is_below(b, one.pk) for b in branches if b.pk in watched | wrote)
    }
    assert set(Organisation.objects.filter(grants.above()).values_list("pk", flat=True)) == above
    assert grants.is_superior is bool(watched)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_office_in_any_tree_before_and_after_a_move(db, data):  # noqa: ARG001  # for its effect
    from django.db import transaction

    with transaction.atomic():
        committees = [make_organisation("t0", "COMMITTEE")]
        for number in range(1, data.draw(st.integers(1, 4))):
            parent = data.draw(st.sampled_from([None, *committees]))
            committees.append(make_organisation(f"t{number}", "COMMITTEE", parent))
        branches = []
        for number in range(data.draw(st.integers(1, 5))):
            branch = make_organisation(f"b{number}", parent=data.draw(st.sampled_from([None, *committees])))
            group = PartyGroup.objects.create(branch=branch, name="一组", founded_on=TODAY)
            Member.objects.create(branch=branch, name="试一", gender="MALE", group=group)
            Meeting.objects.create(
                branch=branch, year=TODAY.year, counts_in=TODAY.year, title="会", starts_at=timezone.now()
            )
            StudyMaterial.objects.create(branch=branch, title="书")
            branches.append((branch, group))
        user = make_user("anyone")
        for _ in range(data.draw(st.integers(1, 4))):
            office = data.draw(st.sampled_from(OFFICES))
            of_branch = office not in ("SUPERIOR_OFFICER", "ADMINISTRATOR")
            branch, group = data.draw(st.sampled_from(branches))
            place = branch if of_branch else data.draw(st.sampled_from([*committees, branch]))
            role = RoleAssignment.objects.create(
                user=user,
                organisation=place,
                role=office,
                group=group if office == "GROUP_LEADER" else None,
                starts_on=TODAY - timedelta(days=9),
                ends_on=data.draw(st.sampled_from([None, None, None, TODAY - timedelta(days=1)])),
                confirmed_on=data.draw(st.sampled_from([TODAY, TODAY, None])),
            )
            if office == "SUPERIOR_OFFICER" and data.draw(st.booleans()):
                apart = role.unconfirmed_in if role.confirmed_on else role.confirmed_in
                apart.add(data.draw(st.sampled_from(branches))[0])
        check_rights(user)
        moved = data.draw(st.sampled_from([*committees, *(one for one, _ in branches)]))
        moved.refresh_from_db()
        before = audit.snapshot(moved)
        moved.parent = data.draw(st.sampled_from([None, *committees]))
        try:
            with transaction.atomic():
                save_organisation(moved, before=before, by=None)
        except Refused:
            pass
        assert list(misplaced()) == []
        check_rights(user)
        transaction.set_rollback(True)


def test_a_subtree_moves_at_once_and_stays_in_step(cast):
    general = make_organisation("zongzhi", "COMMITTEE", parent=cast.committee_org)
    branch = make_organisation("deep", parent=general)
    elsewhere = make_organisation("elsewhere", "COMMITTEE")
    before = audit.snapshot(general)
    general.parent = elsewhere
    save_organisation(general, before=before, by=None)
    branch.refresh_from_db()
    assert branch.path == f"{elsewhere.path}{general.pk:06d}.{branch.pk:06d}."
    assert list(misplaced()) == []
    Organisation.objects.filter(pk=branch.pk).update(path="999999.")
    (fault,) = misplaced()
    assert f"组织 {branch.pk}" in fault


def test_what_is_below_is_looked_for_in_an_index(cast):
    """Not by a scan of the whole tree, on either engine."""
    rows = Organisation.objects.filter(path__below=cast.committee_org.path).order_by()
    assert set(rows) == {cast.committee_org, cast.branch, cast.other_branch}
    sql, params = rows.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {sql}", params
        )
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "path" in plan
    assert "Index" in plan or "SEARCH" in plan, plan
