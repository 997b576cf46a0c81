"""Triggers by which the database itself refuses to change or delete audit entries (SQLite and PostgreSQL)."""

TABLE = "core_auditentry"
MESSAGE = "audit entries are never changed or deleted"

_SQLITE_INSTALL = [
    f"CREATE TRIGGER core_audit_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_REMOVE = [
    "DROP TRIGGER IF EXISTS core_audit_no_update",
    "DROP TRIGGER IF EXISTS core_audit_no_delete",
]
_POSTGRESQL_INSTALL = [
    "CREATE OR REPLACE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER core_audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()",
    f"CREATE TRIGGER core_audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse()",
]
_POSTGRESQL_REMOVE = [
    f"DROP TRIGGER IF EXISTS core_audit_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS core_audit_no_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS core_audit_refuse()",
]
INSTALL = {"sqlite": _SQLITE_INSTALL, "postgresql": _POSTGRESQL_INSTALL}
REMOVE = {"sqlite": _SQLITE_REMOVE, "postgresql": _POSTGRESQL_REMOVE}


NAMES = {
    "sqlite": {"core_audit_no_update", "core_audit_no_delete"},
    "postgresql": {"core_audit_no_change", "core_audit_no_truncate"},
}
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
}


def missing(connection) -> list[str]:
    """The triggers that are gone or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor], [TABLE])
        return sorted(NAMES[connection.vendor] - {name for (name,) in cursor.fetchall()})


def _run(connection, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection) -> None:
    """Create the triggers on this connection's engine."""
    _run(connection, INSTALL[connection.vendor])


def remove(connection) -> None:
    """Drop the triggers: for reversing the migration."""
    _run(connection, REMOVE[connection.vendor])
