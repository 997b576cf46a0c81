"""What happened last: told to all servers by the database, and by small files even where the database does not."""

import json
import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from core.models import InstallationNote

from .archive import written_beside

REPORT, BACKUP = "last-check.json", "last-backup.json"
logger = logging.getLogger(__name__)


def keep_note(name: str, content: dict[str, Any]) -> None:
    """Keep a note in the place of the one before: in the database, and in the data directory where that can be written."""
    with suppress(DatabaseError), transaction.atomic():  # of an older version, that has no table for it
        InstallationNote.objects.update_or_create(name=name, defaults={"content": content})
    try:
        with written_beside(Path(settings.DATA_DIR) / name) as part:
            part.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    except OSError:
        logger.warning("%s cannot be written beside the data", name)


def read_note(name: str) -> dict[str, Any] | None:
    """The note of a name; None where none was kept, or none that can be read."""
    kept = InstallationNote.objects.filter(name=name).values_list("content", flat=True).first()
    return kept or note_beside(name)


def note_beside(name: str) -> dict[str, Any] | None:
    """The same, of the data directory alone."""
    try:
        told = json.loads((Path(settings.DATA_DIR) / name).read_text())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
