"""Word files that are none, or unsafe, are refused with a clear message."""

import zipfile
from io import BytesIO

import docx
import pytest

from core.refusals import Refused
from documents.reading import word
from documents.tests.wordfiles import saved, written
from reports.importing.parse import parse_report


def changed(changes: dict[str, bytes | None]) -> bytes:
    """A sound .docx with parts put in or (None) taken out."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(saved(written("一、主要问题", "1、浅。")))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return stream.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
SHEET = b"<Types><Override PartName='/xl/workbook.xml' ContentType='spreadsheetml.sheet.main'/></Types>"
STRICT = b"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'/>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04" + bytes(100), "损坏"),
        (saved(written("一、主要问题"))[:-200], "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Word 文档（.doc）或加了密码"),
        ("一、主要问题".encode(), "请用 Word 或 WPS 打开原文件，另存为 .docx 后再导入"),
        (b"%PDF-1.7 " + bytes(100), "PDF 文件"),
        (changed({"word/document.xml": None}), "里面没有"),
        (changed({"word/document.xml": b"<w:document"}), "word/document.xml 有错误"),
        (changed({"word/document.xml": BOMB}), "不安全的内容"),
        (changed({"docProps/app.xml": BOMB}), "不安全的内容"),
        (changed({"word/document.xml": STRICT}), "严格 Open XML"),
        (changed({"[Content_Types].xml": None}), "只是一个普通压缩包"),
        (changed({"[Content_Types].xml": SHEET}), "Excel 表格"),
        (changed({"word/vbaProject.bin": b"x"}), "带有宏"),
        (saved(written()), "没有文字"),
        (saved(written("The quick brown fox jumps over the lazy dog.")), "不是中文"),
    ],
)
def test_refuses_with_a_clear_message(data, message):
    with pytest.raises(Refused) as refusal:
        parse_report(data, "报告.docx")
    assert message in str(refusal.value)
    assert str(refusal.value).endswith("。")


def test_refuses_a_zip_bomb_before_unpacking_it(monkeypatch):
    monkeypatch.setattr(word, "MAX_UNPACKED", 1_000_000)
    bomb = changed({"word/media/image1.bin": bytes(2_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="解压后太大"):
        parse_report(bomb, "报告.docx")


def test_refuses_an_encrypted_archive():
    data = bytearray(changed({}))
    for start in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[start] |= 1
    with pytest.raises(Refused, match="加了密码"):
        parse_report(bytes(data), "报告.docx")


def _backslashes(parts):
    return {name.replace("/", "\\"): data for name, data in parts.items()}


def _other_letters(parts):
    return {name.replace("word/document.xml", "Word/Document.xml"): data for name, data in parts.items()}


def _without_a_type(parts):
    relationship = (
        b'<Relationship Id="rId79" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="media/image1.weird"/></Relationships>'
    )
    rels = "word/_rels/document.xml.rels"
    added = {"word/media/image1.weird": b"x", rels: parts[rels].replace(b"</Relationships>", relationship)}
    return parts | added


@pytest.mark.parametrize("write", [_backslashes, _other_letters, _without_a_type])
def test_a_package_is_opened_as_word_opens_it(write):
    whole = saved(
        written("某某党支部2025年度工作报告", "一、一年来工作", "1.抓学习。", "二、主要问题", "1.走访少。")
    )
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(made, "w") as new:
        for name, data in write({name: old.read(name) for name in old.namelist()}).items():
            new.writestr(name, data)
    with pytest.raises(KeyError):
        docx.Document(BytesIO(made.getvalue()))
    report = parse_report(made.getvalue(), "报告.docx")
    assert [len(section.items) for section in report.sections] == [1, 1]
