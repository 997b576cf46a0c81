"""Who watches the service, and who writes when the disk is full, is told what is wrong."""

import errno
from collections import namedtuple
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from core.health import is_away, is_full, room_warning
from core.models import UsedFormToken
from core.version import VERSION

Usage = namedtuple("Usage", "total used free")  # as shutil's
pytestmark = pytest.mark.django_db


def disk_with(monkeypatch, megabytes: int) -> None:
    monkeypatch.setattr("core.health.shutil.disk_usage", lambda _: Usage(0, 0, megabytes * 1024**2))


def test_tells_that_all_is_well_without_an_account(monkeypatch):
    disk_with(monkeypatch, 5000)
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["database"], answer.json()["disk"]) == ("ok", "ok", "ok")
    assert answer.json()["worker"] == "never seen"
    assert answer.json()["version"] == VERSION


def test_tells_of_a_full_disk_and_warns_before(monkeypatch):
    disk_with(monkeypatch, 700)
    assert Client().get("/healthz").json()["disk"] == "low: 700 MB"
    assert "只剩 700 MB" in room_warning()
    disk_with(monkeypatch, 10)
    assert Client().get("/healthz").status_code == 503


def test_answers_head_on_every_kind_of_page(cast, client_of):
    assert Client().head("/healthz").status_code == 200
    assert client_of(cast.secretary).head("/").status_code == 200
    assert client_of(cast.secretary).head("/rectification/opinions/new/").status_code == 200


@pytest.mark.parametrize(
    "fault",
    [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")],
)
def test_a_full_disk_has_a_page_of_its_own(cast, client_of, monkeypatch, fault):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr("core.records.audit.record", fail)
    answer = client_of(cast.secretary).post(
        "/rectification/opinions/new/",
        {
            "text": "食堂菜价偏高",
            "source": "MASSES",
            "about": "BRANCH",
            "collected_on": timezone.localdate().isoformat(),
            "form_token": "a-token",
        },
    )
    assert answer.status_code == 507
    assert "磁盘满了" in answer.content.decode()


def test_another_fault_is_no_full_disk():
    assert not is_full(OperationalError("database is locked"))
    assert not is_full(OSError(errno.EACCES, "denied"))


class Lost(Exception):
    """As psycopg tells of a server: with the state that it sent, or none."""

    def __init__(self, sqlstate):
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("kind", "sqlstate", "is_so"),
    [
        (OperationalError, None, True),
        (InterfaceError, None, True),
        (OperationalError, "08006", True),
        (OperationalError, "57P01", True),
        (InternalError, "25006", True),
        (OperationalError, "53100", False),
        (InternalError, "XX000", False),
        (IntegrityError, "23505", False),
    ],
)
def test_a_database_server_that_is_away_is_no_fault_of_the_program(kind, sqlstate, is_so, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    client = Client(raise_request_exception=False)

    def fail(*_, **__):
        raise kind("it did not answer") from Lost(sqlstate)

    monkeypatch.setattr("branch.accounts.gate.SignInFirst.process_view", fail)
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == ((503, "5") if is_so else (500, None))
    assert ("数据库暂时连不上" in answer.content.decode()) == is_so


def test_a_busy_sqlite_is_not_away():
    assert connection.vendor != "sqlite" or not is_away(OperationalError("database is locked"))


def test_tidying_takes_what_ended_and_nothing_else():
    now = timezone.now()
    old, new = now - timedelta(days=40), now - timedelta(days=3)
    for name, used_at in (("old", old), ("new", new)):
        UsedFormToken.objects.create(pk=name, object_type="x", object_id="1", used_at=used_at)
    Session.objects.create(session_key="old", session_data="", expire_date=old)
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))
    call_command("tidy")
    assert list(UsedFormToken.objects.values_list("pk", flat=True)) == ["new"]
    assert list(Session.objects.values_list("pk", flat=True)) == ["new"]
