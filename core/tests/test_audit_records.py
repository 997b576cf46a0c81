"""Records changed, brought back or taken away beside the program are found; what the program does is not."""

import pytest
from django.db import connection
from django.utils import timezone

from branch.members.models import Member
from core import audit, records
from core.audit_records import altered
from core.testing import make_member, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def member():
    return make_member(make_organisation("alpha"), "赵试一", job="工长")


@pytest.fixture
def user():
    return make_user("secretary", name="书记甲")


def change(member: Member, user, **values) -> None:
    before = audit.snapshot(member)
    for name, value in values.items():
        setattr(member, name, value)
    records.save(member, by=user, before=before)


def test_what_the_program_does_is_told(member, user):
    change(member, user, job="测量员")
    change(member.branch, user, name="改了名的党支部", short_name="改名支部")
    change(member, user, name="赵改名")
    records.soft_delete(member, by=user, reason="重复登记")
    records.restore(member, by=user)
    records.soft_delete(member, by=user, reason="重复登记")
    assert list(altered()) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"job": "项目经理"}, "职务"),
        ({"health_class": "SERIOUS"}, "健康状况"),
        ({"name": "钱试二"}, "姓名"),
        ({"deleted_at": timezone.now()}, "没有删除的记录却在回收站"),
    ],
)
def test_a_direct_edit_is_found(member, values, told):
    Member._base_manager.filter(pk=member.pk).update(**values)
    (sentence,) = altered()
    assert told in sentence
    assert f"党员 {member.pk}：" in sentence
    assert not any(str(value) in sentence for value in values.values() if value != "SERIOUS")


def test_one_brought_back_and_one_taken_away_are_found(member, user):
    other = make_member(member.branch, "钱试二")
    records.soft_delete(member, by=user, reason="重复登记")
    Member._base_manager.filter(pk=member.pk).update(deleted_at=None)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM branch_memberstatus WHERE member_id = %s", [other.pk])
        cursor.execute("DELETE FROM branch_member WHERE id = %s", [other.pk])
    found = list(altered())
    assert any(f"党员 {member.pk}：没有恢复的记录却不在回收站" in one for one in found)
    assert f"党员 {other.pk}：记录不见了" in found


def test_signing_in_and_passwords_are_no_false_alarm(user):
    from branch.accounts import services

    administrator, now = make_user("admin", name="管理员甲"), timezone.now()
    password = services.give_one_time_password(user=user, by=administrator, at=now)
    services.note_sign_in(user=user, password=password, at=now)
    services.set_password(user=user, password="yusan-hama-72", by=user, at=now)
    services.look_at_password(user=user, password="short", at=now)
    assert list(altered()) == []


def test_more_records_than_are_looked_at_together(member, monkeypatch):
    others = [make_member(member.branch, f"钱试{number}") for number in "二三四五六"]
    monkeypatch.setattr("core.audit_records.BATCH", 2)
    assert list(altered()) == []
    Member._base_manager.filter(pk=others[-1].pk).update(job="项目经理")
    assert list(altered()) == [f"党员 {others[-1].pk}：职务"]
