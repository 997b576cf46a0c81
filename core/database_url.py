"""How a database is reached: what its address means to Django, for the settings and for a database beside the served one."""

from typing import Any

import dj_database_url

# IMMEDIATE: with several writers Django's deferred transactions fail on lock upgrade; FULL: a power cut
# loses no committed record; recursive_triggers: the audit guard also sees REPLACE.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;"
    ),
}


def read_database_url(url: str) -> dict[str, Any]:
    """An entry of DATABASES. Raises ValueError for an address that names no engine we know."""
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = dict(SQLITE_OPTIONS)
    return database
