"""What a file is by its content, and what is refused: each refusal says what is wrong and how to mend it."""

import io
import re
import unicodedata
import warnings
import zipfile
import zlib

import filetype
from PIL import Image

from .refusals import Refused

OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
# Extension -> media type that the content must prove to be.
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
# How a file of a kind that is refused can be turned into one that is taken.
INSTEAD = {
    "doc": "请用 Office 或 WPS 另存为 .docx 后再上传。",
    "wps": "请用 WPS 另存为 .docx 后再上传。",
    "xls": "请用 Office 或 WPS 另存为 .xlsx 后再上传。",
    "et": "请用 WPS 另存为 .xlsx 后再上传。",
    "ppt": "请用 Office 或 WPS 另存为 .pptx 后再上传。",
    "docm": "请另存为不带宏的 .docx 后再上传。",
    "xlsm": "请另存为不带宏的 .xlsx 后再上传。",
    "pptm": "请另存为不带宏的 .pptx 后再上传。",
    "zip": "请解压后逐个上传。",
    "rar": "请解压后逐个上传。",
    "7z": "请解压后逐个上传。",
    "heic": "请在手机上把照片格式改为“兼容性最佳”，或另存为 .jpg 后再上传。",
    "svg": "请导出为 .png 后再上传。",
    "html": "请另存为 PDF 后再上传。",
}
IMAGE_MAX_PIXELS = 50_000_000
IMAGE_MAX_SIDE = 20_000
ARCHIVE_MAX_BYTES = 200 * 1024 * 1024
ARCHIVE_MAX_PARTS = 5_000
OLE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
RESERVED_NAMES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)),
}
MARKUP_START = re.compile(rb"\s*(<\?xml|<!doctype|<html|<svg|<head|<body|<script)", re.IGNORECASE)
PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)\b")
PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
PDF_STREAM = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)
PDF_OBJECT_STREAM = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
PDF_INFLATE_MAX = 4 * 1024 * 1024
REMOTE_TEMPLATE = re.compile(
    rb"attachedTemplate[^>]*Target=.(https?:|\\\\|file:////)|Target=.(https?:|\\\\|file:////)[^>]*attachedTemplate",
    re.IGNORECASE,
)


def safe_name(raw: str) -> str:
    """A file name without path, control or direction-changing characters, at most 120 characters.

    Raises Refused when nothing is left of it.
    """
    name = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, _, extension = name.rpartition(".")
    stem = stem.rstrip(" .")
    if not stem or not extension:
        raise Refused(f"文件名“{name or raw[:40]}”缺少名称或扩展名，请改名后再上传。")
    if stem.upper() in RESERVED_NAMES:
        stem = f"_{stem}"
    return f"{stem[:110]}.{extension[:9]}"


def media_type_of(name: str, content: bytes) -> str:
    """The media type that name and content agree on. Raises Refused with the reason otherwise."""
    extension = name.rpartition(".")[2].lower()
    expected = MEDIA_TYPES.get(extension)
    if expected is None:
        raise Refused(f"不能上传“.{extension}”文件。" + INSTEAD.get(extension, f"可以上传{ALLOWED}。"))
    if extension in OFFICE_PARTS:
        _check_office(extension, content)
    elif extension == "txt":
        _check_text(content)
    else:
        kind = filetype.guess(content)
        if kind is None or kind.mime != expected:
            raise Refused(f"“{name}”的内容不是 {extension.upper()} 文件，请确认文件没有损坏或被改名。")
        if expected.startswith("image/"):
            _check_image(content)
        else:
            _check_pdf(content)
        if zipfile.is_zipfile(io.BytesIO(content)):
            raise Refused("文件尾部夹带了压缩包，请重新导出或打印为新文件后再上传。")
    return expected


def _check_office(extension: str, content: bytes) -> None:
    if content.startswith(OLE_SIGNATURE):
        raise Refused(f"文件加了打开密码，或是旧格式改名而来，请去掉密码、另存为 .{extension} 后再上传。")
    foreign = f"文件内容不是 .{extension}，请用 Office 或 WPS 另存为 .{extension} 后再上传。"
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(foreign)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if OFFICE_PARTS[extension] not in {part.filename for part in parts}:
                raise Refused(foreign)
            _check_parts(parts)
            _check_package(archive, parts)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise Refused(f"文件已损坏，打不开，请用 Office 或 WPS 重新另存为 .{extension} 后再上传。") from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """What the list of parts gives away, before anything is unpacked."""
    if len(parts) > ARCHIVE_MAX_PARTS or sum(part.file_size for part in parts) > ARCHIVE_MAX_BYTES:
        raise Refused("文件解压后过大，请压缩其中的图片或拆分后再上传。")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or any(".." in name.split("/") or name[:1] in "/\\" for name in names):
        raise Refused("文件内部结构不正常，请用 Office 或 WPS 重新另存后再上传。")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("文件内部加了密码，请去掉密码后再上传。")
    if any("vbaproject" in name.lower() or "/activex/" in name.lower() for name in names):
        raise Refused("文件里有宏或控件，请另存为不带宏的文件后再上传。")
    if any(name.lower().endswith((".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1")) for name in names):
        raise Refused("文件里夹带了程序，请去掉后再上传。")


def _check_package(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """What the parts themselves say: macros by another name, entities, templates fetched from elsewhere."""
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            head = stream.read(65_536).replace(b"\x00", b"")
        if b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head.upper():
            raise Refused("文件里有不允许的 XML 定义，请用 Office 或 WPS 重新另存后再上传。")
        if part.filename == "[Content_Types].xml" and b"macroEnabled" in head:
            raise Refused("文件里有宏或控件，请另存为不带宏的文件后再上传。")
        if part.filename.endswith(".rels") and REMOTE_TEMPLATE.search(head):
            raise Refused("文件引用了网络上的模板，请在 Word 里改为本机模板并另存后再上传。")


def _check_text(content: bytes) -> None:
    if re.search(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]", content):
        raise Refused("文本文件里有二进制内容，请另存为纯文本（UTF-8）后再上传。")
    if MARKUP_START.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise Refused("文件内容是网页或矢量图，不是纯文本，请另存为 PDF 或图片后再上传。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    raise Refused("文本文件的编码无法识别，请另存为 UTF-8 后再上传。")


def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Refused("这个 PDF 不完整，请重新导出或下载后再上传。")
    # Packed bytes may spell anything by chance: names count outside them, and in unpacked object streams.
    outline = PDF_STREAM.sub(b" ", content)
    if PDF_ENCRYPTED.search(outline):
        raise Refused("这个 PDF 加了密码，请去掉密码后再上传。")
    if any(PDF_ACTIVE.search(_unescaped(text)) for text in (outline, *_object_streams(content))):
        raise Refused("这个 PDF 里有脚本或会启动程序的动作，请打印为新的 PDF 后再上传。")


def _unescaped(text: bytes) -> bytes:
    """PDF names may spell characters as #4A."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), text)


def _object_streams(content: bytes) -> list[bytes]:
    """The unpacked object streams, in which names stand as well, each up to a limit."""
    unpacked = []
    for match in PDF_OBJECT_STREAM.finditer(content):
        try:
            unpacked.append(zlib.decompressobj().decompress(content[match.end() :], PDF_INFLATE_MAX))
        except zlib.error:
            continue
    return unpacked


def _check_image(content: bytes) -> None:
    damaged = Refused("图片已损坏，打不开，请重新导出后再上传。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                if max(image.size) > IMAGE_MAX_SIDE or image.width * image.height > IMAGE_MAX_PIXELS:
                    raise Image.DecompressionBombError
                if not _is_whole(image.format, content):
                    raise damaged
                if image.format == "PNG":
                    image.verify()  # the checksum of every part, without unpacking the picture
                else:
                    image.draft("RGB", (image.width // 8, image.height // 8))
                    image.load()
    except Image.DecompressionBombError as error:
        raise Refused(
            f"图片太大，超过 {IMAGE_MAX_PIXELS // 10_000} 万像素或边长 {IMAGE_MAX_SIDE} 像素，请缩小后再上传。"
        ) from error
    except Refused:
        raise
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise damaged from error


def _is_whole(kind: str | None, content: bytes) -> bool:
    """Whether the picture goes on to its end; decoding does not tell where a library asked for leniency."""
    if kind == "WEBP":
        return int.from_bytes(content[4:8], "little") + 8 <= len(content)
    if kind != "JPEG":
        return True
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1] != 0xDA:
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return b"\xff\xd9" in content[place:]
