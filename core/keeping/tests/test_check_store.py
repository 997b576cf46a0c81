"""What `check_store` finds: nothing in a whole store, and each kind of fault by itself."""

import json
import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from core import attachments, audit_guard
from core.keeping import checking
from core.keeping.backups import make_backup, mend_files
from core.models import Attachment, AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(site):  # noqa: ARG001  # for its effect
    """The first attachment's file; as it was again afterwards."""
    path = Path(default_storage.path(Attachment.objects.order_by("pk")[0].storage_name))
    content = path.read_bytes()
    yield path
    path.write_bytes(content)


def found() -> dict[str, list[str]]:
    return {result.name: result.faults for result in checking.check_store().results if result.count}


def remove_file(path: Path) -> None:
    path.unlink()


def change_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])


def leave_orphan(path: Path) -> None:
    orphan = path.with_name("0" * 64)
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, time.time() - 7200))


def dangle(_: Path) -> None:
    Attachment.objects.order_by("pk").filter(object_id__gt=0).update(object_id=987654)


def drop_guard(_: Path) -> None:
    audit_guard.remove(connection)


def change_entry(_: Path) -> None:
    audit_guard.remove(connection)
    AuditEntry.objects.filter(number=3).update(actor_name="别人")
    audit_guard.install(connection)


FAULTS = [
    (remove_file, "missing", "附件 "),
    (change_file, "changed", "附件 "),
    (leave_orphan, "orphan", "0" * 64),
    (dangle, "keys", "branch.member 987654 不存在"),
    (drop_guard, "triggers", "core_audit_no_"),
    (change_entry, "chain", "第 3 条"),
]


@pytest.mark.usefixtures("site")
def test_finds_nothing_in_a_whole_store_and_says_so(capsys):
    assert found() == {}
    call_command("check_store")
    assert "存储完好" in capsys.readouterr().out
    assert checking.last_report().count == 0


@pytest.mark.postgres
@pytest.mark.parametrize(("spoil", "name", "word"), FAULTS, ids=[row[1] for row in FAULTS])
def test_finds_each_fault_alone(spoil, name, word, stored):
    spoil(stored)
    try:
        faults = found()
    finally:
        stored.with_name("0" * 64).unlink(missing_ok=True)
    assert list(faults) == [name]
    assert word in faults[name][0]


@pytest.mark.postgres
def test_finds_a_foreign_key_that_points_nowhere(site):
    """As a file edited by hand leaves it."""
    with connection.constraint_checks_disabled():
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA defer_foreign_keys = ON")
        type(site.people.member).objects.filter(pk=site.people.member.pk).update(group_id=987654)
        assert any("branch_member.group_id 指向不存在的" in fault for fault in found()["keys"])
        type(site.people.member).objects.filter(pk=site.people.member.pk).update(group_id=site.group.pk)


def test_keeps_the_result_and_fails_for_a_program(stored, capsys):
    remove_file(stored)
    with pytest.raises(CommandError, match="1 处问题"):
        call_command("check_store", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert {one["name"]: one["count"] for one in told["results"]}["missing"] == 1
    assert checking.last_report().count == 1


@pytest.mark.usefixtures("data_dir")
def test_a_note_that_cannot_be_read_is_none(settings):
    (settings.DATA_DIR / "last-check.json").write_text("{")
    assert checking.last_report() is None


def test_mends_files_from_a_backup(stored, tmp_path, capsys):
    make_backup(tmp_path / "whole.zip")
    change_file(stored)
    make_backup(tmp_path / "without.zip")
    with pytest.raises(CommandError, match="备份里没有这些附件：附件"):
        call_command("mend_files", str(tmp_path / "without.zip"))
    call_command("mend_files", str(tmp_path / "whole.zip"))
    assert "已取回 1 个附件" in capsys.readouterr().out
    assert found() == {}
    assert mend_files(tmp_path / "whole.zip") == ([], [])


@pytest.mark.parametrize(
    ("spoil", "status", "word"), [(remove_file, 410, "不在服务器上了"), (change_file, 410, "和上传时不同")]
)
def test_the_page_of_a_damaged_file_says_so_and_hands_nothing_out(
    spoil, status, word, site, stored, client_of
):
    spoil(stored)
    response = client_of(site.secretary).get(
        reverse("core:attachment_open", args=[Attachment.objects.order_by("pk")[0].pk])
    )
    assert response.status_code == status
    assert word in response.content.decode()
    assert "重新上传一次就能补上" in response.content.decode()


def test_the_page_of_a_file_that_cannot_be_read_now_is_another(site, client_of, monkeypatch):
    def fail(*_):
        raise PermissionError

    monkeypatch.setattr(attachments.default_storage, "open", fail)
    file = Attachment.objects.order_by("pk")[0]
    response = client_of(site.secretary).get(reverse("core:attachment_open", args=[file.pk]))
    assert response.status_code == 503
    assert "现在读不出" in response.content.decode()


def test_uploading_the_same_file_again_mends_it(site, stored):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = stored.read_bytes()
    change_file(stored)
    attachments.add(
        record=site.people.member, upload=SimpleUploadedFile("再传.txt", content), by=site.secretary
    )
    assert stored.read_bytes() == content


def test_waits_for_the_disk(site, monkeypatch):
    """The file, its folder and the folder above are on the disk before the record is told of."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    waited = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (waited.append(Path(f"/proc/self/fd/{handle}").resolve()), sync(handle))
    )
    file = attachments.add(
        record=site.people.member, upload=SimpleUploadedFile("新.txt", os.urandom(32).hex().encode()), by=None
    )
    path = Path(default_storage.path(file.storage_name)).resolve()
    assert waited == [path, path.parent, path.parent.parent]
    assert path.stat().st_mode & 0o077 == 0
