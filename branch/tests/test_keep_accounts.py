"""The administrator's pages: organisations, accounts, passwords, roles; and no content of any branch."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.access import grants_of
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import check_may_disable, end_role
from branch.organisations.models import Organisation
from branch.organisations.services import add_organisation
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import assert_flat_queries, make_user

PASSWORD = "chang-jiang-2025"
ACCOUNT = {
    "username": "hanxinyi",
    "display_name": "韩新一",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


@pytest.fixture
def administrator(cast, client_of):
    return client_of(cast.administrator)


def errors_of(response) -> str:
    return " ".join(text for texts in response.context["form"].errors.values() for text in texts)


def actions_on(obj) -> list[str]:
    found = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return list(found.order_by("number").values_list("action", flat=True))


@pytest.mark.usefixtures("cast")
def test_makes_an_account_that_must_change_its_password(administrator):
    response = administrator.post(reverse("branch:account_create"), ACCOUNT)
    account = User.objects.get(username="hanxinyi")
    assert response.url == reverse("branch:account_detail", args=[account.pk])
    assert account.check_password(PASSWORD)
    assert account.must_change_password
    assert actions_on(account) == ["CREATE"]
    entry = AuditEntry.objects.get(object_id=str(account.pk), object_type="branch.user")
    assert entry.actor_name == "管理员甲"
    assert PASSWORD not in str(entry.changes)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"username": ""}, "请填写登录名"),
        ({"username": "Han"}, "登录名用小写字母"),
        ({"username": "secretary"}, "已被使用"),
        ({"display_name": ""}, "请填写姓名"),
        ({"email": "不是邮箱"}, "有效"),
        ({"password": "1234567890", "password_again": "1234567890"}, "密码"),
        ({"password_again": "other"}, "不一样"),
        ({"password": "", "password_again": ""}, "请填写初始密码"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_refuses_bad_accounts(change, reason, administrator):
    before = User.objects.count()
    response = administrator.post(reverse("branch:account_create"), ACCOUNT | change)
    assert response.status_code == 200
    assert reason in errors_of(response)
    assert User.objects.count() == before


def test_a_person_has_one_account(cast, administrator):
    taken = ACCOUNT | {"member": cast.people.member.pk}
    assert administrator.post(reverse("branch:account_create"), taken).status_code == 200
    free = ACCOUNT | {"member": cast.people.extra1.pk}
    assert administrator.post(reverse("branch:account_create"), free).status_code == 302


def update(administrator, account, **change):
    data = {"username": account.username, "display_name": account.display_name, "lock_version": 1}
    data |= {"member": account.member_id or "", "is_active": "on"} | change
    return administrator.post(
        reverse("branch:account_update", args=[account.pk]), {k: v for k, v in data.items() if v is not None}
    )


def test_disables_an_account_but_not_the_own_one(cast, administrator):
    assert update(administrator, cast.member, is_active=None).status_code == 302
    cast.member.refresh_from_db()
    assert not cast.member.is_active
    assert actions_on(cast.member) == ["UPDATE"]
    assert "自己正在使用" in errors_of(update(administrator, cast.administrator, is_active=None))


def test_one_administrator_always_stays(cast):
    today = timezone.localdate()
    role = cast.administrator.roles.get()
    with pytest.raises(Refused, match="最后一个系统管理员"):
        end_role(role=role, on=today, by=cast.administrator)
    with pytest.raises(Refused, match="最后一个系统管理员"):
        check_may_disable(account=cast.administrator, by=cast.secretary, on=today)
    second = make_user("second", ("ADMINISTRATOR", cast.committee_org))
    end_role(role=role, on=today, by=second)
    assert role.ends_on == today


def test_grants_a_role_that_works_once_it_is_confirmed_and_ends_it(cast, administrator, client_of):
    account = make_user("fresh", name="新人")
    address = reverse("branch:role_create", args=[account.pk])
    data = {"role": "COMMITTEE_MEMBER", "organisation": cast.branch.pk, "starts_on": "2024-01-01"}
    assert administrator.post(address, data).status_code == 302
    role = RoleAssignment.objects.get(user=account)
    assert not grants_of(User.objects.get(pk=account.pk)).writer_ids
    client_of(cast.secretary).post(reverse("branch:role_confirm", args=[role.pk]))
    assert grants_of(User.objects.get(pk=account.pk)).writer_ids == {cast.branch.pk}
    assert "不需要重复授予" in errors_of(administrator.post(address, data))
    assert administrator.post(reverse("branch:role_end", args=[role.pk])).status_code == 302
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    assert not grants_of(account, on=tomorrow).writer_ids
    assert actions_on(role) == ["CREATE", "STATE", "UPDATE"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"role": ""}, "请选择角色"),
        ({"role": "EMPEROR"}, "EMPEROR"),
        ({"organisation": ""}, "请选择组织"),
        ({"starts_on": ""}, "请填写自"),
        ({"ends_on": "2023-01-01"}, "早于开始日期"),
        ({"role": "GROUP_LEADER"}, "须选择党小组"),
        ({"role": "MEMBER", "organisation": "top"}, "不是党支部"),
        ({"role": "GROUP_LEADER", "organisation": "other", "group": "group"}, "不在乙机关党支部"),
    ],
)
def test_refuses_bad_roles(change, reason, cast, administrator):
    account = make_user("fresh", name="新人")
    places = {"top": cast.committee_org.pk, "other": cast.other_branch.pk, "group": cast.group.pk}
    data = {"role": "SECRETARY", "organisation": cast.branch.pk, "starts_on": "2024-01-01"}
    data |= {name: places.get(value, value) for name, value in change.items()}
    response = administrator.post(reverse("branch:role_create", args=[account.pk]), data)
    assert response.status_code == 200
    assert reason in errors_of(response)
    assert not account.roles.exists()


ORGANISATION = {
    "kind": "BRANCH",
    "name": "丙项目党支部",
    "short_name": "丙项目",
    "code": "bing",
    "lectures_per_year": "4",
    "excellent_base": "GRADED",
    "dues_retention": "PERMANENT",
    "branch_kind": "ORDINARY",
}


def test_makes_and_moves_an_organisation(cast, administrator):
    data = ORGANISATION | {"parent": cast.committee_org.pk}
    assert administrator.post(reverse("branch:organisation_create"), data).status_code == 302
    made = Organisation.objects.get(code="bing")
    assert made.path == f"{cast.committee_org.path}{made.pk:06d}."
    moved = data | {"parent": "", "lock_version": made.lock_version}
    address = reverse("branch:organisation_update", args=[made.pk])
    assert administrator.post(address, moved).status_code == 302
    made.refresh_from_db()
    assert made.path == f"{made.pk:06d}."
    assert actions_on(made) == ["CREATE", "UPDATE"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": ""}, "请填写全称"),
        ({"code": "丙"}, "小写字母开头"),
        ({"code": "alpha"}, "已被使用"),
        ({"kind": "COMMITTEE", "parent": "alpha"}, ""),
        ({"kind": "GENERAL_BRANCH", "parent": "general"}, "党总支不能设在"),
        ({"lectures_per_year": "-1"}, "0"),
        ({"lectures_per_year": "很多"}, "整数"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_refuses_what_does_not_fit_into_the_tree(change, reason, administrator):
    add_organisation(
        Organisation(kind="GENERAL_BRANCH", name="总支", short_name="总支", code="general"), by=None
    )
    if "parent" in change:
        change = change | {"parent": Organisation.objects.get(code=change["parent"]).pk}
    response = administrator.post(reverse("branch:organisation_create"), ORGANISATION | change)
    assert response.status_code == 200
    assert errors_of(response)
    assert reason in errors_of(response)
    assert not Organisation.objects.filter(code="bing").exists()


def test_sees_no_content_of_a_branch(cast, administrator):
    """Names only where an account needs a person; no register, phone or post."""
    page = administrator.get(reverse("branch:account_create")).content.decode()
    assert "郑试1（甲项目党支部）" in page
    assert "13800000001" not in page
    for name in ("branch:member_list", "branch:structure", "branch:post_list", "meetings:meeting_list"):
        assert administrator.get(reverse(name)).status_code == 403
    person = cast.people.secretary
    assert administrator.get(reverse("branch:member_detail", args=[person.pk])).status_code == 404
    assert "赵试一" not in administrator.get(reverse("overview:search") + "?q=赵试").content.decode()


def test_finds_accounts_by_organisation_state_and_name(cast, administrator):
    def names(query):
        rows = administrator.get(reverse("branch:account_list") + query).context["page"]
        return {account.username for account in rows}

    assert names("?organisation=乙机关") == names("?organisation=beta") == {"outsider"}
    assert names("?organisation=没有") == set()
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert names("?state=disabled") == {"member"}
    assert names("?q=上级") == {"superior"}


@pytest.mark.parametrize("name", ["branch:account_list", "branch:organisation_list"])
def test_lists_cost_the_same_with_more_rows(name, cast, administrator):
    def add_rows():
        for number in range(12):
            make_user(f"more{number}", ("MEMBER", cast.branch))

    assert_flat_queries(lambda: administrator.get(reverse(name)), add_rows)


def test_a_role_counts_on_its_days_alone(cast):
    account = make_user("termed")
    RoleAssignment.objects.create(
        user=account,
        organisation=cast.branch,
        role="SECRETARY",
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31),
        confirmed_on=date(2024, 1, 1),
    )
    days = {
        date(2023, 12, 31): False,
        date(2024, 1, 1): True,
        date(2024, 12, 31): True,
        date(2025, 1, 1): False,
    }
    assert {day: bool(grants_of(account, on=day).secretary_ids) for day in days} == days
