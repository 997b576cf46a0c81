"""Small files beside the database, which tell what happened last even where the database does not."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from .archive import written_beside

REPORT, BACKUP = "last-check.json", "last-backup.json"


def keep_note(name: str, content: dict[str, Any]) -> None:
    """Keep a note in the data directory, in the place of the one before."""
    with written_beside(Path(settings.DATA_DIR) / name) as part:
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1))


def read_note(name: str) -> dict[str, Any] | None:
    """The note of a name; None where none was kept, or none that can be read."""
    try:
        told = json.loads((Path(settings.DATA_DIR) / name).read_text())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
