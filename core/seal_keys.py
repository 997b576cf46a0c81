"""Where the keys of sealed boxes lie: a directory of this machine (`SEAL_DIR`), or a bucket of their own that several servers share (`SEAL_URL`).

Either is in no backup, and neither is the place of the records. What a place does not do it tells as OSError.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from .refusals import Refused
from .storage_url import read_storage_url


class KeyPlace(Protocol):
    """Keys by their names; a name is used once."""

    setting: str

    def names(self, start: str = "") -> list[str]:
        """The names that begin so."""

    def read(self, name: str) -> bytes:
        """A key."""

    def keep(self, name: str, key: bytes) -> None:
        """Keep a key; once this returns it survives a kill and a power cut."""

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key; one that is gone is no fault."""


class Folder:
    """A directory for this account alone."""

    setting = "SEAL_DIR"

    def __init__(self, path: Path):
        self.path = path

    def names(self, start: str = "") -> list[str]:
        """The names that begin so."""
        return [path.name for path in self.path.glob(f"{start}*")]

    def read(self, name: str) -> bytes:
        """A key."""
        return (self.path / name).read_bytes()

    def keep(self, name: str, key: bytes) -> None:
        """Write a key to the disk, and the directory that names it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key."""
        try:
            with (self.path / name).open("r+b") as file:
                file.write(bytes(32))
                file.flush()
                os.fsync(file.fileno())
            (self.path / name).unlink()
        except FileNotFoundError:
            return


class Bucket:
    """A bucket of an S3-compatible store, without versions: there a key that was destroyed would live on."""

    setting = "SEAL_URL"

    def __init__(self, entry: dict[str, Any]):
        self.storage: Any = import_string(entry["BACKEND"])(**entry["OPTIONS"])

    def names(self, start: str = "") -> list[str]:
        """The names that begin so."""
        return [name for name, _ in self.storage.stored(start)]

    def read(self, name: str) -> bytes:
        """A key."""
        with self.storage.open(name) as file:
            return bytes(file.read())

    def keep(self, name: str, key: bytes) -> None:
        """Write a key; the store says that it holds it."""
        self.storage.save(name, ContentFile(key))

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key."""
        self.keep(name, bytes(32))
        self.storage.delete(name)

    def has_versions(self) -> bool:
        """Whether the store keeps, or kept for a while, what was overwritten and removed."""
        return bool(self.storage.has_versions())


@lru_cache(maxsize=8)
def place_at(url: str) -> KeyPlace:
    """A bucket (`s3://…`) or a directory (`file:///…`). Raises ValueError for what is no address."""
    entry = read_storage_url(url)
    return Folder(Path(entry["OPTIONS"]["location"])) if url.startswith("file:") else Bucket(entry)


def place() -> KeyPlace:
    """Where this site keeps them."""
    return place_at(settings.SEAL_URL) if settings.SEAL_URL else Folder(Path(settings.SEAL_DIR))


def move_keys(url: str) -> int:
    """Move all keys to another place, each read back before it is destroyed here; how many.

    Raises Refused for what is no address, where a key comes back otherwise than it was sent, or for the place that is
    in use; OSError where a place does not do what is asked.
    """
    try:
        here, there = place(), place_at(url)
    except ValueError as error:
        raise Refused(f"{error}。") from error
    names = here.names()
    for name in names:
        there.keep(name, key := here.read(name))
        if there.read(name) != key:
            raise Refused(f"封存钥匙 {name} 写过去以后读回来不一样，没有搬。")
    for name in names:
        here.destroy(name)
    return len(names)
