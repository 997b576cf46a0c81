"""The database of every release so far opens with the program of today: migrated, whole, with its chain and its pages."""

import lzma
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from branch.accounts.models import User
from branch.members.models import Member
from core.keeping import tables
from core.keeping.backups import DATABASE_NAME
from core.keeping.databases import sqlite_at, standing_in
from core.models import AuditEntry
from core.testing import signed_in
from core.testing_databases import EMPTY, FOLDER
from core.version import VERSION
from meetings.meeting.models import Meeting
from reports.report.models import AnnualReport

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.sqlite3.xz"))


def described() -> dict[str, tuple]:
    """Columns, indexes, constraints and triggers of the database at `connection`, by table; SQLite."""
    with connection.cursor() as cursor:

        def rows(sql: str) -> list[tuple]:
            return cursor.execute(sql).fetchall()

        triggers = rows("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {
            table: (
                # A migration adds columns at the end.
                {name: rest for _, name, *rest in rows(f'PRAGMA table_info("{table}")')},
                sorted(
                    str((about["columns"], about["unique"], about["foreign_key"], about["index"]))
                    for about in connection.introspection.get_constraints(cursor, table).values()
                    if not about["check"]
                ),
                sorted(part.rstrip(")") for part in re.split(r', (?=CONSTRAINT ")', sql)[1:]),
                sorted(trigger for where, trigger in triggers if where == table),
            )
            for table, sql in rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        }


def test_this_release_is_kept():
    assert f"{VERSION}.sqlite3.xz" in [one.name for one in RELEASES], "run script/keep-release"


@pytest.mark.no_cover
@pytest.mark.django_db
@pytest.mark.parametrize("kept", RELEASES, ids=lambda kept: kept.name)
def test_opens(kept, tmp_path, capsys):
    with standing_in(sqlite_at(FOLDER / EMPTY.name)):
        tables_of_tests = described()
    (path := tmp_path / DATABASE_NAME).write_bytes(lzma.decompress(kept.read_bytes()))
    with standing_in(sqlite_at(path)):
        rows = [model._base_manager.count() for model in (Member, Meeting, AnnualReport, AuditEntry)]
        assert min(rows) > 0
        call_command("prepare_database")
        assert tables.pending_migrations() == []
        assert described() == tables_of_tests
        assert [model._base_manager.count() for model in (Member, Meeting, AnnualReport)] == rows[:3]
        call_command("verify_audit")
        capsys.readouterr()
        secretary = User.objects.filter(roles__role="SECRETARY", is_active=True).first()
        client = signed_in(secretary, year=2025)
        report = (
            AnnualReport.objects.annual().filter(branch__roles__user=secretary).first()
            or AnnualReport.objects.first()
        )
        for address in (
            reverse("overview:home"),
            reverse("meetings:meeting_list"),
            reverse("reports:report_detail", args=[report.pk]),
        ):
            assert client.get(address).status_code == 200, address


@pytest.mark.django_db
def test_a_difference_of_tables_is_seen(tmp_path):
    """Negative control: what tests begin with would not go unnoticed if a migration made something else."""
    shutil.copyfile(FOLDER / EMPTY.name, tmp_path / DATABASE_NAME)
    with standing_in(sqlite_at(tmp_path / DATABASE_NAME)), connection.cursor() as cursor:
        seen = [described()]
        assert any("CHECK" in part for part in seen[0]["meetings_meeting"][2])
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL LIMIT 1")
        for change in (
            f'DROP INDEX "{cursor.fetchone()[0]}"',
            "DROP TRIGGER core_audit_no_update",
            "ALTER TABLE meetings_meeting ADD COLUMN more integer",
        ):
            cursor.execute(change)
            seen.append(described())
        assert all(before != after for before, after in pairwise(seen))
