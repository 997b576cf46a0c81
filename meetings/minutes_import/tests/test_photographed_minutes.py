"""A photographed page of minutes: its words are read into the same preview, its lines mended, photo and text kept with the meeting."""

import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from core import attachments
from documents.content import Role
from documents.fonts import typeface
from documents.reading import photos
from meetings.meeting.models import Meeting
from meetings.sign_in_reading.tests.degraded import degraded

from .test_minutes_page import confirmation

pytestmark = pytest.mark.django_db
IMPORT = reverse("reports:minutes_import")
LINES = (
    "2025年3月支委会会议记录",
    "会议时间：2025年3月7日14:30",
    "会议地点：二楼会议室",
    "主持人：赵试一",
    "到会人员：赵试一、钱试二",
    "请假：孙试三（出差）",
    "议题：研究本月党建工作",
)


def photographed(seed: int = 3) -> bytes:
    page = Image.new("RGB", (1654, 1500), "white")
    font = ImageFont.truetype(str(typeface(Role.FANG).primary.path), 52)
    for place, line in enumerate(LINES):
        ImageDraw.Draw(page).text((200, 200 + 120 * place), line, fill=(20, 20, 20), font=font)
    rng = random.Random(seed)
    picture = degraded(page, rng)
    with Image.open(io.BytesIO(picture)) as image:
        upright = image if image.width > image.height * 0.9 else image.rotate(90, expand=True)
        stored = io.BytesIO()
        upright.save(stored, "JPEG")
    return stored.getvalue()


def test_words_of_a_page_from_the_top():
    lines = photos.lines_in(photographed())
    plain = [text.replace(" ", "").replace(":", "：") for text, _ in lines]
    assert plain == [line.replace(":", "：") for line in LINES]
    assert all(sure > 0.5 for _, sure in lines)


def test_into_the_preview_and_kept_with_the_meeting(cast, client_of):
    client = client_of(cast.secretary)
    page = client.post(IMPORT, {"file": SimpleUploadedFile("会议记录.jpg", photographed())})
    text = page.content.decode()
    assert "文字是从照片里认出来的" in text
    assert "data:image/jpeg" in text
    draft = page.context["draft"]
    assert {line.member.name: line.attendance for line in draft.roll} == {
        "赵试一": "PRESENT",
        "钱试二": "PRESENT",
        "孙试三": "LEAVE",
    }
    assert draft.stopping
    assert Meeting.objects.count() == 0
    done = client.post(IMPORT, confirmation(page))
    assert done.status_code == 302
    names = sorted(one.name for one in attachments.of_record(Meeting.objects.get()))
    assert names == ["会议记录.jpg", "会议记录.jpg.txt"]


@pytest.mark.parametrize(("data", "words"), [(b"\xff\xd8\xffnothing", "打不开"), (b"", "文件是空的")])
def test_a_picture_that_is_none_is_refused(cast, client_of, data, words):
    page = client_of(cast.secretary).post(IMPORT, {"file": SimpleUploadedFile("会议记录.jpg", data)})
    assert words in page.content.decode()


def test_without_the_extra_it_is_said(cast, client_of, monkeypatch):
    monkeypatch.setattr(photos, "is_available", lambda: False)
    page = client_of(cast.secretary).post(
        IMPORT, {"file": SimpleUploadedFile("会议记录.jpg", photographed())}
    )
    assert "--with ocr" in page.content.decode()


def test_a_pointer_that_is_gone_sends_back_to_the_choice(cast, client_of):
    client = client_of(cast.secretary)
    page = client.post(IMPORT, {"pasted": "\n".join(LINES)})
    done = client.post(IMPORT, confirmation(page) | {"picture": "nothing"}, follow=True)
    assert "请重新选择文件" in done.content.decode()
    assert Meeting.objects.count() == 0
