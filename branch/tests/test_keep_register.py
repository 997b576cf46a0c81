"""Keeping the register: entering, changing, moving the status, who sees what, the list and its sheet."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from branch.members import services
from branch.members.models import Member
from core.models import AuditEntry
from core.testing import assert_flat_queries, make_member, page

LIST, CREATE = reverse("branch:member_list"), reverse("branch:member_create")
GOOD = {
    "name": "韩新一",
    "gender": "MALE",
    "technical_title": "MIDDLE",
    "birth_date": "1990-05-01",
    "joined_on": "2015-07-01",
    "confirmed_on": "2016-07-01",
    "status": "FULL",
    "since": "2020-01-01",
    "health_class": "GOOD",
    "hardship_class": "NONE",
    "phone": "13800001234",
}


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary)


def errors_of(response) -> str:
    return " ".join(text for texts in response.context["form"].errors.values() for text in texts)


def test_enters_a_member_with_the_first_status(cast, secretary):
    response = secretary.post(CREATE, GOOD)
    member = Member.objects.get(name="韩新一")
    assert response.url == reverse("branch:member_detail", args=[member.pk])
    assert (member.branch, member.created_by) == (cast.branch, cast.secretary)
    status = member.statuses.get()
    assert (status.status, status.starts_on, status.ends_on) == ("FULL", date(2020, 1, 1), None)
    assert AuditEntry.objects.filter(object_id=str(member.pk), action="CREATE").count() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"name": "   "}, "请填写姓名"),
        ({"name": "韩" * 41}, "40"),
        ({"gender": ""}, "请选择性别"),
        ({"gender": "X"}, "X"),
        ({"birth_date": "1990-13-01"}, "日期"),
        ({"birth_date": "2999-01-01"}, "在今天之后"),
        ({"birth_date": "1800-01-01"}, "太早"),
        ({"joined_on": "1980-01-01"}, "不晚于出生日期"),
        ({"confirmed_on": "2015-07-01"}, "不晚于入党日期"),
        ({"phone": "打我电话"}, "手机号只含数字"),
        ({"since": ""}, "请填写状态自何日起"),
        ({"since": "2999-01-01"}, "到那一天再登记"),
        ({"status": "DECEASED"}, "DECEASED"),
        ({"group": "999999"}, ""),
        ({"technical_title": "KING"}, "KING"),
    ],
)
def test_refuses_bad_input_keeps_it_and_saves_nothing(change, reason, secretary):
    before = Member.objects.count()
    response = secretary.post(CREATE, GOOD | change)
    assert response.status_code == 200
    assert reason in errors_of(response)
    assert response.context["form"]["job"].value() == GOOD.get("job")
    assert Member.objects.count() == before


def test_a_group_of_another_branch_is_no_choice(cast, secretary):
    from branch.organisations.models import PartyGroup

    foreign = PartyGroup.objects.create(branch=cast.other_branch, name="外组", founded_on=date(2020, 1, 1))
    assert errors_of(secretary.post(CREATE, GOOD | {"group": foreign.pk}))


def test_committee_members_neither_see_nor_change_what_is_restricted(cast, client_of):
    member = cast.people.member
    Member.objects.filter(pk=member.pk).update(phone="13912345678")
    client = client_of(cast.committee)
    page = client.get(reverse("branch:member_detail", args=[member.pk])).content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page
    assert "慢性病" not in page
    form = client.get(reverse("branch:member_update", args=[member.pk]))
    assert set(form.context["form"].fields) & {"phone", "health_class", "hardship_class"} == set()
    assert "13912345678" not in form.content.decode()
    data = {"name": "周试五", "gender": "MALE", "technical_title": "NONE", "lock_version": 1}
    data |= {"phone": "1", "health_class": "GOOD"}
    assert client.post(reverse("branch:member_update", args=[member.pk]), data).status_code == 302
    member.refresh_from_db()
    assert (member.phone, member.health_class) == ("13912345678", "CHRONIC")


@pytest.mark.parametrize("role", ["secretary", "member"])
def test_the_secretary_and_the_person_see_all_of_it(role, cast, client_of):
    Member.objects.filter(pk=cast.people.member.pk).update(phone="13912345678")
    answer = client_of(getattr(cast, role)).get(reverse("branch:member_detail", args=[cast.people.member.pk]))
    assert page(answer).facts["手机"] == "13912345678"
    assert page(answer).facts["健康状况"] == "慢性病"


@pytest.mark.parametrize("role", ["committee", "superior", "group_leader"])
def test_the_history_masks_what_is_restricted(role, cast, client_of):
    address = reverse("core:record_history", args=["branch.member", cast.people.member.pk])
    assert "慢性病" not in client_of(getattr(cast, role)).get(address).content.decode()
    assert "慢性病" in client_of(cast.secretary).get(address).content.decode()


def test_confirms_a_probationary_member(cast, secretary):
    member = cast.people.probationary
    address = reverse("branch:member_status", args=[member.pk])
    data = {"status": "FULL", "since": "2024-06-01", "note": "支部大会通过"}
    assert secretary.post(address, data).status_code == 302
    member.refresh_from_db()
    assert member.confirmed_on == date(2024, 6, 1)
    spans = list(member.statuses.values_list("status", "starts_on", "ends_on"))
    assert spans == [
        ("PROBATIONARY", date(2015, 7, 1), date(2024, 5, 31)),
        ("FULL", date(2024, 6, 1), None),
    ]
    assert AuditEntry.objects.filter(object_id=str(member.pk), action="STATE").exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"status": "FULL", "since": "2024-06-01"}, "FULL"),
        ({"status": "TRANSFERRED_OUT", "since": "2015-07-01"}, "须晚于现状态的开始日期"),
        ({"status": "TRANSFERRED_OUT", "since": "2999-01-01"}, "到那一天再登记"),
        ({"status": "", "since": ""}, "请选择变更为"),
        ({"status": "TRANSFERRED_OUT", "since": "昨天"}, "日期"),
    ],
)
def test_refuses_a_status_that_cannot_follow(data, reason, cast, secretary):
    response = secretary.post(reverse("branch:member_status", args=[cast.people.extra1.pk]), data)
    assert response.status_code == 200
    assert reason in errors_of(response)
    assert cast.people.extra1.statuses.count() == 1


def test_who_left_is_listed_only_when_asked_for(cast, secretary):
    services.change_status(
        member=cast.people.extra1, status="TRANSFERRED_OUT", since=date(2024, 1, 1), by=cast.secretary
    )
    names = lambda query="": [row.name for row in secretary.get(LIST + query).context["page"]]  # noqa: E731
    assert "郑试1" not in names()
    assert "郑试1" in names("?status=all")
    assert names("?status=TRANSFERRED_OUT") == ["郑试1"]
    assert names("?q=吴试") == ["吴试六"]
    assert set(names(f"?group={cast.group.pk}")) == {"赵试一", "钱试二", "李试四", "周试五"}
    assert names("?group=none") == []
    assert len(names("?group=x&status=y&sort=z&page=-1")) > 0


@pytest.mark.usefixtures("cast")
def test_lists_in_pinyin_order_and_by_the_column_asked_for(secretary):
    names = [row.name for row in secretary.get(LIST).context["page"]]
    assert names[:3] == ["李试四", "钱试二", "孙试三"]
    assert [row.name for row in secretary.get(LIST + "?sort=-name").context["page"]] == names[::-1]


def test_a_group_leader_lists_the_own_group(cast, client_of):
    rows = client_of(cast.group_leader).get(LIST).context["page"]
    assert {member.name for member in rows} == {"赵试一", "钱试二", "李试四", "周试五"}


def test_a_member_is_led_to_the_own_entry(cast, client_of):
    client = client_of(cast.member)
    assert client.get(LIST).url == reverse("branch:member_detail", args=[cast.people.member.pk])
    assert "我的档案" in client.get(LIST, follow=True).content.decode()


@pytest.mark.parametrize(("role", "phone"), [("secretary", "13800000001"), ("committee", "138****0001")])
def test_exports_the_register_with_masked_phones(role, phone, cast, client_of):
    response = client_of(getattr(cast, role)).get(LIST + "?format=xlsx&q=赵试一")
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[1][:3] == ("序号", "姓名", "性别")
    assert [row[1] for row in rows[2:]] == ["赵试一"]
    assert rows[2][-1] == phone


def test_the_list_costs_the_same_with_more_members(cast, secretary):
    def add_rows():
        for number in range(30):
            make_member(cast.branch, f"新{number}", group=cast.group)

    assert_flat_queries(lambda: secretary.get(LIST), add_rows)


def test_deletes_only_who_is_on_the_register_by_mistake(cast, secretary):
    delete = lambda member: secretary.post(  # noqa: E731
        reverse("core:record_delete", args=["branch.member", member.pk]), {"reason": "重复登记"}
    )
    assert "有可以登录的账号" in delete(cast.people.member).content.decode()
    assert delete(cast.people.extra1).status_code == 302
    assert "郑试1" not in [row.name for row in secretary.get(LIST).context["page"]]
    assert "郑试1" in page(secretary.get(reverse("core:trash_list"))).rows
    restore = reverse("core:record_restore", args=["branch.member", cast.people.extra1.pk])
    assert secretary.post(restore).status_code == 302
    assert "郑试1" in [row.name for row in secretary.get(LIST).context["page"]]


def test_the_recycle_bin_shows_the_own_branch_alone(cast, secretary, client_of):
    secretary.post(
        reverse("core:record_delete", args=["branch.member", cast.people.extra1.pk]), {"reason": "重复登记"}
    )
    assert "郑试1" not in client_of(cast.outsider).get(reverse("core:trash_list")).content.decode()
    assert "郑试1" not in client_of(cast.committee).get(reverse("core:trash_list")).content.decode()


def test_the_recycle_bin_costs_the_same_with_more_rows(cast, secretary):
    def delete(number):
        for index in range(number):
            member = make_member(cast.branch, f"误{index}")
            Member.objects.filter(pk=member.pk).update(deleted_at=timezone.now(), deletion_reason="重复登记")

    delete(1)
    assert_flat_queries(lambda: secretary.get(reverse("core:trash_list")), lambda: delete(20))
