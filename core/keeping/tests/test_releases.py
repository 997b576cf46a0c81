"""The database of every release so far opens with the program of today: migrated, whole, with its chain and its pages."""

import lzma
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from branch.accounts.models import User
from branch.members.models import Member
from core.keeping import tables
from core.keeping.backups import DATABASE_NAME
from core.keeping.databases import sqlite_at, standing_in
from core.models import AuditEntry
from core.testing import signed_in
from core.version import VERSION
from meetings.meeting.models import Meeting
from reports.report.models import AnnualReport

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.sqlite3.xz"))


def test_this_release_is_kept():
    assert f"{VERSION}.sqlite3.xz" in [one.name for one in RELEASES], "run script/keep-release"


@pytest.mark.no_cover
@pytest.mark.django_db
@pytest.mark.parametrize("kept", RELEASES, ids=lambda kept: kept.name)
def test_opens(kept, tmp_path, capsys):
    (path := tmp_path / DATABASE_NAME).write_bytes(lzma.decompress(kept.read_bytes()))
    with standing_in(sqlite_at(path)):
        rows = [model._base_manager.count() for model in (Member, Meeting, AnnualReport, AuditEntry)]
        assert min(rows) > 0
        call_command("prepare_database")
        assert tables.pending_migrations() == []
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
