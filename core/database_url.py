"""How a database is reached: what its address means to Django, for the settings and for a database beside the served one."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

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
# Of several servers the one that writes, looked for without long waits; a connection whose other end is silent for so
# long is given up (seconds, milliseconds), for a machine that lost its power says nothing.
SEVERAL_OPTIONS = {"target_session_attrs": "read-write", "connect_timeout": 3, "tcp_user_timeout": 10_000}


def read_database_url(url: str) -> dict[str, Any]:
    """An entry of DATABASES. Raises ValueError for an address that names no engine we know.

    PostgreSQL may have several servers: `postgres://name:password@one:5432,other/database`, of which the one is
    taken that writes. What stands behind `?` wins over our defaults.
    """
    parts = urlsplit(url)
    account, at, place = parts.netloc.rpartition("@")
    hosts = [_host_and_port(one) for one in place.split(",")] if "," in place else []
    if hosts:
        url = urlunsplit(parts._replace(netloc=f"{account}{at}{hosts[0][0]}"))
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = dict(SQLITE_OPTIONS)
    elif hosts:
        database["HOST"] = ",".join(host for host, _ in hosts)
        database["PORT"] = ",".join(port for _, port in hosts)
        database["OPTIONS"] = SEVERAL_OPTIONS | database.get("OPTIONS", {})
    return database


def _host_and_port(text: str) -> tuple[str, str]:
    """Of one server. Raises ValueError where one of several is left empty or its port is no number."""
    host, _, port = text.partition(":")
    if not host or not (port or "5432").isdecimal():
        raise ValueError("看不懂数据库地址，几台服务器应写成 postgres://账号:密码@主机1:5432,主机2:5432/库名")
    return host, port or "5432"
