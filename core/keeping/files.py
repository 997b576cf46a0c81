"""Moving attachments to another place: from the data directory into a shared store, or back."""

import hashlib
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils.module_loading import import_string

from core.models import Attachment
from core.refusals import Refused
from core.storage_url import read_storage_url


@dataclass
class MovedFiles:
    """What lies in the other place now. `missing`: contents that are gone or changed here, by attachment."""

    files: int = 0
    there_before: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


def storage_at(url: str) -> Storage:
    """The place of an address. Raises Refused where the address means nothing, or its extra is not installed."""
    try:
        entry = read_storage_url(url)
        return import_string(entry["BACKEND"])(**entry["OPTIONS"])
    except ValueError as error:
        raise Refused(f"{error}。") from error
    except ImportError as error:
        raise Refused("还没有安装对象存储的组件：script/bootstrap --with s3") from error


def move_files(url: str) -> MovedFiles:
    """Copy every attachment's content to another place and read each back by its hash; nothing is taken away here.

    Raises Refused for the place that is in use, and where a content does not come back as it was sent; OSError where
    the other place does not answer. What lies there whole already is left, so that a second run goes on.
    """
    target, moved = storage_at(url), MovedFiles()
    if _same_place(target):
        raise Refused("附件已经放在这个地方，不用搬。")
    contents: dict[str, list[int]] = {}
    for sha256, pk in Attachment.objects.order_by("pk").values_list("sha256", "pk"):
        contents.setdefault(sha256, []).append(pk)
    for sha256, numbers in contents.items():
        name = Attachment(sha256=sha256).storage_name
        content = _content(default_storage, name)
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            moved.missing.append(f"附件 {'、'.join(map(str, numbers))}")
            continue
        if _content(target, name) == content:
            moved.there_before += 1
        else:
            target.delete(name)
            target.save(name, ContentFile(content))
            if _content(target, name) != content:
                raise Refused(f"{name} 写过去以后读回来不一样，没有搬完。请检查对方的存储，再运行一次。")
        moved.files += 1
        moved.size += len(content)
    return moved


def _content(storage: Storage, name: str) -> bytes | None:
    try:
        with storage.open(name) as stored:
            return bytes(stored.read())
    except FileNotFoundError:
        return None


def _same_place(target: Storage) -> bool:
    def place(storage: Storage) -> tuple:
        return tuple(str(getattr(storage, name, "")) for name in ("endpoint_url", "bucket_name", "location"))

    return place(target) == place(default_storage)
