"""The check that the site's own account could take the guard of the audit log away (PostgreSQL)."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.audit_guard import TABLE
from core.keeping.checks import somebody_else_owns_the_audit_log

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def found() -> list[str]:
    return [one.id for one in somebody_else_owns_the_audit_log(databases=["default"])]


def test_tells_of_an_account_that_owns_the_tables():
    assert found() == (["core.W031"] if connection.vendor == "postgresql" else [])
    assert somebody_else_owns_the_audit_log(databases=None) == []


def test_an_account_that_only_writes_passes_and_cannot_drop_the_triggers():
    if connection.vendor != "postgresql":
        assert found() == [], "SQLite knows no accounts"
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE writes_only")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writes_only")
        cursor.execute("SET LOCAL ROLE writes_only")
        assert found() == []
        for statement in (
            f"DROP TRIGGER core_audit_no_change ON {TABLE}",
            f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
            f"TRUNCATE {TABLE}",
        ):
            with pytest.raises(DatabaseError, match=r"owner|denied"), transaction.atomic():
                cursor.execute(statement)
        cursor.execute("RESET ROLE")
