"""Against someone who knows the chain: anchors noted outside, signatures, the head and the triggers."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from branch.organisations.models import Organisation
from core import audit, audit_guard
from core.enums import AuditAction
from core.models import AuditEntry, AuditHead
from core.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
COUNT = 8


@pytest.fixture
def chain() -> list[AuditEntry]:
    obj = Organisation.objects.create(code="kao", name="考验党支部", short_name="考", kind="BRANCH")
    with transaction.atomic():
        for number in range(COUNT):
            audit.record(actor=None, action=AuditAction.UPDATE, obj=obj, reason=f"第 {number} 次")
    return list(AuditEntry.objects.order_by("number"))


@pytest.fixture
def unguarded():
    """Someone who may change the database takes the triggers away first."""
    audit_guard.remove(connection)


def remake(start: int, change=None, *, count: int | None = None) -> None:
    """Write the chain anew from an entry on, each digest right, and the head with it: what a knowing attacker does."""
    entries = list(AuditEntry.objects.order_by("number"))
    if count is not None:
        AuditEntry.objects.filter(number__gt=count).delete()
        entries = entries[:count]
    previous = entries[start - 2].entry_hash if start > 1 else audit.GENESIS
    for entry in entries[start - 1 :]:
        if change and entry.number == start:
            change(entry)
        entry.previous_hash = previous
        entry.entry_hash = f"{'0' * 60}{entry.number:04d}"  # unique while the others are rewritten
        entry.save()
    for entry in entries[start - 1 :]:
        entry.previous_hash = previous
        entry.entry_hash = audit.entry_digest(entry)
        entry.save()
        previous = entry.entry_hash
    AuditHead.objects.update(number=len(entries), entry_hash=previous)


def reworded(entry: AuditEntry) -> None:
    entry.reason = "改写"


@pytest.mark.usefixtures("chain", "unguarded")
@pytest.mark.parametrize("start", range(1, COUNT + 1))
def test_an_anchor_finds_a_chain_made_anew(start):
    anchor = audit.anchor()
    remake(start, reworded)
    assert audit.first_broken() is None  # by itself it looks whole
    assert audit.first_broken(since=anchor).number == COUNT


@pytest.mark.usefixtures("chain", "unguarded")
@pytest.mark.parametrize("left", range(1, COUNT))
def test_an_anchor_finds_a_tail_cut_off_with_the_head_set_back(left):
    anchor = audit.anchor()
    remake(left, count=left)
    assert audit.first_broken() is None
    assert "现在只有" in audit.first_broken(since=anchor).problem


@pytest.mark.usefixtures("chain", "unguarded")
def test_an_anchor_finds_an_emptied_log():
    anchor = audit.anchor()
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    assert audit.first_broken() is None
    assert audit.first_broken(since=anchor)


@pytest.mark.usefixtures("chain")
def test_an_anchor_still_holds_when_the_chain_grew():
    anchor = audit.anchor()
    with transaction.atomic():
        audit.record(actor=None, action=AuditAction.UPDATE, obj=Organisation.objects.get(), reason="后来")
    assert audit.first_broken(since=anchor) is None
    assert audit.first_broken(since=audit.read_anchor(f" {anchor} ")) is None


@pytest.mark.usefixtures("chain")
def test_a_missing_head_is_told():
    AuditHead.objects.all().delete()
    assert "链头缺失" in audit.first_broken().problem


@pytest.mark.usefixtures("chain")
def test_missing_triggers_are_told(capsys):
    call_command("verify_audit")
    assert "现在的记号：8:" in capsys.readouterr().out
    audit_guard.remove(connection)
    with pytest.raises(CommandError, match="触发器不见了"):
        call_command("verify_audit")
    audit_guard.install(connection)
    assert audit_guard.missing(connection) == []


@pytest.mark.usefixtures("chain", "unguarded")
def test_a_signed_chain_cannot_be_made_anew_without_the_key(settings):
    settings.AUDIT_KEY = "keeps-outside"
    with transaction.atomic():
        for _ in range(3):
            audit.record(
                actor=None, action=AuditAction.UPDATE, obj=Organisation.objects.get(), reason="签名以后"
            )
    assert audit.first_broken() is None  # entries from before the key have no signature, and need none
    remake(COUNT + 2, reworded)
    assert "签名不符" in audit.first_broken().problem
    AuditEntry.objects.filter(number=COUNT + 2).update(signature=None)
    assert "没有签名" in audit.first_broken().problem


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64, "12:" + "g" * 64])
def test_refuses_what_is_no_anchor(text):
    with pytest.raises(Refused, match="不是审计链的记号"):
        audit.read_anchor(text)
