"""A file between being chosen and being saved: kept by content hash, named by a signed pointer in the page."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.refusals import Refused

from .files import MAX_WORD_BYTES

FOLDER = "pending-imports"
MAX_AGE = timedelta(days=1)
_SALT = "reports.pending-import"
_GONE = "预览已经过期，请重新选择文件。"


@dataclass(frozen=True)
class ReportFile:
    """The file's bytes and the name it was given with."""

    name: str
    data: bytes


def read_source(path: Path) -> ReportFile:
    """A file of this machine. Raises Refused where it cannot be read or is far too big."""
    if not path.is_file():
        raise Refused(f"没有找到文件 {path}，请核对路径。")
    try:
        if path.stat().st_size > MAX_WORD_BYTES:
            raise Refused("文件太大：超过 30 MB。请删去图片或附件，只留正文后再导入。")
        return ReportFile(path.name, path.read_bytes())
    except OSError as error:
        raise Refused(f"无法读取 {path}：{error.strerror}。请检查文件的权限。") from error


def keep(data: bytes, name: str, *, owner: str) -> str:
    """Store the file until it is saved and return the pointer; forgotten files of earlier days go."""
    _sweep()
    digest = hashlib.sha256(data).hexdigest()
    place = f"{FOLDER}/{digest}"
    if default_storage.exists(place):
        # Its time starts anew, or the sweep would take it from under this preview.
        default_storage.delete(place)
    default_storage.save(place, ContentFile(data))
    # The end of a long name stays: the kind of file stands there.
    return signing.dumps({"sha256": digest, "name": name[-200:], "owner": owner}, salt=_SALT)


def fetch(pointer: str, *, owner: str) -> ReportFile:
    """The file behind a pointer. Raises Refused when it is too old, changed or another person's."""
    try:
        kept = signing.loads(pointer, salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise Refused(_GONE) from error
    place = f"{FOLDER}/{kept['sha256']}"
    if kept["owner"] != owner or not default_storage.exists(place):
        raise Refused(_GONE)
    with default_storage.open(place) as stored:
        return ReportFile(kept["name"], stored.read())


def _sweep() -> None:
    if not default_storage.exists(FOLDER):
        return
    limit = timezone.now() - MAX_AGE
    for name in default_storage.listdir(FOLDER)[1]:
        if default_storage.get_modified_time(f"{FOLDER}/{name}") < limit:
            default_storage.delete(f"{FOLDER}/{name}")
