"""Thousands of rows and hundreds of files: restored, moved and moved back, equal. `script/chaos` takes the full numbers."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from branch.members.models import Member
from core import attachments, audit
from core.keeping.backups import DATABASE_NAME, make_backup, restore
from core.keeping.databases import sqlite_at, standing_in
from core.models import Attachment

from .test_move_database import digests, move_there_and_back

ROWS, FILES = int(os.environ.get("KEPT_ROWS", "500")), int(os.environ.get("KEPT_FILES", "20"))


@pytest.mark.usefixtures("migrated_quickly")
@pytest.mark.django_db(transaction=True)
def test_thousands_of_rows_come_back_equal(site, tmp_path):
    Member.objects.bulk_create(
        Member(branch=site.branch, name=f"众{number:05d}", gender="MALE") for number in range(ROWS)
    )
    for number in range(FILES):
        upload = SimpleUploadedFile(f"{number}.txt", f"第 {number} 个文件 ".encode() * 500)
        attachments.add(record=site.people.member, upload=upload, by=site.secretary)
    before = digests()
    kept = make_backup(tmp_path / "many.zip")
    assert kept.rows >= ROWS
    assert kept.files == Attachment.objects.count()
    to = "" if connection.vendor == "sqlite" else f"sqlite:///{tmp_path / 'many.sqlite3'}"
    assert restore(tmp_path / "many.zip", tmp_path / "restored", url=to).files == kept.files
    with standing_in(sqlite_at(tmp_path / ("many.sqlite3" if to else f"restored/{DATABASE_NAME}"))):
        assert digests() == before
        assert audit.first_broken() is None
    move_there_and_back(tmp_path)
