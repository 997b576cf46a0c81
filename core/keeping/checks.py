"""System checks: who can read the data directory, and who could take the guard of the audit log away."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections

from core import audit_guard


@register(Tags.security)
def others_read_nothing(app_configs=None, **kwargs):
    """Records, keys, files and backups are for the account alone that the site runs under."""
    data_dir, backups, seals = (
        Path(one) for one in (settings.DATA_DIR, settings.BACKUP_DIR, settings.SEAL_DIR)
    )
    kept = [data_dir, data_dir / "secret_key", data_dir / "attachments", data_dir / "logs", backups, seals]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        kept += [Path(f"{database['NAME']}{ending}") for ending in ("", "-wal", "-shm")]
    loose = [path for path in kept if path.exists() and path.stat().st_mode & 0o077]
    if not loose:
        return []
    folders = [one for one in (data_dir, backups, seals) if any(path.is_relative_to(one) for path in loose)]
    return [
        CheckWarning(
            f"这台机器上的其他账号也能进入或读取：{'、'.join(map(str, loose))}。",
            hint=f"停止服务后执行：chmod -R go= {' '.join(map(str, folders or loose))}",
            id="core.W030",
        )
    ]


@register(Tags.database)
def somebody_else_owns_the_audit_log(app_configs=None, databases=None, **kwargs):
    """On PostgreSQL a table's owner can drop its triggers; the site's own account should not be able to."""
    connection = connections["default"]
    if "default" not in (databases or []) or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user FROM pg_class WHERE oid = to_regclass(%s)"
            " AND pg_has_role(current_user, relowner, 'MEMBER')",
            [audit_guard.TABLE],
        )
        row = cursor.fetchone()
    if row is None:
        return []
    return [
        CheckWarning(
            f"数据库账号 {row[0]} 就是审计表的所有者，能去掉保护审计记录的触发器。",
            hint="让另一个账号拥有各表，程序用只能读写的账号：见 docs/postgresql.md。",
            id="core.W031",
        )
    ]
