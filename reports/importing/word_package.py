"""Opens a .docx safely: a zip of bounded size whose XML declares no entities."""

import zipfile
import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError

import docx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError

from core.refusals import Refused

MAX_PARTS = 3000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 30 * 1024 * 1024

_NOT_WORD = "这不是 Word 文档（.docx）：{why}。请用 Word 或 WPS 打开原文件，另存为 .docx 后再导入。"
_DAMAGED = "Word 文档已经损坏，读不出来（{why}）。请用 Word 或 WPS 打开并修复，另存为 .docx 后再导入。"
_TOO_BIG = "Word 文档解压后太大（{why}），不能导入。请删去图片或附件，只留正文后再导入。"
_OTHER_OFFICE = {
    b"spreadsheetml": "内容是 Excel 表格",
    b"presentationml": "内容是演示文稿",
    b"ms-word.template": "内容是带宏的 Word 模板",
    b"wordprocessingml.template": "内容是 Word 模板（.dotx）",
    b"oasis.opendocument": "内容是 ODF 文档",
}
_OPEN_ERRORS = (
    PythonDocxError,
    OpcError,
    LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    OSError,
)


def open_word(data: bytes) -> Document:
    """The document; raises Refused for anything that is not a sound, plain .docx."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(_DAMAGED.format(why="压缩包不完整")) from error
    try:
        document = docx.Document(BytesIO(data))
        body = document.element.body
    except _OPEN_ERRORS as error:
        raise Refused(_NOT_WORD.format(why="里面没有可读的正文")) from error
    if body is None:
        raise Refused(_NOT_WORD.format(why="里面没有正文"))
    return document


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("这个文档加了密码，不能导入。请用 Word 或 WPS 去掉密码后再导入。")
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Refused(_TOO_BIG.format(why=f"超过 {MAX_UNPACKED // 1024 // 1024} MB"))
    if "[Content_Types].xml" not in names:
        raise Refused(_NOT_WORD.format(why="只是一个普通压缩包"))
    _check_types(archive, names)
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _check_xml(archive, entry)


def _check_types(archive: zipfile.ZipFile, names: set[str]) -> None:
    types = archive.read("[Content_Types].xml")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in types:
        raise Refused("这个 Word 文档带有宏，不能导入。请另存为不带宏的 .docx 后再导入。")
    if b"wordprocessingml.document.main" in types:
        return
    for mark, why in _OTHER_OFFICE.items():
        if mark in types:
            raise Refused(_NOT_WORD.format(why=why))
    raise Refused(_NOT_WORD.format(why="里面没有正文"))


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MAX_XML:
        raise Refused(_TOO_BIG.format(why=f"其中一部分超过 {MAX_XML // 1024 // 1024} MB"))
    try:
        root = fromstring(archive.read(entry), forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused(
            "这个 Word 文档里有不安全的内容（XML 实体定义），不能导入。"
            "请把文字复制到新建的 Word 文档里，保存后再导入。"
        ) from error
    except (ParseError, LookupError, ValueError) as error:
        raise Refused(_DAMAGED.format(why=f"{entry.filename} 有错误")) from error
    if root.tag.startswith("{http://purl.oclc.org/ooxml/wordprocessingml"):
        raise Refused(
            "这是“严格 Open XML”格式的文档，不能直接导入。"
            "请用 Word 打开，另存时文件类型选“Word 文档（*.docx）”，再导入。"
        )
