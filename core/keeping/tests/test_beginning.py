"""Before serving: a copy before every migration, an empty database that is another one, and who can read the directory."""

import shutil
from pathlib import Path
from socket import gethostname

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from branch.accounts.models import User
from core.keeping import beginning, daily, tables
from core.keeping.archive import opened
from core.keeping.backups import DATABASE_NAME, make_backup, restore
from core.keeping.checks import others_read_nothing
from core.keeping.databases import sqlite_at, standing_in
from core.keeping.notes import BACKUP, keep_note, read_note
from core.refusals import Refused

LAST = ("overview", "0001_reminder_mails")


@pytest.fixture
def older(archive, tmp_path, migrated_quickly):  # noqa: ARG001  # for its effect
    """A site with records whose database lacks the newest migration of an app."""
    restore(archive, tmp_path / "older")
    with standing_in(sqlite_at(tmp_path / "older" / DATABASE_NAME)):
        call_command("migrate", "overview", "zero", verbosity=0, skip_checks=True)
        yield
    shutil.rmtree(tmp_path / "older")


@pytest.mark.usefixtures("older")
def test_keeps_a_copy_before_it_migrates(settings, capsys):
    rows = User.objects.count()
    call_command("prepare_database")
    (copy,) = Path(settings.BACKUP_DIR).glob("before-migration-*.zip")
    assert str(copy) in capsys.readouterr().out
    assert tables.pending_migrations() == []
    with opened(copy) as whole:
        assert LAST not in whole.manifest.applied
        assert (whole.manifest.tables["branch_user"].rows, whole.manifest.has_files) == (rows, False)
    call_command("prepare_database")
    assert list(Path(settings.BACKUP_DIR).iterdir()) == [copy]


@pytest.mark.no_cover
@pytest.mark.usefixtures("older")
def test_the_copy_comes_back_with_the_files_and_is_migrated(settings, tmp_path):
    """The way back from a migration: rows of the day before, files from where they are."""
    copy = beginning.prepare_database().path
    with pytest.raises(Refused, match="--files"):
        restore(copy, tmp_path / "again")
    kept = restore(
        copy, tmp_path / "again", files_from=Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    )
    assert kept.faults == []
    with standing_in(sqlite_at(tmp_path / "again" / DATABASE_NAME)):
        assert LAST in MigrationRecorder(connection).applied_migrations()


@pytest.mark.usefixtures("older")
def test_does_not_migrate_without_a_copy(monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(beginning, "make_backup", full)
    with pytest.raises(CommandError, match="没有升级"):
        call_command("prepare_database")
    assert tables.pending_migrations() != []


@pytest.fixture
def empty(tmp_path, data_dir):
    """An empty database, and the data directory beside it as a site leaves it that was begun."""
    with standing_in(sqlite_at(tmp_path / "empty.sqlite3")):
        yield data_dir


def leave_marker(data_dir: Path, content: str) -> None:
    (data_dir / "first-run").write_text(f"{content}\n")


def leave_file(data_dir: Path) -> None:
    leave_marker(data_dir, "empty")
    (data_dir / "attachments/ab").mkdir(parents=True)
    (data_dir / "attachments/ab" / ("ab" * 32)).write_text("x")


def leave_backup(data_dir: Path) -> None:
    leave_marker(data_dir, "empty")
    keep_note(BACKUP, {"made_at": ""})


def leave_database(data_dir: Path) -> None:
    (data_dir / "first-run").unlink()
    with sqlite_at(data_dir / DATABASE_NAME).cursor() as cursor:
        cursor.execute("CREATE TABLE branch_user (id integer)")
        cursor.execute("INSERT INTO branch_user VALUES (1)")


def leave_unreadable(data_dir: Path) -> None:
    (data_dir / "first-run").unlink()
    (data_dir / DATABASE_NAME).write_bytes(b"not a database, but something" * 100)


TRACES = [
    (lambda folder: leave_marker(folder, "demo"), "first-run"),
    (lambda folder: leave_marker(folder, "records"), "first-run"),
    (leave_file, "有附件"),
    (leave_backup, "有过备份"),
    (leave_database, "有账号"),
    (leave_unreadable, "有账号"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("leave", "reason"), TRACES)
def test_refuses_an_empty_database_where_the_directory_tells_of_records(leave, reason, empty):
    """Otherwise whoever comes first could set the site up anew."""
    leave(empty)
    with pytest.raises(CommandError, match=f"{reason}.*却是空的"):
        call_command("prepare_database")
    assert connection.introspection.table_names() == []


@pytest.mark.django_db
@pytest.mark.parametrize("left", ["nothing", "a marker of an empty start", "files of a start that broke off"])
def test_begins_where_there_were_none(left, empty, monkeypatch):
    monkeypatch.setattr(
        beginning, "call_command", lambda *_, **__: tables.MigrationRecorder(connection).ensure_schema()
    )
    leave_file(empty)
    if left == "a marker of an empty start":
        shutil.rmtree(empty / "attachments")
    else:
        (empty / "first-run").unlink()
    if left == "nothing":
        shutil.rmtree(empty / "attachments")
    call_command("prepare_database")
    assert connection.introspection.table_names() == ["django_migrations"]


@pytest.mark.usefixtures("site")
def test_backs_up_every_day_and_keeps_the_newest(settings, monkeypatch):
    settings.BACKUPS_KEPT = 2
    names = iter(f"daily-2026-01-0{day}-030000.zip" for day in range(1, 5))
    monkeypatch.setattr(daily, "file_name", lambda _: next(names))
    other = Path(settings.BACKUP_DIR) / "zhibu-2020-01-01-000000.zip"
    other.parent.mkdir()
    other.write_text("by hand")
    for _ in range(4):
        daily.back_up(None)
    kept = sorted(path.name for path in other.parent.iterdir())
    assert kept == ["daily-2026-01-03-030000.zip", "daily-2026-01-04-030000.zip", other.name]
    assert read_note(BACKUP)["path"].endswith("daily-2026-01-04-030000.zip")


@pytest.mark.django_db
def test_has_nothing_to_back_up_before_the_site_is_set_up(settings):
    assert daily.back_up(None) is None
    assert not Path(settings.BACKUP_DIR).exists()


def test_warns_of_what_others_can_read(settings, data_dir, monkeypatch):
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "z.sqlite3")}
    monkeypatch.setitem(settings.DATABASES, "default", settings.DATABASES["default"] | database)
    (data_dir / "z.sqlite3").touch(mode=0o600)
    (data_dir / "secret_key").chmod(0o600)
    data_dir.chmod(0o700)
    assert others_read_nothing() == []
    for path, mode in ((data_dir, 0o750), (data_dir / "secret_key", 0o604), (data_dir / "z.sqlite3", 0o640)):
        before = path.stat().st_mode
        path.chmod(mode)
        (warning,) = others_read_nothing()
        assert str(path) in warning.msg
        assert warning.hint == f"停止服务后执行：chmod -R go= {data_dir}"
        path.chmod(before)
    assert others_read_nothing() == []


def test_what_is_written_is_for_this_account_alone(tmp_path):
    """The settings see to it, whatever the shell said."""
    (tmp_path / "new").write_text("x")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("site")
def test_tells_of_the_last_backup(tmp_path):
    make_backup(tmp_path / "without.zip", with_files=False)
    assert read_note(BACKUP) is None
    made = make_backup(tmp_path / "whole.zip")
    assert read_note(BACKUP) | {"made_at": ""} == {
        "made_at": "",
        "path": str(made.path),
        "host": gethostname(),
        "counts": made.counts,
        "anchor": made.anchor,
        "faults": [],
    }
