"""Attachments: typed by content, limited in size, stored by content hash, handed out only through the record."""

import hashlib
import io
import re
import unicodedata
import warnings
import zipfile

import filetype
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from . import audit
from .enums import AuditAction
from .models import Attachment, Record

# Extension -> media type that the content must prove to be.
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ALLOWED = "PDF、Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）、图片（.jpg、.png、.webp）和文本（.txt）"
IMAGE_MAX_PIXELS = 50_000_000
ARCHIVE_MAX_BYTES = 200 * 1024 * 1024
ARCHIVE_MAX_PARTS = 5_000


class AttachmentRefused(Exception):
    """The file is not taken; the text says what is wrong and how to mend it."""


def safe_name(raw: str) -> str:
    """A file name without path, control or direction-changing characters, at most 120 characters.

    Raises AttachmentRefused when nothing is left of it.
    """
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, _, extension = name.rpartition(".")
    if not stem or not extension:
        raise AttachmentRefused(f"文件名“{name or raw[:40]}”缺少名称或扩展名，请改名后再上传。")
    return f"{stem[:110]}.{extension}"


def media_type_of(name: str, content: bytes) -> str:
    """The media type that name and content agree on. Raises AttachmentRefused with the reason otherwise."""
    extension = name.rpartition(".")[2].lower()
    expected = MEDIA_TYPES.get(extension)
    if expected is None:
        raise AttachmentRefused(f"不能上传“.{extension}”文件。可以上传{ALLOWED}。")
    if extension in OFFICE_PARTS:
        _check_office(extension, content)
    elif extension == "txt":
        _check_text(content)
    else:
        kind = filetype.guess(content)
        if kind is None or kind.mime != expected:
            raise AttachmentRefused(
                f"“{name}”的内容不是 {extension.upper()} 文件，请确认文件没有损坏或被改名。"
            )
        if expected.startswith("image/"):
            _check_image(content)
        elif b"/Encrypt" in content[-4096:]:
            raise AttachmentRefused("这个 PDF 加了密码，请去掉密码后再上传。")
    return expected


def _check_office(extension: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise AttachmentRefused(
            f"文件内容不是 .{extension}，请用 Office 或 WPS 另存为 .{extension} 后再上传。"
        ) from error
    names = {part.filename for part in parts}
    if OFFICE_PARTS[extension] not in names:
        raise AttachmentRefused(
            f"文件内容不是 .{extension}，请用 Office 或 WPS 另存为 .{extension} 后再上传。"
        )
    if any("vbaproject" in name.lower() or "/activex/" in name.lower() for name in names):
        raise AttachmentRefused("文件里有宏或控件，请另存为不带宏的文件后再上传。")
    if len(parts) > ARCHIVE_MAX_PARTS or sum(part.file_size for part in parts) > ARCHIVE_MAX_BYTES:
        raise AttachmentRefused("文件解压后过大，请压缩其中的图片或拆分后再上传。")


def _check_text(content: bytes) -> None:
    if b"\x00" in content:
        raise AttachmentRefused("文本文件里有二进制内容，请另存为纯文本（UTF-8）后再上传。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    raise AttachmentRefused("文本文件的编码无法识别，请另存为 UTF-8 后再上传。")


def _check_image(content: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                width, height = image.size
                if width * height > IMAGE_MAX_PIXELS:
                    raise AttachmentRefused(
                        f"图片有 {width}×{height} 像素，超过 {IMAGE_MAX_PIXELS // 10_000} 万像素，请缩小后再上传。"
                    )
                image.verify()
    except AttachmentRefused:
        raise
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise AttachmentRefused("图片已损坏，打不开，请重新导出后再上传。") from error


@transaction.atomic
def add(*, record: Record, upload: UploadedFile, by: AbstractBaseUser | None) -> Attachment:
    """Put a file on a record; without a person it is the system's doing. Raises AttachmentRefused; then nothing is stored."""
    size = upload.size or 0
    if size == 0:
        raise AttachmentRefused("文件是空的，请重新选择。")
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
        raise AttachmentRefused(f"文件有 {size / 1024 / 1024:.1f} MB，超过 {limit} MB，请压缩后再上传。")
    name = safe_name(upload.name or "")
    content = upload.read()
    attachment = Attachment(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        sha256=hashlib.sha256(content).hexdigest(),
        name=name,
        media_type=media_type_of(name, content),
        size=len(content),
        uploaded_by_id=by.pk if by else None,
        uploaded_by_name=str(by) if by else "系统",
    )
    if not default_storage.exists(attachment.storage_name):
        default_storage.save(attachment.storage_name, ContentFile(content))
    attachment.save()
    _record_change(record, AuditAction.ATTACH, by, old="", new=name)
    return attachment


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
