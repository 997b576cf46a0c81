"""A role that an administrator gives reaches no content until the branch's secretary or the superior confirms it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.access import grants_of
from branch.accounts.confirming import Confirmers
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import confirm_role, decline_role, end_role, grant_role, save_account
from branch.organisations.models import Organisation
from branch.organisations.services import save_organisation
from core import audit
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import assert_flat_queries, make_member, make_organisation, make_user, page

TODAY = timezone.localdate()


def give(user, role: str, organisation, *, by, **fields) -> RoleAssignment:
    given = RoleAssignment(user=user, organisation=organisation, role=role, starts_on=TODAY, **fields)
    return grant_role(given, by=by, on=TODAY)


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def grants(user):
    return grants_of(fresh(user))


def watched(user) -> set[Organisation]:
    return set(Organisation.objects.filter(grants(user).watched()))


@pytest.fixture
def newcomer(cast):
    return make_user("newcomer", member=cast.people.extra1)


@pytest.mark.parametrize(
    "role", ["SECRETARY", "DEPUTY_SECRETARY", "COMMITTEE_MEMBER", "MEMBER", "SUPERIOR_OFFICER"]
)
def test_a_role_that_waits_reaches_nothing(role, cast, newcomer):
    place = cast.committee_org if role == "SUPERIOR_OFFICER" else cast.branch
    given = give(newcomer, role, place, by=cast.administrator)
    assert given.confirmed_on is None
    found = grants(newcomer)
    assert not Organisation.objects.filter(found.known()).exists()
    assert (found.is_superior, found.own_branch_ids, found.member_ids) == (False, set(), set())
    assert found.labels == ()
    confirm_role(role=given, branch=cast.branch, by=cast.superior, on=TODAY)
    assert grants(newcomer).knows(cast.branch)


def test_both_sides_see_it_and_the_secretary_confirms_by_one_button(cast, newcomer, client_of):
    given = give(newcomer, "COMMITTEE_MEMBER", cast.branch, by=cast.administrator)
    secretary, administrator = client_of(cast.secretary), client_of(cast.administrator)
    account = administrator.get(reverse("branch:account_detail", args=[newcomer.pk]))
    assert "待确认 由赵试一、上级甲确认" in page(account).rows
    shown = page(secretary.get(reverse("branch:role_list")))
    assert "郑试1（newcomer）" in shown.rows
    todo = secretary.get(reverse("overview:home")).content.decode()
    assert "确认郑试1的“支委”授权" in todo
    answer = secretary.post(reverse("branch:role_confirm", args=[given.pk]), follow=True)
    assert "现在生效" in page(answer).messages
    assert grants(newcomer).writer_ids == {cast.branch.pk}
    for answer in (
        secretary.get(reverse("branch:role_list")),
        administrator.get(reverse("branch:role_changes")),
    ):
        rows = [row for row in page(answer).rows if "郑试1（newcomer）" in row]
        assert any("| 授予 |" in row and "管理员甲" in row for row in rows)
        assert any("| 确认 |" in row and "赵试一" in row for row in rows)


def test_the_superior_confirms_from_the_page_of_all_branches(cast, newcomer, client_of):
    given = give(newcomer, "SECRETARY", cast.other_branch, by=cast.administrator)
    superior = client_of(cast.superior)
    shown = superior.get(reverse("overview:oversight"))
    assert reverse("branch:role_confirm", args=[given.pk]) in shown.content.decode()
    superior.post(reverse("branch:role_confirm", args=[given.pk]))
    assert grants(newcomer).secretary_ids == {cast.other_branch.pk}


def test_a_refusal_takes_it_back_with_the_reason_on_both_sides(cast, newcomer, client_of):
    given = give(newcomer, "SECRETARY", cast.branch, by=cast.administrator)
    secretary = client_of(cast.secretary)
    address = reverse("branch:role_decline", args=[given.pk])
    assert "请填写理由" in page(secretary.post(address, {"reason": " "})).errors
    assert secretary.post(address, {"reason": "支部没有这样决定"}).status_code == 302
    assert not newcomer.roles.alive().exists()
    changes = page(client_of(cast.administrator).get(reverse("branch:role_changes")))
    assert "不同意支部没有这样决定" in changes.rows


def test_nobody_confirms_or_declines_the_own_role(cast):
    """Not even the secretary who is to be 副书记 as well."""
    given = give(cast.secretary, "DEPUTY_SECRETARY", cast.branch, by=cast.administrator)
    assert given.confirmed_on is None
    with pytest.raises(Refused, match="自己的角色由别人确认"):
        confirm_role(role=given, branch=cast.branch, by=cast.secretary, on=TODAY)
    with pytest.raises(Refused, match="自己的角色由别人确认"):
        decline_role(role=given, branch=cast.branch, by=cast.secretary, on=TODAY, reason="不")


@pytest.mark.parametrize("who", ["administrator", "committee", "member", "outsider", "group_leader"])
def test_others_do_not_confirm(who, cast, newcomer):
    given = give(newcomer, "MEMBER", cast.branch, by=cast.administrator)
    with pytest.raises(Refused):
        confirm_role(role=given, branch=cast.branch, by=getattr(cast, who), on=TODAY)


def test_what_was_confirmed_is_not_confirmed_again(cast, newcomer):
    given = give(newcomer, "MEMBER", cast.branch, by=cast.administrator)
    confirm_role(role=given, branch=cast.branch, by=cast.secretary, on=TODAY)
    for act in (
        lambda: confirm_role(role=given, branch=cast.branch, by=cast.superior, on=TODAY),
        lambda: decline_role(role=given, branch=cast.branch, by=cast.superior, on=TODAY, reason="迟了"),
    ):
        with pytest.raises(Refused, match="已经确认"):
            act()


def test_who_may_confirm_gives_without_waiting(cast, newcomer):
    """Where the secretary is the administrator, as after the first run, every role is valid at once."""
    make_user("dummy")
    RoleAssignment.objects.create(
        user=cast.secretary,
        organisation=cast.committee_org,
        role="ADMINISTRATOR",
        starts_on=TODAY,
        confirmed_on=TODAY,
    )
    assert give(newcomer, "COMMITTEE_MEMBER", cast.branch, by=cast.secretary).confirmed_on
    elsewhere = give(newcomer, "COMMITTEE_MEMBER", cast.other_branch, by=cast.secretary)
    assert elsewhere.confirmed_on is None


def test_the_first_secretary_of_an_empty_branch_needs_no_confirmation(cast):
    empty = make_organisation("bing", parent=cast.committee_org)
    first, second = make_user("first"), make_user("second")
    assert give(first, "SECRETARY", empty, by=cast.administrator).confirmed_on
    assert give(second, "SECRETARY", empty, by=cast.administrator).confirmed_on is None


def test_a_branch_with_records_has_no_first_secretary(cast, newcomer):
    """Its secretary left: what was recorded is not for whom an administrator picks."""
    make_member(empty := make_organisation("bing", parent=cast.committee_org), "丁有人")
    given = give(newcomer, "SECRETARY", empty, by=cast.administrator)
    assert given.confirmed_on is None
    assert Confirmers([empty], TODAY).of(given, empty) == [cast.superior]


def test_without_secretary_and_superior_the_committee_confirms_and_then_the_server(cast, newcomer):
    end_role(role=cast.superior.roles.get(), on=TODAY - timedelta(days=1), by=cast.administrator)
    cast.secretary.roles.filter(role="SECRETARY").update(ends_on=TODAY - timedelta(days=1))
    given = give(newcomer, "SECRETARY", cast.branch, by=cast.administrator)
    confirmers = Confirmers([cast.branch], TODAY)
    assert confirmers.of(given, cast.branch) == [cast.committee, cast.discipline]
    User.objects.filter(pk__in=[cast.committee.pk, cast.discipline.pk]).update(is_active=False)
    told = Confirmers([cast.branch], TODAY).told(given, cast.branch)
    assert "script/manage give_role newcomer SECRETARY alpha" in told


def test_the_first_superior_officer_is_confirmed_by_each_branch_for_itself(cast, newcomer):
    end_role(role=cast.superior.roles.get(), on=TODAY - timedelta(days=1), by=cast.administrator)
    given = give(newcomer, "SUPERIOR_OFFICER", cast.committee_org, by=cast.administrator)
    assert given.confirmed_on is None
    with pytest.raises(Refused):
        confirm_role(role=given, branch=cast.other_branch, by=cast.secretary, on=TODAY)
    confirm_role(role=given, branch=cast.branch, by=cast.secretary, on=TODAY)
    assert watched(newcomer) == {cast.branch}
    given = RoleAssignment.objects.get(pk=given.pk)
    assert (given.waits_in(cast.branch), given.waits_in(cast.other_branch)) == (False, True)
    confirm_role(role=given, branch=cast.other_branch, by=cast.outsider, on=TODAY)
    assert watched(newcomer) == {cast.branch, cast.other_branch}


def test_another_member_behind_an_account_is_confirmed_again(cast):
    """Else an administrator could open one person's own pages to another's account."""
    account = cast.member
    before = audit.snapshot(account)
    account.member = cast.people.extra2
    save_account(account, before=before, by=cast.administrator, on=TODAY)
    assert grants(account).member_ids == frozenset()
    role = account.roles.get()
    assert role.confirmed_on is None
    assert AuditEntry.objects.get(object_id=str(role.pk), action="STATE").reason.startswith("账号改为")
    confirm_role(role=role, branch=cast.branch, by=cast.secretary, on=TODAY)
    assert grants(account).member_ids == {cast.people.extra2.pk}


def test_an_account_without_a_role_does_not_even_reach_its_own_member(cast, newcomer):
    assert grants(newcomer).member_ids == frozenset()
    elsewhere = give(newcomer, "MEMBER", cast.other_branch, by=cast.administrator)
    confirm_role(role=elsewhere, branch=cast.other_branch, by=cast.outsider, on=TODAY)
    assert grants(newcomer).member_ids == frozenset()


def test_the_secretary_ends_a_role_of_the_branch(cast, client_of):
    role = cast.discipline.roles.get(role="COMMITTEE_MEMBER")
    answer = client_of(cast.secretary).post(reverse("branch:role_end", args=[role.pk]))
    assert answer.url == reverse("branch:role_list")
    role.refresh_from_db()
    assert role.ends_on == TODAY
    above = cast.superior.roles.get()
    assert client_of(cast.secretary).post(reverse("branch:role_end", args=[above.pk])).status_code == 403


def test_the_pages_cost_the_same_with_more_roles(cast, client_of):
    secretary = client_of(cast.secretary)

    def add_rows():
        for number in range(10):
            give(make_user(f"more{number}"), "MEMBER", cast.branch, by=cast.administrator)

    add_rows_once = make_user("one")
    give(add_rows_once, "MEMBER", cast.branch, by=cast.administrator)
    assert_flat_queries(lambda: secretary.get(reverse("branch:role_list")), add_rows)


def test_the_work_bench_costs_the_same_with_more_roles(cast, client_of):
    secretary = client_of(cast.secretary)
    give(make_user("one"), "MEMBER", cast.branch, by=cast.administrator)

    def add_rows():
        for number in range(10):
            give(make_user(f"more{number}"), "MEMBER", cast.branch, by=cast.administrator)

    assert_flat_queries(lambda: secretary.get(reverse("overview:home")), add_rows)


@pytest.fixture
def moved(cast):
    """A committee elsewhere, its superior officer, and the branch moved below it by the administrator."""
    elsewhere = make_organisation("旁委", kind="COMMITTEE")
    cast.stranger = make_user("stranger", ("SUPERIOR_OFFICER", elsewhere), name="旁人")
    cast.stranger_role = cast.stranger.roles.get()
    assert cast.stranger_role.confirmed_on
    before = audit.snapshot(cast.branch)
    cast.branch.parent = elsewhere
    save_organisation(cast.branch, before=before, by=cast.administrator)
    return cast


def test_who_moves_a_branch_gives_it_no_readers(moved, client_of):
    assert moved.branch not in watched(moved.stranger)
    assert client_of(moved.stranger).get(reverse("branch:member_list")).status_code != 200
    secretary = client_of(moved.secretary)
    assert "旁人（stranger）" in page(secretary.get(reverse("branch:role_list"))).rows
    answer = secretary.post(reverse("branch:role_confirm", args=[moved.stranger_role.pk]), follow=True)
    assert "现在生效" in page(answer).messages
    assert moved.branch in watched(moved.stranger)
    shown = page(secretary.get(reverse("branch:role_list"))).rows
    assert not any("旁人（stranger）" in row and "确认：" in row for row in shown)
    assert any("旁人（stranger）" in row and "改了上级组织，待确认" in row for row in shown)


def test_a_stranger_above_confirms_nobody_there(moved):
    """Neither the own role nor an accomplice's."""
    given = give(make_user("accomplice"), "COMMITTEE_MEMBER", moved.branch, by=moved.administrator)
    for role in (given, moved.stranger_role):
        with pytest.raises(Refused, match="不能由您确认"):
            confirm_role(role=role, branch=moved.branch, by=moved.stranger, on=TODAY)
    confirm_role(role=given, branch=moved.branch, by=moved.secretary, on=TODAY)


def test_a_role_that_other_branches_confirmed_is_not_declined_in_one(moved):
    with pytest.raises(Refused, match="改回本支部的上级组织"):
        decline_role(
            role=moved.stranger_role, branch=moved.branch, by=moved.secretary, on=TODAY, reason="不归其监督"
        )


def test_a_branch_without_records_moves_freely(cast):
    empty, elsewhere = make_organisation("空支部", kind="BRANCH"), make_organisation("旁委", kind="COMMITTEE")
    stranger = make_user("stranger", ("SUPERIOR_OFFICER", elsewhere))
    before = audit.snapshot(empty)
    empty.parent = elsewhere
    save_organisation(empty, before=before, by=cast.administrator)
    assert watched(stranger) == {empty}
    assert not any("待确认" in entry.reason for entry in AuditEntry.objects.all())
