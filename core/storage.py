"""Where attachments lie: files that the disk has before anyone is told that they are kept."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class DurableFileStorage(FileSystemStorage):
    """Files for this account alone; saving waits until the disk has the file and the names that lead to it."""

    def _save(self, name: str, content: File) -> str:
        saved = super()._save(name, content)
        path = Path(self.path(saved))
        for place in (path, path.parent, Path(self.location)):
            handle = os.open(place, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved

    def stored(self) -> Iterator[tuple[str, float]]:
        """Each file's name and when it was written, in seconds since 1970; by name."""
        root = Path(self.location)
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix(), path.stat().st_mtime
