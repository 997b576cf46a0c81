"""Attachments in an S3-compatible store, for several servers (`STORAGE_URL`). Needs `requirements-s3.txt`."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage


def _told_as_disk(work: Callable) -> Callable:
    """What the store does not do is told as what a disk does not do: an OSError, which callers know."""

    @wraps(work)
    def tried(*args: Any, **options: Any) -> Any:
        try:
            return work(*args, **options)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"the file store did not answer as it should: {error}") from error

    return tried


class S3FileStorage(S3Storage):
    """Files under the same names as on a disk. Saving ends when the store has said that it holds the bytes, by their hash."""

    open = _told_as_disk(S3Storage.open)
    exists = _told_as_disk(S3Storage.exists)
    delete = _told_as_disk(S3Storage.delete)

    @_told_as_disk
    def _open(self, name: str, mode: str = "rb") -> File:
        file = super()._open(name, mode)
        file.read(1)  # the store is asked here, where a file that is gone can be told
        file.seek(0)
        return file

    @_told_as_disk
    def _save(self, name: str, content: File) -> str:
        return str(super()._save(name, content))

    @_told_as_disk
    def stored(self, beginning: str = "") -> Iterator[tuple[str, float]]:
        """Each file's name that begins so and when it was written, in seconds since 1970; by name."""
        start = f"{self.location}/" if self.location else ""
        return iter(
            [
                (one.key.removeprefix(start), one.last_modified.timestamp())
                for one in self.bucket.objects.filter(Prefix=f"{start}{beginning}")
            ]
        )

    @_told_as_disk
    def has_versions(self) -> bool:
        """Whether the bucket keeps, or kept for a while, what was overwritten and removed."""
        return self.bucket.Versioning().status is not None

    @_told_as_disk
    def make_bucket(self) -> bool:
        """Make the bucket where it is not there; whether it was made."""
        client = self.connection.meta.client
        try:
            client.head_bucket(Bucket=self.bucket_name)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
                raise
            client.create_bucket(Bucket=self.bucket_name)
            return True
        return False
