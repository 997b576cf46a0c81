"""The audit chain: it holds, it says where it broke, and the database refuses to change it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from branch.members.models import Member
from core import audit, audit_guard, records
from core.enums import AuditAction
from core.models import AuditEntry
from core.testing import make_member, make_organisation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def member():
    return make_member(make_organisation("alpha"), "赵试一", job="工长")


def change_job(member: Member, job: str, user=None) -> None:
    before = audit.snapshot(member)
    member.job = job
    records.save(member, by=user, before=before)


def test_tells_old_and_new_value_actor_and_object(member):
    user = make_user("secretary", name="书记甲")
    change_job(member, "测量员", user)
    entry = AuditEntry.objects.first()
    assert entry.action == AuditAction.UPDATE
    assert (entry.actor_name, entry.object_label) == ("书记甲", "赵试一")
    assert entry.branch_path == member.branch.path
    assert entry.changes == {"job": {"label": "职务", "old": "工长", "new": "测量员", "restricted": False}}


def test_marks_restricted_fields(member):
    before = audit.snapshot(member)
    member.health_class = "SERIOUS"
    records.save(member, by=None, before=before)
    assert AuditEntry.objects.first().changes["health_class"]["restricted"] is True


def test_writes_nothing_when_nothing_changed(member):
    count = AuditEntry.objects.count()
    change_job(member, "工长")
    assert AuditEntry.objects.count() == count


def test_holds_after_many_writes(member):
    for number in range(20):
        change_job(member, f"岗位{number}")
    call_command("verify_audit")
    assert [e.number for e in AuditEntry.objects.order_by("number")] == list(
        range(1, AuditEntry.objects.count() + 1)
    )


def test_refuses_outside_a_transaction(member, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        audit.record(actor=None, action=AuditAction.UPDATE, obj=member)


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET actor_name = '别人' WHERE number = 1",
        "DELETE FROM core_auditentry WHERE number = 1",
    ],
)
def test_database_refuses_change_and_deletion(statement):
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)
    call_command("verify_audit")


@pytest.mark.usefixtures("member")
def test_database_refuses_replace_on_sqlite_and_truncate_on_postgresql():
    statement = {
        "sqlite": "INSERT OR REPLACE INTO core_auditentry SELECT * FROM core_auditentry WHERE number = 1",
        "postgresql": "TRUNCATE core_auditentry",
    }[connection.vendor]
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE core_auditentry SET actor_name = '别人' WHERE number = 2", 2),
        ("DELETE FROM core_auditentry WHERE number = 2", 2),
        ("DELETE FROM core_auditentry WHERE number = 3", 3),
    ],
)
def test_verify_names_the_first_broken_entry_when_the_guard_is_gone(member, statement, number):
    change_job(member, "测量员")
    assert AuditEntry.objects.count() == 3
    audit_guard.remove(connection)
    connection.cursor().execute(statement)
    with pytest.raises(CommandError, match=f"第 {number} 条断开"):
        call_command("verify_audit")
