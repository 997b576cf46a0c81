"""A site with files to back up, its archive, and tables that need not be migrated anew for every restore."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import attachments
from core.keeping import tables
from core.keeping.backups import make_backup
from core.testing import build_cast
from core.testing_databases import EMPTY, FOLDER, prepared


def build_site() -> SimpleNamespace:
    """The cast, and two files on a member."""
    cast = build_cast()
    for name, content in (("一.txt", b"the first file"), ("二.txt", b"the second file")):
        upload = SimpleUploadedFile(name, content)
        attachments.add(record=cast.people.member, upload=upload, by=cast.secretary)
    return cast


site = prepared(build_site)
# The backup of the site, which every test finds alike.
made: list[bytes] = []


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """The small files of a data directory."""
    settings.DATA_DIR = tmp_path / "served"
    settings.BACKUP_DIR = settings.DATA_DIR / "backups"
    settings.SEAL_DIR = tmp_path / "seals"
    settings.DATA_DIR.mkdir()
    (settings.DATA_DIR / "secret_key").write_text("the key")
    (settings.DATA_DIR / "first-run").write_text("records\n")
    return settings.DATA_DIR


@pytest.fixture
def archive(site, tmp_path) -> Path:  # noqa: ARG001  # for its effect
    """A backup of the site."""
    path = tmp_path / "backup.zip"
    if not made:
        make_backup(path)
        made.append(path.read_bytes())
    path.write_bytes(made[0])
    return path


@pytest.fixture
def migrated_quickly(monkeypatch):
    """The tables of a SQLite target come from a file migrated once a run: five seconds less for every restore."""
    slowly = tables.migrate_to
    migrated = FOLDER / (EMPTY.name if connection.vendor == "sqlite" else "migrated.sqlite3")

    def migrate_to(applied: tables.Applied) -> None:
        if connection.vendor != "sqlite" or applied != tables.known_migrations():
            slowly(applied)
            return
        target = Path(connection.settings_dict["NAME"])
        if not migrated.exists():
            slowly(applied)
            connection.close()
            # Another process may look for it meanwhile: it is there whole or not at all.
            shutil.copyfile(target, own := migrated.with_name(f"{target.parent.name}{os.getpid()}"))
            own.replace(migrated)
        connection.close()
        shutil.copyfile(migrated, target)
        target.chmod(0o600)

    monkeypatch.setattr(tables, "migrate_to", migrate_to)
