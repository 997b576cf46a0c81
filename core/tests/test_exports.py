"""Whoever takes a file out leaves an entry with the account; pages and refusals leave none."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from core import audit
from core.enums import AuditAction
from core.models import AuditEntry

LIST = reverse("branch:member_list")


def exports():
    return AuditEntry.objects.filter(action=AuditAction.EXPORT)


def test_a_list_as_sheet_leaves_an_entry_with_the_account(cast, client_of):
    assert client_of(cast.secretary).get(LIST, {"format": "xlsx"}).status_code == 200
    (entry,) = exports()
    assert (entry.actor_name, entry.object_type, entry.object_id) == (
        str(cast.secretary),
        "branch.user",
        str(cast.secretary.pk),
    )
    assert entry.reason.startswith(f"{LIST}（Excel，")
    shown = client_of(cast.administrator).get(reverse("branch:account_detail", args=[cast.secretary.pk]))
    assert "导出" in shown.content.decode()


def test_a_page_and_a_refusal_leave_none(cast, client_of):
    client_of(cast.secretary).get(LIST)
    assert client_of(cast.administrator).get(LIST, {"format": "xlsx"}).status_code == 403
    assert not exports().exists()


def test_on_a_full_disk_the_file_is_handed_out(cast, client_of, monkeypatch, caplog):
    def full(**_kwargs):
        raise OperationalError("database or disk is full")

    client = client_of(cast.secretary)
    monkeypatch.setattr(audit, "record", full)
    assert client.get(LIST, {"format": "xlsx"}).status_code == 200
    assert "no entry for" in caplog.text


def test_any_other_fault_is_not_swallowed(cast, client_of, monkeypatch):
    def broken(**_kwargs):
        raise OperationalError("no such table")

    client = client_of(cast.secretary)
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OperationalError, match="no such table"):
        client.get(LIST, {"format": "xlsx"})
