"""An administrator keeps the organisation of the role with all below it, and nothing beside or above."""

from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from branch.access import grants_of
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import check_may_disable, end_role
from core.refusals import Refused
from core.testing import make_organisation, make_user, page

TODAY = timezone.localdate()


@pytest.fixture
def part(cast):
    """A 党总支 with one branch under the committee, and its administrator."""
    general = make_organisation("zongzhi", "GENERAL_BRANCH", parent=cast.committee_org, name="第一党总支")
    branch = make_organisation("bing", parent=general, name="丙项目党支部")
    cast.general, cast.third = general, branch
    cast.local = make_user("local", ("ADMINISTRATOR", general), name="管理员乙")
    cast.third_secretary = make_user("third", ("SECRETARY", branch), ("MEMBER", branch), name="丙书记")
    return cast


@pytest.fixture
def local(part, client_of):
    return client_of(part.local)


def accounts_of(client) -> set[str]:
    return {account.username for account in client.get(reverse("branch:account_list")).context["page"]}


def test_sees_the_accounts_and_organisations_of_the_part(part, local, client_of):
    assert accounts_of(local) == {"local", "third"}
    rows = local.get(reverse("branch:organisation_list")).context["page"]
    assert {row.code for row in rows} == {"zongzhi", "bing"}
    assert {"local", "third", "secretary", "superior"} <= accounts_of(client_of(part.administrator))


@pytest.mark.parametrize(
    "name",
    [
        *("account_detail", "account_update", "account_password", "role_create"),
        *("account_unpause", "account_second_off"),
    ],
)
def test_does_not_know_of_other_accounts(name, part, local):
    for account in (part.secretary, part.superior, part.administrator):
        address = reverse(f"branch:{name}", args=[account.pk])
        ask = local.post if name in {"account_unpause", "account_second_off"} else local.get
        assert ask(address).status_code == 404


def test_an_account_that_reaches_beyond_the_part_is_kept_above(part, local):
    """Else the administrator of a part could set its password and read what lies beyond."""
    for role, place in (("SECRETARY", part.branch), ("SUPERIOR_OFFICER", part.committee_org)):
        wide = make_user(f"wide-{role[:3].lower()}", ("MEMBER", part.third), (role, place))
        assert local.get(reverse("branch:account_detail", args=[wide.pk])).status_code == 404
        wide.roles.filter(role=role).update(ends_on=TODAY - timezone.timedelta(days=1))
        assert local.get(reverse("branch:account_detail", args=[wide.pk])).status_code == 200


def test_gives_roles_in_the_part_alone(part, local):
    address = reverse("branch:role_create", args=[part.third_secretary.pk])
    for place in (part.branch, part.committee_org, part.other_branch):
        for role in ("SECRETARY", "ADMINISTRATOR", "SUPERIOR_OFFICER"):
            data = {"role": role, "organisation": place.pk, "starts_on": str(TODAY)}
            assert local.post(address, data).status_code == 200
    assert part.third_secretary.roles.count() == 2
    data = {"role": "ADMINISTRATOR", "organisation": part.general.pk, "starts_on": str(TODAY)}
    assert local.post(address, data).status_code == 302


def test_links_members_of_the_part_alone(part, local):
    address = reverse("branch:account_create")
    data = {"username": "fresh", "display_name": "新人", "password": "chang-jiang-2025"}
    data |= {"password_again": "chang-jiang-2025", "member": part.people.extra1.pk}
    assert local.post(address, data).status_code == 200
    assert "郑试1" not in local.get(address).content.decode()
    assert local.post(address, data | {"member": ""}).status_code == 302
    assert "fresh" in accounts_of(local)
    other = make_user("elsewhere", ("ADMINISTRATOR", part.other_branch))
    assert "fresh" not in {user.username for user in User.objects.visible_to(other)}
    assert "fresh" in {user.username for user in User.objects.visible_to(part.administrator)}


def test_keeps_organisations_of_the_part_alone(part, local):
    for organisation in (part.branch, part.committee_org):
        for name in ("organisation_detail", "organisation_update"):
            assert local.get(reverse(f"branch:{name}", args=[organisation.pk])).status_code == 404
    data = {
        "kind": "BRANCH",
        "branch_kind": "ORDINARY",
        "name": "丁党支部",
        "short_name": "丁",
        "code": "ding",
        "lectures_per_year": 4,
        "excellent_base": "GRADED",
        "dues_retention": "PERMANENT",
    }
    create = reverse("branch:organisation_create")
    assert local.post(create, data | {"parent": part.committee_org.pk}).status_code == 200
    assert "请选择上级组织" in page(local.post(create, data | {"parent": ""})).errors
    assert local.post(create, data | {"parent": part.general.pk}).status_code == 302
    # Where the part itself stands is not the administrator's to say.
    own = {
        "name": "第一党总支部",
        "short_name": "一总支",
        "code": "zongzhi",
        "lectures_per_year": 4,
        "excellent_base": "GRADED",
        "dues_retention": "PERMANENT",
    }
    own |= {"parent": "", "lock_version": part.general.lock_version}
    assert local.post(reverse("branch:organisation_update", args=[part.general.pk]), own).status_code == 302
    part.general.refresh_from_db()
    assert (part.general.name, part.general.parent) == ("第一党总支部", part.committee_org)


def test_ends_roles_of_the_part_alone(part, local):
    foreign = part.member.roles.get()
    assert local.post(reverse("branch:role_end", args=[foreign.pk])).status_code == 404
    own = part.third_secretary.roles.get(role="SECRETARY")
    assert local.post(reverse("branch:role_end", args=[own.pk])).status_code == 302


def test_sees_the_changes_of_the_part_alone(part, local, client_of):
    client_of(part.administrator).post(
        reverse("branch:role_create", args=[part.member.pk]),
        {"role": "COMMITTEE_MEMBER", "organisation": part.branch.pk, "starts_on": str(TODAY)},
    )
    assert page(local.get(reverse("branch:role_changes"))).rows == []
    assert page(client_of(part.administrator).get(reverse("branch:role_changes"))).rows


def test_a_topmost_organisation_without_an_administrator_is_kept_by_the_others(part):
    alone = make_organisation("danwei", "COMMITTEE", name="另一党委")
    assert grants_of(User.objects.get(pk=part.administrator.pk)).keeps(alone.path)
    assert not grants_of(User.objects.get(pk=part.local.pk)).keeps(alone.path)
    own = make_user("own", ("ADMINISTRATOR", alone))
    assert not grants_of(User.objects.get(pk=part.administrator.pk)).keeps(alone.path)
    assert grants_of(own).keeps(alone.path)


def test_the_last_administrator_of_a_tree_stays_and_that_of_a_part_may_go(part):
    with pytest.raises(Refused, match="最后一个系统管理员"):
        end_role(role=part.administrator.roles.get(), on=TODAY, by=part.administrator)
    with pytest.raises(Refused, match="最后一个系统管理员"):
        check_may_disable(account=part.administrator, by=part.secretary, on=TODAY)
    end_role(role=part.local.roles.get(), on=TODAY, by=part.administrator)


class TestOnTheServer:
    def give(self, *words: str) -> str:
        out = StringIO()
        call_command("give_role", *words, stdout=out)
        return out.getvalue()

    def test_confirms_what_nobody_can_and_gives_what_is_asked(self, part):
        waiting = RoleAssignment.objects.create(
            user=part.member, organisation=part.branch, role="SECRETARY", starts_on=TODAY
        )
        assert "已确认周试五" in self.give("member", "SECRETARY", "alpha")
        waiting.refresh_from_db()
        assert waiting.confirmed_on == TODAY
        assert "立即生效" in self.give("member", "ADMINISTRATOR", "committee")
        assert grants_of(User.objects.get(pk=part.member.pk)).is_top_administrator
        assert "立即生效" in self.give("member", "GROUP_LEADER", "alpha", "--group", "第一党小组")

    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (("nobody", "MEMBER", "alpha"), "没有登录名为 nobody"),
            (("member", "MEMBER", "omega"), "没有代码为 omega"),
            (("member", "MEMBER", "alpha"), "不需要重复授予"),
            (("member", "SECRETARY", "committee"), "不是党支部"),
            (("member", "GROUP_LEADER", "alpha"), "须选择党小组"),
        ],
    )
    @pytest.mark.usefixtures("part")
    def test_says_what_does_not_fit(self, words, reason):
        with pytest.raises(CommandError, match=reason):
            self.give(*words)


class TestWhatWasGivenBefore:
    """The migration keeps the roles of older data: as valid as they were, and an administrator at the top."""

    migration = import_module("branch.migrations.0004_confirmed_roles")

    def test_stays_valid(self, part):
        RoleAssignment.objects.update(confirmed_on=None)
        assert not grants_of(User.objects.get(pk=part.secretary.pk)).writer_ids
        self.migration.confirm_what_is(apps, None)
        assert grants_of(User.objects.get(pk=part.secretary.pk)).writer_ids == {part.branch.pk}

    def test_keeps_an_administrator_at_the_top(self, part):
        part.administrator.roles.all().delete()
        self.migration.keep_an_administrator(apps, None)
        assert grants_of(User.objects.get(pk=part.local.pk)).is_top_administrator

    def test_leaves_the_administrator_of_a_part_where_there_is_one_at_the_top(self, part):
        self.migration.keep_an_administrator(apps, None)
        assert not grants_of(User.objects.get(pk=part.local.pk)).is_top_administrator
