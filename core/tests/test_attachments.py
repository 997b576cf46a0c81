"""Files on records: what is taken, what is refused and why, how it is stored and who gets it back."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core import attachments
from core.file_types import media_type_of, safe_name
from core.models import Attachment, AuditEntry
from core.refusals import Refused

KEY = "branch.member"


def picture(kind="PNG", size=(8, 8), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    return out.getvalue()


def with_mode(mode: str, kind: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (16, 16)).save(out, kind)
    return out.getvalue()


def turned() -> Image.Exif:
    """The mark of a phone held upright: to be shown turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def noisy_jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(out, "JPEG")
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose head claims a size; the rest need not be true."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def office(extension="docx", parts=None, leave_main_out=False, types=b"<Types/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        if not leave_main_out:
            archive.writestr(MAIN[extension], b"<document/>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<document/>")
        with archive.open("word/media/image1.png", "w", force_zip64=True) as part:
            for _ in range(210):
                part.write(b"\x00" * 1024 * 1024)
    return out.getvalue()


def with_encrypted_part() -> bytes:
    """The flag of an encrypted part set in both its heads."""
    content = bytearray(office())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        content[place + offset] |= 1
    return bytes(content)


def pdf(body: bytes = b"", tail: bytes = b"%%EOF\n") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + body + b" >>\nendobj\ntrailer << /Root 1 0 R >>\n" + tail
    )


def pdf_with_hidden(body: bytes) -> bytes:
    packed = zlib.compress(body)
    stream = b"2 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream endobj\n"
    return b"%PDF-1.7\n" + stream + b"trailer << /Root 1 0 R >>\n%%EOF"


ZIP = office()
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
REMOTE = b'<Relationships><Relationship Type="x/attachedTemplate" Target="https://example.org/a.dotm"/></Relationships>'

# name, content, a word of the reason
BAD = [
    # not among the kinds that are taken, with advice of its own
    ("木马.exe", EXE, "不能上传“.exe”"),
    ("脚本.js", b"alert(1)", "不能上传“.js”"),
    ("图.svg", SVG, "导出为 .png"),
    ("页.html", HTML, "另存为 PDF"),
    ("旧文.doc", OLE, "另存为 .docx"),
    ("旧表.xls", OLE, "另存为 .xlsx"),
    ("旧稿.ppt", OLE, "另存为 .pptx"),
    ("文字.wps", OLE, "另存为 .docx"),
    ("带宏.docm", office(), "不带宏的 .docx"),
    ("打包.zip", ZIP, "解压后"),
    ("打包.rar", b"Rar!\x1a\x07\x00", "解压后"),
    ("照片.heic", b"\x00\x00\x00\x18ftypheic", "兼容性最佳"),
    ("动图.gif", picture("GIF"), "不能上传“.gif”"),
    ("快捷.lnk", b"L\x00\x00\x00", "不能上传“.lnk”"),
    # renamed
    ("程序.pdf", EXE, "内容不是 PDF"),
    ("网页.pdf", HTML, "内容不是 PDF"),
    ("矢量.png", SVG, "内容不是 PNG"),
    ("网页.jpg", HTML, "内容不是 JPG"),
    ("照片.png", picture("JPEG"), "内容不是 PNG"),
    ("照片.webp", picture(), "内容不是 WEBP"),
    ("文件.jpg", pdf(), "内容不是 JPG"),
    ("程序.docx", EXE, "内容不是 .docx"),
    ("文件.docx", pdf(), "内容不是 .docx"),
    ("表格.docx", office("xlsx"), "内容不是 .docx"),
    ("文字.xlsx", office("docx"), "内容不是 .xlsx"),
    ("压缩.pptx", office(leave_main_out=True), "内容不是 .pptx"),
    ("旧文.docx", OLE, "打开密码"),
    ("网页.txt", HTML, "不是纯文本"),
    ("矢量.txt", b"\xef\xbb\xbf  " + SVG, "不是纯文本"),
    ("程序.txt", EXE, "二进制内容"),
    ("终端.txt", b"\x1b[2J\x07\x08", "二进制内容"),
    ("宽字.txt", "支部纪实 ab".encode("utf-16"), "二进制内容"),
    ("乱码.txt", b"\xff\xfe\xfd\x81\x20", "编码无法识别"),
    # damaged
    ("半张.jpg", noisy_jpeg()[:3000], "图片已损坏"),
    ("半张.webp", picture("WEBP", (300, 300), lossless=True)[:-20], "图片已损坏"),
    ("半张.png", picture(size=(300, 300))[:60], "图片已损坏"),
    ("改过.png", picture()[:40] + b"\xff" + picture()[41:], "图片已损坏"),
    ("半份.pdf", pdf(tail=b""), "PDF 不完整"),
    ("半份.docx", office()[:120], "文件已损坏"),
    # too large inside
    ("炸弹.docx", zip_bomb(), "解压后过大"),
    ("碎片.docx", office(parts={f"word/p{n}": b"" for n in range(5001)}), "解压后过大"),
    ("巨幅.png", png_claiming(65_000, 65_000), "图片太大"),
    ("长条.png", png_claiming(65_000, 10), "图片太大"),
    ("炸弹.png", png_claiming(19_000, 19_000), "图片太大"),
    # active content
    ("宏.docx", office(parts={"word/vbaProject.bin": b"x"}), "有宏或控件"),
    ("宏.xlsx", office("xlsx", parts={"xl/VBAPROJECT.BIN": b"x"}), "有宏或控件"),
    ("控件.docx", office(parts={"word/activeX/activeX1.bin": b"x"}), "有宏或控件"),
    ("改名宏.docx", office(types=b'<Types a="x.macroEnabled.main+xml"/>'), "有宏或控件"),
    ("夹带.docx", office(parts={"word/embeddings/setup.EXE": EXE}), "夹带了程序"),
    ("实体.docx", office(parts={"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "XML 定义"),
    ("宽实体.docx", office(parts={"word/a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "XML 定义"),
    ("模板.docx", office(parts={"word/_rels/settings.xml.rels": REMOTE}), "网络上的模板"),
    ("上级.docx", office(parts={"../../etc/passwd": b"x"}), "内部结构不正常"),
    ("绝对.docx", office(parts={"/etc/passwd": b"x"}), "内部结构不正常"),
    ("加密.docx", with_encrypted_part(), "加了密码"),
    ("脚本.pdf", pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "有脚本"),
    ("换写.pdf", pdf(b"/OpenAction << /S /J#61vaScript >>"), "有脚本"),
    ("藏着.pdf", pdf_with_hidden(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "有脚本"),
    ("启动.pdf", pdf(b"/OpenAction << /S /Launch >>"), "有脚本"),
    ("密码.pdf", pdf(b"/Encrypt 5 0 R"), "加了密码"),
    # two files in one
    ("合一.jpg", picture("JPEG") + ZIP, "夹带了压缩包"),
    ("合一.png", picture() + ZIP, "夹带了压缩包"),
    ("合一.pdf", pdf() + ZIP + b"%%EOF", "夹带了压缩包"),
    ("前置.docx", b"MZ" + office(), "内容不是 .docx"),
]
GOOD = [
    ("通知.pdf", pdf(), "application/pdf"),
    ("扫描.PDF", pdf(), "application/pdf"),
    ("打包流.pdf", pdf_with_hidden(b"<< /Type /Pages >>"), "application/pdf"),
    ("巧合.pdf", pdf(b">>\nstream\n\x01/JS \x02/Launch /Encrypt 1 0 R\nendstream << "), "application/pdf"),
    ("照片.png", picture(), "image/png"),
    ("照片.jpg", picture("JPEG"), "image/jpeg"),
    ("照片.jpeg", noisy_jpeg(), "image/jpeg"),
    ("照片.webp", picture("WEBP"), "image/webp"),
    ("全景.jpg", picture("JPEG", (12_000, 1_000)), "image/jpeg"),
    ("手机.jpg", picture("JPEG") + b"SEFT", "image/jpeg"),
    (
        "方案.docx",
        office(),
        MEDIA := "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("带图.docx", office(parts={"word/media/a.png": picture()}), MEDIA),
    ("目录.docx", office(parts={"word/_rels/document.xml.rels": b"<Relationships/>"}), MEDIA),
    (
        "台账.xlsx",
        office("xlsx"),
        MEDIA_XLSX := "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "课件.pptx",
        office("pptx"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("记录.txt", "会议记录\r\n\t一、学习".encode(), "text/plain"),
    ("带记号.txt", "会议记录".encode("utf-8-sig"), "text/plain"),
    ("国标.txt", "会议记录，喆堃".encode("gb18030"), "text/plain"),
    ("大于号.txt", "五 < 六，<b>不是标签</b>".encode(), "text/plain"),
    ("表单.pdf", pdf(b"/AcroForm << /Fields [] >>"), "application/pdf"),
    ("脚本二字.pdf", pdf(b"/Title (JavaScript and Launch)"), "application/pdf"),
    ("两次保存.pdf", pdf() + pdf().partition(b"\n")[2], "application/pdf"),
    ("透明.png", with_mode("RGBA", "PNG"), "image/png"),
    ("索引色.png", with_mode("P", "PNG"), "image/png"),
    ("黑白.png", with_mode("1", "PNG"), "image/png"),
    ("灰度.jpg", with_mode("L", "JPEG"), "image/jpeg"),
    ("印刷色.jpg", with_mode("CMYK", "JPEG"), "image/jpeg"),
    ("渐进.jpg", picture("JPEG", (64, 64), progressive=True), "image/jpeg"),
    ("横竖.jpg", picture("JPEG", (60, 40), exif=turned()), "image/jpeg"),
    ("无损.webp", picture("WEBP", (40, 40), lossless=True), "image/webp"),
    ("长图.png", picture(size=(100, 15_000)), "image/png"),
    ("很多部分.xlsx", office("xlsx", parts={f"xl/s{n}.xml": b"<a/>" for n in range(300)}), MEDIA_XLSX),
    ("空白.txt", b"\r\n", "text/plain"),
]


@pytest.mark.parametrize(
    ("name", "content", "reason"), BAD, ids=[f"{n}-{row[0]}" for n, row in enumerate(BAD)]
)
def test_refuses_with_its_own_reason(name, content, reason):
    with pytest.raises(Refused) as refusal:
        media_type_of(safe_name(name), content)
    assert reason in str(refusal.value)
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD, ids=[row[0] for row in GOOD])
def test_takes_what_offices_use(name, content, media_type):
    assert media_type_of(safe_name(name), content) == media_type


def test_the_tables_are_long_enough():
    assert len(BAD) >= 60
    assert len(GOOD) >= 30


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("../../etc/cron.d/报告.pdf", "报告.pdf"),
        ("C:\\Users\\张三\\报告.pdf", "报告.pdf"),
        ("报告\u202efdp.docx", "报告fdp.docx"),
        ("报\x00告\r\n.pdf", "报告.pdf"),
        ('报<告>:"|?*.pdf', "报_告______.pdf"),
        (" 报告 . .pdf ", "报告.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("喆" * 300 + ".pdf", "喆" * 110 + ".pdf"),
        ("e\u0301.txt", "é.txt"),
        ("a.b.c.txt", "a.b.c.txt"),
    ],
)
def test_makes_names_safe(raw, safe):
    assert safe_name(raw) == safe


@pytest.mark.parametrize("raw", ["", "报告", ".pdf", "...", "报告.", "\u202e.pdf", "../", "无扩展名/"])
def test_refuses_names_without_stem_or_extension(raw):
    with pytest.raises(Refused, match="缺少名称或扩展名"):
        safe_name(raw)


@pytest.fixture
def member(cast):
    return cast.people.member


def add(cast, member, name="材料.txt", content=b"abc", by=None):
    upload = SimpleUploadedFile(name, content)
    return attachments.add(record=member, upload=upload, by=by or cast.secretary)


def test_stores_the_same_content_once(cast, member):
    content = b"the same content for two records"
    first = add(cast, member, "一.txt", content)
    second = add(cast, cast.people.secretary, "二.txt", content)
    folder = first.storage_name.split("/")[0]
    assert first.storage_name == second.storage_name
    assert default_storage.listdir(folder)[1].count(first.sha256) == 1
    assert [name for name in default_storage.listdir(folder)[1] if name.startswith(first.sha256)] == [
        first.sha256
    ]


def test_mends_what_a_broken_off_upload_left(cast, member):
    content = b"a whole file that broke off half way"
    first = add(cast, member, content=content)
    with default_storage.open(first.storage_name, "wb") as stored:
        stored.write(content[:10])
    second = add(cast, member, "再传.txt", content)
    with default_storage.open(second.storage_name) as stored:
        assert stored.read() == content


def test_notes_the_file_in_the_history(cast, member):
    file = add(cast, member)
    attachments.remove(attachment=file, by=cast.secretary)
    actions = list(AuditEntry.objects.filter(object_id=str(member.pk)).values_list("action", flat=True)[:2])
    assert actions == ["DETACH", "ATTACH"]
    assert not attachments.of_record(member).exists()


@pytest.mark.parametrize(
    ("size", "is_taken"),
    [(1, True), (1000, True), (1001, False), (0, False)],
    ids=["one", "limit", "over", "none"],
)
def test_limits_the_size(size, is_taken, cast, member, settings):
    settings.ATTACHMENT_MAX_BYTES = 1000
    if is_taken:
        assert add(cast, member, content=b"a" * size).size == size
    else:
        with pytest.raises(Refused, match=r"压缩|空的"):
            add(cast, member, content=b"a" * size)
        assert not Attachment.objects.exists()


def test_hands_out_a_file_to_those_who_see_its_record(cast, member, client_of):
    file = add(cast, member, "入党志愿书 喆.txt", "正文".encode())
    response = client_of(cast.member).get(reverse("core:attachment_open", args=[file.pk]))
    assert b"".join(response.streaming_content) == "正文".encode()
    response.close()
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=utf-8''%E5%85%A5%E5%85%9A" in disposition
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].startswith("text/plain")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["outsider", "probationary", "administrator"])
def test_is_not_there_for_anybody_else(role, cast, member, client_of):
    file = add(cast, member)
    assert (
        client_of(getattr(cast, role)).get(reverse("core:attachment_open", args=[file.pk])).status_code == 404
    )


def test_is_gone_when_it_was_removed_or_its_record_deleted(cast, member, client_of):
    removed, kept = add(cast, member, "一.txt"), add(cast, member, "二.txt", b"kept")
    attachments.remove(attachment=removed, by=cast.secretary)
    client = client_of(cast.secretary)
    assert client.get(reverse("core:attachment_open", args=[removed.pk])).status_code == 404
    from core import records

    records.soft_delete(cast.people.extra1, by=cast.secretary, reason="重复登记")
    orphan = add(cast, cast.people.extra1, "三.txt", b"orphan")
    assert client.get(reverse("core:attachment_open", args=[orphan.pk])).status_code == 404
    response = client.get(reverse("core:attachment_open", args=[kept.pk]))
    response.close()
    assert response.status_code == 200


def test_the_page_takes_good_files_and_says_what_is_wrong_with_the_others(cast, member, client_of):
    client = client_of(cast.secretary)
    files = [SimpleUploadedFile("好.txt", b"ok"), SimpleUploadedFile("坏.exe", EXE)]
    response = client.post(
        reverse("core:attachment_add", args=[KEY, member.pk]), {"file": files}, follow=True
    )
    page = response.content.decode()
    assert "已上传“好.txt”" in page
    assert "“坏.exe”没有上传：不能上传“.exe”文件" in page
    assert [file.name for file in attachments.of_record(member)] == ["好.txt"]


def test_a_reader_uploads_nothing(cast, member, client_of):
    response = client_of(cast.superior).post(
        reverse("core:attachment_add", args=[KEY, member.pk]), {"file": SimpleUploadedFile("好.txt", b"ok")}
    )
    assert response.status_code == 403
    assert not Attachment.objects.exists()
