"""The backup: an unpacked one is a working data directory."""

import sqlite3
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection


def test_holds_a_readable_database_attachments_and_key(tmp_path, settings, monkeypatch):
    data = tmp_path / "data"
    (data / "attachments/ab").mkdir(parents=True)
    (data / "attachments/ab/abc").write_bytes(b"content")
    (data / "secret_key").write_text("key")
    database = data / "zhibu.sqlite3"
    with sqlite3.connect(database) as stored:
        stored.execute("CREATE TABLE notes (text)")
        stored.execute("INSERT INTO notes VALUES ('记录')")
    settings.DATA_DIR = data
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    monkeypatch.setattr(connection, "vendor", "sqlite")
    output = tmp_path / "backup.tar.gz"
    call_command("backup", str(output))
    restored = tmp_path / "restored"
    with tarfile.open(output) as archive:
        archive.extractall(restored, filter="data")
    with sqlite3.connect(restored / "zhibu.sqlite3") as copy:
        assert copy.execute("SELECT text FROM notes").fetchall() == [("记录",)]
    assert (restored / "attachments/ab/abc").read_bytes() == b"content"
    assert (restored / "secret_key").read_text() == "key"


def test_never_overwrites_an_older_backup(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    output = Path(tmp_path / "backup.tar.gz")
    output.write_bytes(b"older")
    with pytest.raises(CommandError, match="已存在"):
        call_command("backup", str(output))
    assert output.read_bytes() == b"older"


def test_sends_postgresql_to_its_own_tool(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(CommandError, match="pg_dump"):
        call_command("backup", str(tmp_path / "backup.tar.gz"))
