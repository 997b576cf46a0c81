"""What kind of file was given: judged by content, not only by name."""

from pathlib import PurePath

from core.refusals import Refused

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
