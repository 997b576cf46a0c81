"""Another database in place of the served one, for a while and in this thread alone.

Whatever runs inside the block asks the other database: records, migrations, the audit chain. So restoring can never
reach what the site serves, and nothing needs to be told which database is meant.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from core.database_url import read_database_url
from core.refusals import Refused


@contextmanager
def standing_in(database: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Have `database` answer for the default one inside the block; it is closed at the end."""
    served = connections["default"]
    connections["default"] = database
    ContentType.objects.clear_cache()
    try:
        yield database
    finally:
        database.close()
        connections["default"] = served
        ContentType.objects.clear_cache()


def database_at(url: str) -> BaseDatabaseWrapper:
    """A connection of its own to the database at an address. Raises Refused for an address that means nothing."""
    try:
        entry = read_database_url(url)
    except (ValueError, KeyError) as error:
        raise Refused(
            f"看不懂数据库地址“{url}”，应写成 postgres://用户:密码@主机/库名 或 sqlite:////目录/文件。"
        ) from error
    return ConnectionHandler({"default": entry | {"CONN_MAX_AGE": 0}}).create_connection("default")


def sqlite_at(path: Path) -> BaseDatabaseWrapper:
    """A connection of its own to the SQLite file at a path, which is made where it is missing."""
    return database_at(f"sqlite:///{path}")


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """The served database as it is at one moment: nobody waits for the reader, and what others write meanwhile stays out."""
    reader = connections["default"].copy("default")
    if reader.vendor == "sqlite":
        reader.settings_dict["OPTIONS"].pop("transaction_mode", None)  # IMMEDIATE would keep writers waiting
    with standing_in(reader), transaction.atomic(), reader.cursor() as cursor:
        if reader.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master")  # the first reading fixes the moment
        else:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield reader
