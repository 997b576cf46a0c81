"""System check: who can read the data directory."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning


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
