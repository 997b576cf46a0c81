"""The way back: a backup made while others write, restored elsewhere, is the same to the last microsecond."""

import stat
import threading
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from branch.members.models import Member
from core import attachments, audit, records
from core.keeping import backups, tables
from core.keeping.archive import Packing, opened
from core.keeping.backups import DATABASE_NAME, make_backup, restore
from core.keeping.databases import sqlite_at, standing_in
from core.models import Attachment, AuditEntry


def digests() -> dict[str, tuple[int, str]]:
    """Rows and digest of every table of the default database."""
    return {table.name: table.digest() for table in tables.tables_of(tables.current_apps)}


@pytest.mark.usefixtures("migrated_quickly")
@pytest.mark.postgres
def test_comes_back_equal_with_files_key_and_chain(site, archive, tmp_path):
    before, last_key = digests(), AuditEntry.objects.count()
    kept = restore(archive, tmp_path / "restored")
    assert (kept.files, kept.entries, kept.faults) == (2, last_key, [])
    with standing_in(sqlite_at(tmp_path / "restored" / DATABASE_NAME)):
        assert digests() == before
        assert audit.first_broken() is None
        assert [entry.at.microsecond for entry in AuditEntry.objects.all()[:50]] != [0] * 50
        member = Member.objects.get(pk=site.people.member.pk)
        records.save(member, by=None, before=audit.snapshot(member) | {"job": ("职务", "旧")})
        assert audit.first_broken() is None
    for file in Attachment.objects.all():
        assert (tmp_path / "restored/attachments" / file.storage_name).read_bytes().startswith(b"the ")
    assert (tmp_path / "restored/secret_key").read_text() == "the key"
    assert (tmp_path / "restored/first-run").read_text() == "records\n"


@pytest.mark.usefixtures("migrated_quickly")
def test_is_for_this_account_alone(archive, tmp_path):
    restore(archive, tmp_path / "restored")
    made = [archive, tmp_path / "restored", *(tmp_path / "restored").rglob("*")]
    assert len(made) > 6
    assert {oct(path.stat().st_mode & 0o077) for path in made} == {"0o0"}
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


@pytest.mark.usefixtures("migrated_quickly")
def test_gives_no_key_out_twice(site, archive, tmp_path):
    """A row that was taken out before the backup keeps its key: the history tells of it."""
    restore(archive, tmp_path / "restored")
    with opened(archive) as whole:
        last = whole.manifest.tables["branch_member"].last_key
    with standing_in(sqlite_at(tmp_path / "restored" / DATABASE_NAME)):
        table = next(one for one in tables.tables_of(tables.current_apps) if one.name == "branch_member")
        assert table.last_key() == last > 0
        table.count_on_from(last + 7)
        assert Member.objects.create(branch_id=site.branch.pk, name="新来", gender="MALE").pk == last + 8


@pytest.mark.usefixtures("migrated_quickly")
@pytest.mark.django_db(transaction=True)
def test_is_of_one_moment_while_others_write(site, tmp_path):
    """Writers change a member and its history together; a copy that is torn shows more of one than of the other."""
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            member = Member.objects.get(pk=site.people.member.pk)
            before = audit.snapshot(member)
            member.job = f"岗位{len(written)}"
            records.save(member, by=None, before=before)
            written.append(member.job)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            make_backup(tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    assert len(written) > 3
    for number in range(3):
        assert restore(tmp_path / f"{number}.zip", tmp_path / f"restored{number}").faults == []
        with standing_in(sqlite_at(tmp_path / f"restored{number}" / DATABASE_NAME)):
            member = Member.objects.get(pk=site.people.member.pk)
            newest = audit.entries_of(member).filter(action="UPDATE").first()
            assert (newest.changes["job"]["new"] if newest else "") == member.job


def rename(pk: int) -> None:
    """Another person changes a member and its history."""
    member = Member.objects.get(pk=pk)
    before = audit.snapshot(member)
    member.job = "改过"
    records.save(member, by=None, before=before)
    connection.close()


@pytest.mark.usefixtures("migrated_quickly")
@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.parametrize("is_of_one_moment", [True, False])
def test_what_comes_in_the_middle_stays_out(is_of_one_moment, site, tmp_path, monkeypatch):
    """With its control: read without a snapshot, the history tells of a change that the member does not show."""
    add_rows = Packing.add_rows

    def add_and_write(self, name, table, rows):
        add_rows(self, name, table, rows)
        if name == "branch_member":
            other = threading.Thread(target=rename, args=[site.people.member.pk])
            other.start()
            other.join()

    monkeypatch.setattr(Packing, "add_rows", add_and_write)
    if not is_of_one_moment:
        monkeypatch.setattr(backups, "snapshot", nullcontext)
    make_backup(tmp_path / "backup.zip")
    with opened(tmp_path / "backup.zip") as whole:
        shown = {table: str(list(whole.rows(table))) for table in ("branch_member", "core_auditentry")}
    assert "改过" not in shown["branch_member"]
    assert ("改过" not in shown["core_auditentry"]) is is_of_one_moment


@pytest.mark.postgres
def test_knows_every_table(archive):
    with opened(archive) as whole:
        kept = set(whole.manifest.tables)
    assert kept | tables.LEFT_OUT | {"django_migrations"} == set(connection.introspection.table_names())


def test_keeps_no_session(site, client_of, tmp_path):
    """Whoever finds a backup is not signed in by it."""
    client_of(site.secretary).get("/")
    make_backup(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as packed:
        assert not [name for name in packed.namelist() if "session" in name]


@pytest.mark.usefixtures("site", "migrated_quickly")
def test_tells_of_damaged_attachments_and_keeps_the_rest(tmp_path):
    damaged, whole = Attachment.objects.order_by("pk")
    path = Path(attachments.default_storage.path(damaged.storage_name))
    content = path.read_bytes()
    path.write_bytes(content[::-1])
    try:
        kept = make_backup(tmp_path / "backup.zip")
    finally:
        path.write_bytes(content)
    assert (kept.files, len(kept.faults)) == (1, 1)
    assert "1 个附件已经缺失或被改动" in kept.faults[0]
    again = restore(tmp_path / "backup.zip", tmp_path / "restored")
    assert "1 个附件" in again.faults[0]
    assert (tmp_path / "restored/attachments" / whole.storage_name).exists()


@pytest.mark.usefixtures("site", "migrated_quickly")
def test_the_command_says_where_and_how_much(tmp_path, capsys):
    call_command("backup", str(tmp_path))
    call_command(
        "restore", str(next(tmp_path.glob("zhibu-*.zip"))), str(tmp_path / "new"), to=to_sqlite(tmp_path)
    )
    told = capsys.readouterr().out
    assert "附件 2 个" in told
    assert f"启动：DATA_DIR={tmp_path / 'new'}" in told
    assert not list(tmp_path.glob("*.part"))


def to_sqlite(folder: Path) -> str:
    return "" if connection.vendor == "sqlite" else f"sqlite:///{folder / 'again.sqlite3'}"


@pytest.mark.usefixtures("site")
def test_never_overwrites_an_older_backup(tmp_path):
    output = tmp_path / "backup.zip"
    output.write_bytes(b"older")
    with pytest.raises(CommandError, match="已存在"):
        call_command("backup", str(output))
    assert output.read_bytes() == b"older"


@pytest.mark.django_db
@pytest.mark.parametrize(("is_migrated", "reason"), [(False, "还没有建立"), (True, "数据库是空的")])
@pytest.mark.usefixtures("migrated_quickly")
def test_refuses_an_empty_database(is_migrated, reason, tmp_path):
    with standing_in(sqlite_at(tmp_path / "empty.sqlite3")):
        if is_migrated:
            tables.migrate_to(tables.known_migrations())
        with pytest.raises(CommandError, match=reason):
            call_command("backup", str(tmp_path / "backup.zip"))
    assert not list(tmp_path.glob("backup*"))
