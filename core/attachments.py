"""Attachments: typed by content, limited in size, stored by content hash, handed out only through the record."""

import hashlib
import logging

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from . import audit, photos, records
from .enums import AuditAction
from .file_types import ALLOWED, media_type_of, safe_name
from .models import Attachment, Record
from .refusals import Refused

logger = logging.getLogger(__name__)

__all__ = ["ALLOWED", "DamagedFile", "add", "of_record", "photos_of", "remove", "whole_content"]


@transaction.atomic
def add(*, record: Record, upload: UploadedFile, by: AbstractBaseUser | None) -> Attachment:
    """Put a file on a record; without a person it is the system's doing. Pictures are kept as `core.photos` makes them.

    Raises Refused; then nothing is stored.
    """
    size = upload.size or 0
    if size == 0:
        raise Refused("文件是空的，请重新选择。")
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
        raise Refused(f"文件有 {size / 1024 / 1024:.1f} MB，超过 {limit} MB，请压缩后再上传。")
    name = safe_name(upload.name or "")
    content = upload.read()
    media_type = media_type_of(name, content)
    if photos.is_photo(media_type):
        _check_photo_count(record)
        content = photos.as_kept(content)
    attachment = Attachment(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        sha256=hashlib.sha256(content).hexdigest(),
        name=name,
        media_type=media_type,
        size=len(content),
        uploaded_by_id=by.pk if by else None,
        uploaded_by_name=str(by) if by else "系统",
    )
    store(attachment, content)
    attachment.save()
    _record_change(record, AuditAction.ATTACH, by, old="", new=name)
    return attachment


def _check_photo_count(record: Record) -> None:
    most = records.type_of(record).most_photos
    if most is not None and photos_of(record).count() >= most:
        raise Refused(f"照片最多 {most} 张，这里已经有 {most} 张，请先移除一张再上传。")


def store(attachment: Attachment, content: bytes) -> None:
    """Keep the content under its hash, once; what a broken-off upload left behind is written anew."""
    name = attachment.storage_name
    if default_storage.exists(name):
        if is_whole(name, attachment.sha256):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def is_whole(name: str, sha256: str) -> bool:
    """Whether a stored file can be read and has this content."""
    try:
        with default_storage.open(name) as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == sha256
    except OSError:
        return False


class DamagedFile(Exception):
    """The content of an attachment is no longer what was uploaded: nobody is handed it. The text says why in Chinese.

    `may_return` where it may be there again later without anybody mending it.
    """

    def __init__(self, why: str, *, may_return: bool = False):
        super().__init__(why)
        self.may_return = may_return


def whole_content(attachment: Attachment) -> bytes:
    """What was uploaded, proved by its hash. Raises DamagedFile, which the log tells."""
    try:
        with default_storage.open(attachment.storage_name) as stored:
            content = stored.read()
        if hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise DamagedFile("它的内容和上传时不同，可能被改动过，或者磁盘有损坏")
    except FileNotFoundError as error:
        logger.exception("attachment %s is gone", attachment.storage_name)
        raise DamagedFile("它的文件不在服务器上了") from error
    except OSError as error:
        logger.exception("attachment %s cannot be read", attachment.storage_name)
        raise DamagedFile("服务器现在读不出它的文件", may_return=True) from error
    except DamagedFile:
        logger.exception("attachment %s was changed", attachment.storage_name)
        raise
    return content


@transaction.atomic
def remove(*, attachment: Attachment, by: AbstractBaseUser, reason: str = "") -> None:
    """Take a file off its record; the content stays stored and the history names it."""
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    _record_change(attachment.record, AuditAction.DETACH, by, old=attachment.name, new="", reason=reason)


def _record_change(record, action, by, *, old: str, new: str, reason: str = "") -> None:
    change = {"attachment": {"label": "附件", "old": old, "new": new, "restricted": False}}
    audit.record(actor=by, action=action, obj=record, changes=change, reason=reason)


def of_record(record: Record):
    """The files on a record that were not removed."""
    kind = ContentType.objects.get_for_model(record)
    return Attachment.objects.filter(content_type=kind, object_id=record.pk, removed_at__isnull=True)


def photos_of(record: Record):
    """The pictures among the files on a record."""
    return of_record(record).filter(media_type__startswith="image/")
