"""A file that a person chose: whether it is what its name says, kept until it is confirmed, and what the readers make of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePath

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.refusals import Refused

# Ideographic and no-break spaces, zero-width marks and the byte order mark count as blanks.
BLANKS = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2002\u2003\u2009\ufeff"


# Whether a line, without its number, is a heading: only the kind of document that is looked for can tell.
HeadingTest = Callable[[str], bool]


def no_heading(_text: str) -> bool:
    """For documents without headings that matter."""
    return False


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """One paragraph as it stands in the file, outer blanks removed.

    `label` is a number computed by Word (“一、”), `list_level` its depth; `outline` is the heading
    level 1–9 or None; `style` is "title", "subtitle", "toc" or ""; `size` is in half-points, 0 if
    unknown; `is_row` marks a table row.
    """

    text: str
    label: str = ""
    list_level: int = 0
    outline: int | None = None
    style: str = ""
    is_bold: bool = False
    is_centred: bool = False
    size: int = 0
    is_row: bool = False
    # Its place in the file, and what a person says that it is: see `mending`.
    row: int = field(default=-1, compare=False)
    forced: str = field(default="", compare=False)

    def at(self, row: int) -> "SourceParagraph":
        """The same at a place of the file. Written out: a long file has thousands, and `replace` is slow."""
        return SourceParagraph(
            self.text,
            self.label,
            self.list_level,
            self.outline,
            self.style,
            self.is_bold,
            self.is_centred,
            self.size,
            self.is_row,
            row,
            self.forced,
        )


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """The paragraphs of a file in reading order, and what the reader had to say about them."""

    paragraphs: tuple[SourceParagraph, ...]
    warnings: tuple[str, ...] = ()


MAX_TEXT_BYTES = 10 * 1024 * 1024
MAX_WORD_BYTES = 30 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"<!DOCTYPE html", "网页"),
    (b"<html", "网页"),
    (b"<?xml", "XML 文件"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"),
)
_ASCII_MAGIC = (b"BM", b"MZ")  # also the beginning of ordinary English text
_ADVICE = {
    ".doc": "旧版 Word 文档（.doc）不能直接导入，请用 Word 或 WPS 打开，另存为 .docx 后再导入。",
    ".docm": "带宏的 Word 文档（.docm）不能导入，请另存为不带宏的 .docx 后再导入。",
    ".dotx": "Word 模板（.dotx）不能导入，请另存为 .docx 后再导入。",
    ".wps": "WPS 文档（.wps）不能直接导入，请用 WPS 打开，另存为 .docx 后再导入。",
    ".rtf": "RTF 文档不能直接导入，请另存为 .docx 后再导入。",
    ".odt": "ODT 文档不能直接导入，请另存为 .docx 后再导入。",
    ".pdf": "PDF 文件不能导入，请找到它的 Word 原稿，或把文字复制到 .docx 文件后再导入。",
}
_TO_WORD = "请用 Word 或 WPS 打开原文件，另存为 .docx 后再导入。"


def suffix_of(data: bytes, name: str) -> str:
    """“.txt” or “.docx”, after the content has been found not to contradict the name.

    Raises Refused for every other file.
    """
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if suffix in _ADVICE:
        raise Refused(_ADVICE[suffix])
    if suffix not in (".txt", ".docx"):
        shown = f"“{suffix}”文件" if suffix else "没有扩展名的文件"
        raise Refused(f"{shown}不能导入，只能导入 .docx（Word 文档）和 .txt（纯文本）文件。")
    if not data.strip(b"\0 \t\r\n"):
        raise Refused("文件是空的，没有可以导入的内容，请检查是否选错了文件。")
    limit = MAX_TEXT_BYTES if suffix == ".txt" else MAX_WORD_BYTES
    if len(data) > limit:
        size = f"{limit // 1024 // 1024} MB"
        raise Refused(f"文件太大：超过 {size}。请删去图片或附件，只留正文后再导入。")
    if suffix == ".txt":
        _refuse_unless_text(data)
    else:
        _refuse_unless_zip(data)
    return suffix


def _refuse_unless_text(data: bytes) -> None:
    if data.startswith(_OLE) or data.startswith(_ZIP):
        raise Refused(f"这个文件虽然叫 .txt，内容却不是纯文本（像是 Office 文档）。{_TO_WORD}")
    if found := _foreign(data):
        raise Refused(f"这个文件虽然叫 .txt，内容却是{found}，不是纯文本，请检查是否选错了文件。")


def _refuse_unless_zip(data: bytes) -> None:
    if data.startswith(_OLE):
        raise Refused(
            "这不是 .docx 文档，而是旧版 Word 文档（.doc）或加了密码的文档。"
            "请用 Word 或 WPS 打开，去掉密码，另存为 .docx 后再导入。"
        )
    if not data.startswith(_ZIP):
        found = _foreign(data)
        what = f"内容却是{found}。" if found else "内容却不是。"
        raise Refused(f"这不是 Word 文档（.docx）：文件名是 .docx，{what}{_TO_WORD}")


def _foreign(data: bytes) -> str:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _MAGIC:
        if head[: len(magic)].lower() != magic.lower():
            continue
        if magic not in _ASCII_MAGIC or b"\0" in data[:4096]:
            return what
    if data[4:8] == b"ftyp" or data[8:12] == b"WEBP":
        return "图片、音频或视频"
    return ""


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
