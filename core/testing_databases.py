"""The database that tests work on: made once a run, filled once for many tests, brought back by copying.

`prepared(build)` makes a fixture of records that tests begin with. The first process of the run that needs them builds
them; the database as it is then, the files beside it and what `build` returned are kept for all processes. A test
begins with copies of the three, so that nothing done in one test reaches another.
"""

import fcntl
import os
import pickle
import re
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import flush
from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.dispatch import Signal, receiver
from django.test import override_settings
from pytest_django.plugin import blocking_manager_key

from . import audit_guard, seal_keys

# The processes of a parallel run inherit the name from the first. A run that is given one leaves its copies to the next.
IS_GIVEN_NAME = "ZHIBU_TEST_RUN" in os.environ
RUN = os.environ.setdefault("ZHIBU_TEST_RUN", f"zhibu_test_{uuid.uuid4().hex[:12]}")
FOLDER = Path(tempfile.gettempdir()) / RUN
# Seconds in which a live server may finish what a closed browser had asked of it.
LAST_ANSWER = 10.0


ANSWERING = threading.Condition()
unanswered: dict[threading.Thread, str] = {}


@receiver(request_started)
@receiver(request_finished)
def note_answering(signal: Signal, environ: Mapping[str, str] | None = None, **_: object) -> None:
    """Know what the live server's threads are answering; what tests ask by themselves has ended with them."""
    asked = threading.current_thread()
    if asked is not threading.main_thread():
        with ANSWERING:
            unanswered.pop(asked, None)
            if signal is request_started:
                unanswered[asked] = (environ or {}).get("PATH_INFO", "")
            ANSWERING.notify_all()


def still_answering() -> list[str]:
    """What threads that live are answering. One whose browser hung up in the middle ends without a word."""
    with ANSWERING:
        return [path for asked, path in unanswered.items() if asked.is_alive()]


def wait_for_answers() -> None:
    """Let the live server finish. Raises RuntimeError with what it is still doing after LAST_ANSWER seconds."""
    until = time.monotonic() + LAST_ANSWER
    while still_answering() and time.monotonic() < until:
        with ANSWERING:
            ANSWERING.wait(0.1)
    if asked := still_answering():
        stacks = "".join(
            "".join(traceback.format_stack(frame))
            for number, frame in sys._current_frames().items()
            if number in {thread.ident for thread in unanswered}
        )
        raise RuntimeError(
            f"the live server is still answering what the test before it asked: {asked}\n{stacks}"
        )


@dataclass(frozen=True)
class Start:
    """What tests find in the database: its name, and what writes it and returns what tests are handed."""

    name: str
    build: Callable[[], object]


def make_tables() -> None:
    """The tables as the migrations leave them (`test_releases.py` compares), in a tenth of their time."""
    known = MigrationLoader(None).disk_migrations
    with override_settings(MIGRATION_MODULES={config.label: None for config in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    audit_guard.install(connection)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in known)


EMPTY = Start("empty", lambda: None)


def prepared(build: Callable[[], object], *, scope: Literal["function", "module"] = "function") -> Any:
    """A fixture: a copy of what `build` returns, in a database that holds what `build` wrote and nothing else."""
    start = Start(re.sub(r"\W", "_", f"{build.__module__}_{build.__name__}"), build)

    def for_a_test(db):  # type: ignore[no-untyped-def]
        return database().handed_out(start)

    def for_several_tests():  # type: ignore[no-untyped-def]
        return database().handed_out(start)

    given = for_a_test if scope == "function" else for_several_tests
    given.__doc__ = build.__doc__
    given.start = start
    return pytest.fixture(scope=scope)(given)


class TestDatabase:
    """The database of this process and what it holds at present; how it is copied depends on the engine."""

    __test__ = False

    def __init__(self, name: str):
        FOLDER.mkdir(exist_ok=True)
        self.holds: Start | None = None
        self.kept: dict[Start, bytes] = {}
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name

    def begin(self, start: Start) -> None:
        """Have in the database what `start` puts there and nothing else.

        Raises RuntimeError inside the transaction of a wider fixture: all tests under it must begin alike.
        """
        if self.holds == start:
            return
        wait_for_answers()
        if connection.in_atomic_block:
            raise RuntimeError(f"a fixture's transaction is open, and the test wants “{start.name}”")
        self.holds = None
        self._keep(EMPTY)
        self._keep(start)
        self.load(start.name)
        # Writing to a sealed box destroys the key that the copy of the box needs.
        keys, kept = seal_keys.place(), pickle.loads((FOLDER / f"{start.name}.seals").read_bytes())  # noqa: S301
        for name in kept.keys() - set(keys.names()):
            keys.keep(name, kept[name])
        self.holds = start

    def handed_out(self, start: Start) -> object:
        """A copy of what the builder returned. Raises RuntimeError where the test did not begin with it."""
        if self.holds != start:
            raise RuntimeError(
                f"the database does not hold “{start.name}”: name the fixture in the test's arguments"
            )
        return pickle.loads(self.kept[start])  # noqa: S301  # our own

    def _keep(self, start: Start) -> None:
        """See that what the tests begin with is kept: one process builds it while the others wait."""
        if start in self.kept:
            return
        returned, files = FOLDER / f"{start.name}.pickle", FOLDER / f"{start.name}.files"
        own_files = settings.DATA_DIR / "attachments"
        with (FOLDER / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if returned.exists():
                shutil.copytree(files, own_files, dirs_exist_ok=True)
            else:
                result = self._build(start)
                self.save(start.name)
                own_files.mkdir(exist_ok=True)
                shutil.copytree(own_files, files)
                keys = seal_keys.place()
                seals = {name: keys.read(name) for name in keys.names()}
                (FOLDER / f"{start.name}.seals").write_bytes(pickle.dumps(seals))
                returned.write_bytes(pickle.dumps(result))
        self.kept[start] = returned.read_bytes()

    def _build(self, start: Start) -> object:
        if start == EMPTY:
            self.clear()
            make_tables()
        else:
            self.load(EMPTY.name)
        return start.build()

    def clear(self) -> None:
        """Have a database without tables."""
        raise NotImplementedError

    def save(self, name: str) -> None:
        """Keep a copy for all processes."""
        raise NotImplementedError

    def load(self, name: str) -> None:
        """Take a kept copy."""
        raise NotImplementedError


class InFile(TestDatabase):
    """SQLite: a file for each process, and one for each copy.

    Not in memory: there the live server's threads would share the connection of the test, which SQLite forbids while a
    copy is loaded (the process ends with a segmentation fault, or stands still).
    """

    def __init__(self) -> None:
        self.file = FOLDER / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.sqlite3"
        super().__init__(str(self.file))

    def clear(self) -> None:
        connection.ensure_connection()

    def save(self, name: str) -> None:
        with closing(sqlite3.connect(FOLDER / name)) as file:
            connection.connection.backup(file)

    def load(self, name: str) -> None:
        connection.close()
        for old in FOLDER.glob(f"{self.file.name}*"):
            old.unlink(missing_ok=True)
        shutil.copyfile(FOLDER / name, self.file)


class OnServer(TestDatabase):
    """PostgreSQL: a database for each process, and one for each copy that serves as its template."""

    def __init__(self) -> None:
        # Other servers may be serving it (ZHIBU_LIVE_URL).
        self.name = (
            os.environ.get("ZHIBU_LIVE_DATABASE") or f"{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        )
        super().__init__(self.name)

    def clear(self) -> None:
        self._make(self.name, "template0")

    def save(self, name: str) -> None:
        # A database is copied while nobody is connected, and other servers may be serving it.
        self._allow_connections("false")
        run_beside(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")  # noqa: S608
        self._make(f"{RUN}_{name}", self.name)
        self._allow_connections("true")

    def _allow_connections(self, is_so: str) -> None:
        run_beside(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS {is_so}')

    def load(self, name: str) -> None:
        self._make(self.name, f"{RUN}_{name}")

    def _make(self, name: str, template: str) -> None:
        run_beside(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        )


def run_beside(*statements: str) -> list[tuple]:
    """Run statements of PostgreSQL that need no database of ours; the rows of the last."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@cache
def database() -> TestDatabase:
    """The database of this process."""
    return InFile() if connection.vendor == "sqlite" else OnServer()


def start_of(item: pytest.Item) -> Start | None:
    """What a test begins with, by the fixtures in its arguments; None where it uses no database."""
    definitions = item._fixtureinfo.name2fixturedefs.values()
    starts = {start for known in definitions if (start := getattr(known[-1].func, "start", None))}
    if len(starts) > 1:
        raise pytest.UsageError(
            f"{item.nodeid} wants two beginnings: {sorted(start.name for start in starts)}"
        )
    uses_database = {"db", "transactional_db", "live_server"} & {*item.fixturenames}
    return next(iter(starts), EMPTY if uses_database or item.get_closest_marker("django_db") else None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture, have in the database what the test begins with."""
    if start := start_of(item):
        with item.config.stash[blocking_manager_key].unblock():
            database().begin(start)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """Replaces pytest-django's, which would migrate a database for each process."""


@pytest.fixture(autouse=True, scope="session")
def _copy_instead_of_flushing() -> Iterator[None]:
    """A test that commits empties the database at its end; here the next one takes a fresh copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", lambda self, **options: setattr(database(), "holds", None))
        yield


def pytest_unconfigure(config: pytest.Config) -> None:
    """At the end of the run, its first process removes the copies that no other run takes."""
    if IS_GIVEN_NAME or not FOLDER.exists():
        return
    shutil.rmtree(FOLDER)
    if connection.vendor == "postgresql":
        with config.stash[blocking_manager_key].unblock():
            ours = run_beside(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{RUN}_')")  # noqa: S608
            run_beside(*(f'DROP DATABASE "{name}" WITH (FORCE)' for (name,) in ours))
