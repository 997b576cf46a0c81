"""Moving to another engine and back: every row the same, the chain whole, nothing taken that holds anything."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from branch.members.models import Member
from core import audit
from core.keeping import backups, tables
from core.keeping.backups import make_backup
from core.keeping.databases import database_at, sqlite_at, standing_in
from core.testing import make_member
from core.testing_databases import run_beside

pytestmark = pytest.mark.usefixtures("migrated_quickly")


def digests() -> dict[str, tuple[int, str]]:
    """Rows and digest of every table of the default database."""
    return {table.name: table.digest() for table in tables.tables_of(tables.current_apps)}


def another(name: str, tmp_path: Path) -> str:
    """The address of an empty database of the engine that the tests run on, this process's own."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / name}.sqlite3"
    told = connection.settings_dict
    made = f"{told['NAME']}_{name}"
    run_beside(f'DROP DATABASE IF EXISTS "{made}"', f'CREATE DATABASE "{made}" TEMPLATE template0')
    host = told["HOST"].replace("/", "%2F")
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{host}:{told['PORT'] or 5432}/{made}"


def move_there_and_back(tmp_path: Path) -> None:
    """To SQLite, and from there to the engine of the tests: equal at every stop, and fit to be written to."""
    before, member = digests(), Member.objects.order_by("pk")[0]
    there, back = f"sqlite:///{tmp_path / 'moved.sqlite3'}", another("back", tmp_path)
    moved = backups.move_database(there)
    assert moved.faults == []
    with standing_in(database_at(there)):
        assert digests() == before
        assert backups.move_database(back).rows == moved.rows
    with standing_in(database_at(back)):
        assert digests() == before
        assert audit.first_broken() is None
        make_member(member.branch, "新来")
        assert audit.first_broken() is None


@pytest.mark.postgres
@pytest.mark.usefixtures("site")
@pytest.mark.django_db(transaction=True)
def test_goes_there_and_back_equal(tmp_path):
    move_there_and_back(tmp_path)


@pytest.mark.postgres
@pytest.mark.usefixtures("site")
@pytest.mark.django_db(transaction=True)
def test_refuses_a_target_that_holds_anything(tmp_path):
    taken = tmp_path / "taken.sqlite3"
    with sqlite_at(taken).cursor() as cursor:
        cursor.execute("CREATE TABLE other (id integer)")
    content = taken.read_bytes()
    with pytest.raises(CommandError, match="已存在"):
        call_command("move_database", to=f"sqlite:///{taken}")
    assert taken.read_bytes() == content
    if connection.vendor == "postgresql":
        target = another("taken", tmp_path)
        with standing_in(database_at(target)), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE other (id integer)")
        with pytest.raises(CommandError, match="已经有表"):
            call_command("move_database", to=target)
        with standing_in(database_at(target)):
            assert connection.introspection.table_names() == ["other"]


@pytest.mark.parametrize("address", ["mysqlx://a", "没有", "postgres//a"])
def test_refuses_an_address_that_means_nothing(address):
    with pytest.raises(CommandError, match="看不懂数据库地址"):
        call_command("move_database", to=address)


@pytest.mark.django_db(transaction=True)
def test_moves_nothing_where_somebody_writes_meanwhile(site, tmp_path, monkeypatch):
    def write_too(path: Path, **options):
        kept = make_backup(path, **options)
        make_member(site.branch, "同时来的")
        return kept

    monkeypatch.setattr(backups, "make_backup", write_too)
    target = another("meanwhile", tmp_path)
    with pytest.raises(CommandError, match="又有人登记"):
        call_command("move_database", to=target)
    assert not list(tmp_path.glob("meanwhile*"))
    with standing_in(database_at(target)):
        assert connection.introspection.table_names() == []


@pytest.mark.usefixtures("site")
@pytest.mark.django_db(transaction=True)
def test_says_what_to_write_into_the_settings_and_sets_the_old_file_aside(tmp_path, capsys):
    """A server that still goes by the old settings must not go on with the old rows."""
    backups.move_database(f"sqlite:///{tmp_path / 'served.sqlite3'}")
    with standing_in(sqlite_at(tmp_path / "served.sqlite3")):
        call_command("move_database", to=f"sqlite:///{tmp_path / 'new.sqlite3'}")
    told = capsys.readouterr().out
    assert f"DATABASE_URL=sqlite:///{tmp_path / 'new.sqlite3'}" in told
    assert not (tmp_path / "served.sqlite3").exists()
    assert len(list(tmp_path.glob("served.sqlite3.moved-*"))) == 1
