"""What the worker does every day without anybody asking: a backup, and a look through the store."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from core import timers

from .backups import Kept, file_name, make_backup
from .beginning import keep_newest
from .checking import StoreReport, check_store

DAY = timedelta(days=1)
KIND = "daily"


def back_up(_now: datetime) -> Kept | None:
    """Write the day's backup into BACKUP_DIR, and take away those older than the newest BACKUPS_KEPT.

    A site that nobody has set up yet has nothing to back up. Raises Refused and OSError; the timer's row keeps why.
    """
    if not get_user_model()._base_manager.exists():
        return None
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    kept = make_backup(folder / file_name(KIND))
    keep_newest(folder, KIND, settings.BACKUPS_KEPT)
    return kept


def look_through(_now: datetime) -> StoreReport:
    """Check the store; the result is kept for the administrator's page."""
    return check_store()


BACKUP = timers.Timer("backup", DAY, back_up)
CHECK = timers.Timer("check_store", DAY, look_through)
timers.register(BACKUP)
timers.register(CHECK)
