"""Rows of every table in a form that belongs to no engine: what backup, restore and moving read and write.

A row is a line of JSON, its values in the order of the column names; moments keep their microseconds, for the audit
chain is reckoned from them. The digest of a table is the same on SQLite and PostgreSQL.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import singledispatch
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Collate
from django.utils.duration import duration_string

from core.refusals import Refused

# Whoever holds a backup must not be signed in by it; everybody signs in again. Notes tell of the installation alone.
LEFT_OUT = {"django_session", "core_installationnote"}
BATCH = 1000

Applied = frozenset[tuple[str, str]]


def known_migrations() -> Applied:
    """The migrations of this version."""
    return frozenset(MigrationLoader(None).disk_migrations)


def applied_migrations() -> Applied:
    """The migrations that the database has had, without those of apps that were given up.

    Raises Refused where it has had one of a newer version.
    """
    known = known_migrations()
    recorded = set(MigrationRecorder(connection).applied_migrations())
    ours = {app for app, _ in known}
    if newer := sorted(f"{app}.{name}" for app, name in recorded - known if app in ours):
        raise Refused(f"数据库比程序新（{newer[0]}），请先更新程序。")
    return frozenset(recorded & known)


def pending_migrations() -> list[str]:
    """Names of the migrations that the database still needs."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_to(applied: Applied) -> None:
    """Give an empty database the tables of an earlier day: run exactly these migrations."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    whole = executor.migration_plan(leaves, clean_start=True)
    plan = [step for step in whole if (step[0].app_label, step[0].name) in applied]
    executor.migrate(leaves, plan=plan)


def apps_as_of(applied: Applied) -> Apps:
    """The models as they were after these migrations; today's where none is pending."""
    loader = MigrationLoader(None)
    if set(loader.disk_migrations) <= applied:
        return current_apps
    return loader.project_state(nodes=list(applied)).apps


@singledispatch
def as_plain(value: Any) -> Any:
    """A value as JSON takes it, with nothing lost."""
    return value


@as_plain.register
def _(value: datetime) -> str:
    return (value.astimezone(UTC) if value.tzinfo else value).isoformat(timespec="microseconds")


@as_plain.register(date)
@as_plain.register(time)
def _(value: date | time) -> str:
    return value.isoformat()


@as_plain.register(Decimal)
@as_plain.register(UUID)
def _(value: Decimal | UUID) -> str:
    return str(value)


@as_plain.register
def _(value: timedelta) -> str:
    return duration_string(value)


@as_plain.register(bytes)
@as_plain.register(memoryview)
def _(value: bytes | memoryview) -> str:
    return base64.b64encode(bytes(value)).decode()


class RowDigest:
    """Count and SHA-256 of rows, told one after the other in the order of their keys."""

    def __init__(self) -> None:
        self.count = 0
        self._hash = hashlib.sha256()

    def add(self, row: list[Any]) -> None:
        """Take in the next row, as JSON gives it: keys inside JSON columns count in their own order on no engine."""
        packed = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self._hash.update(packed.encode())
        self._hash.update(b"\n")
        self.count += 1

    @property
    def value(self) -> str:
        """The digest so far."""
        return self._hash.hexdigest()


@dataclass(frozen=True)
class Table:
    """One table, by its model of the day."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table

    @property
    def fields(self) -> list[models.Field]:
        """What is stored, by the names of the columns; what the database reckons by itself is not."""
        stored = [field for field in self.model._meta.concrete_fields if not field.generated]
        return sorted(stored, key=lambda field: str(field.column))

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in the order of a row's values."""
        return [str(field.column) for field in self.fields]

    def rows(self) -> Iterator[list[Any]]:
        """Every row as JSON takes it, in the order of the keys: the same order on every engine."""
        key = self.model._meta.pk
        order: Any = key.attname
        if connection.vendor == "postgresql" and isinstance(key, models.CharField | models.TextField):
            order = Collate(key.attname, "C")
        names = [field.attname for field in self.fields]
        query = self.model._base_manager.order_by(order).values_list(*names)
        for row in query.iterator(chunk_size=2000):
            yield [as_plain(value) for value in row]

    def digest(self) -> tuple[int, str]:
        """Number and digest of its rows as they are now."""
        digest = RowDigest()
        for row in self.rows():
            digest.add(row)
        return digest.count, digest.value

    def insert(self, rows: Iterable[list[Any]]) -> None:
        """Put rows into the table as they are: no default, no automatic time."""
        quote = connection.ops.quote_name
        places = ", ".join(["%s"] * len(self.fields))
        names = ", ".join(map(quote, self.columns))
        statement = f"INSERT INTO {quote(self.name)} ({names}) VALUES ({places})"  # noqa: S608  # names of ours
        waiting = iter(rows)
        with connection.cursor() as cursor:
            while batch := list(islice(waiting, BATCH)):
                cursor.executemany(statement, [self._prepared(row) for row in batch])

    def _prepared(self, row: list[Any]) -> list[Any]:
        return [_prepared(field, value) for field, value in zip(self.fields, row, strict=True)]

    def clear(self) -> None:
        """Take out what migrations put in by themselves."""
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(self.name)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608
            if cursor.fetchone()[0]:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608

    @property
    def counts_up(self) -> bool:
        """Whether the database gives out its keys."""
        return isinstance(self.model._meta.pk, models.AutoField | models.BigAutoField | models.SmallAutoField)

    def last_key(self) -> int:
        """The last key that the database gave out, also to a row that is gone; 0 where it gives none."""
        if not self.counts_up:
            return 0
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
                row = cursor.fetchone()
                return int(row[0]) if row else 0
            cursor.execute(f"SELECT last_value, is_called FROM {self._sequence(cursor)}")  # noqa: S608
            last, was_given = cursor.fetchone()
            return int(last) if was_given else 0

    def count_on_from(self, last: int) -> None:
        """Have the database give out the keys after `last`: no key comes twice, the history tells of keys."""
        if not self.counts_up:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [self.name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [self.name, last])
            else:
                cursor.execute("SELECT setval(%s, %s, %s)", [self._sequence(cursor), max(last, 1), last > 0])

    def _sequence(self, cursor: Any) -> str:
        table = connection.ops.quote_name(self.name)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, self.model._meta.pk.column])
        return str(cursor.fetchone()[0])


def _prepared(field: models.Field, value: Any) -> Any:
    """A value of a line as the engine takes it."""
    if isinstance(field, models.JSONField):
        # A column that must hold something holds the word null of JSON.
        return None if value is None and field.null else field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(field.to_python(value), connection)


def tables_of(apps: Apps) -> list[Table]:
    """Every table that holds something worth keeping, by name."""
    found = {
        model._meta.db_table: Table(model)
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and not model._meta.swapped
    }
    return [found[name] for name in sorted(found) if name not in LEFT_OUT]


def strange_tables(tables: list[Table]) -> list[str]:
    """Tables of the database that no model of ours tells of."""
    known = {table.name for table in tables} | LEFT_OUT | {MigrationRecorder.Migration._meta.db_table}
    return sorted(set(connection.introspection.table_names()) - known)


def dangling_keys() -> list[str]:
    """Every foreign key with values that no row answers to: “表.列 指向不存在的 表（n 行）”."""
    quote, found = connection.ops.quote_name, []
    with connection.cursor() as cursor:
        for table in tables_of(current_apps):
            for field in table.fields:
                if not isinstance(field, models.ForeignKey):
                    continue
                target = field.target_field
                other, column = target.model._meta.db_table, str(field.column)
                cursor.execute(
                    f"SELECT count(*) FROM {quote(table.name)} here WHERE here.{quote(column)} IS NOT NULL "  # noqa: S608
                    f"AND NOT EXISTS (SELECT 1 FROM {quote(other)} there "
                    f"WHERE there.{quote(str(target.column))} = here.{quote(column)})"
                )
                if count := cursor.fetchone()[0]:
                    found.append(f"{table.name}.{column} 指向不存在的 {other}（{count} 行）")
    return found
