"""Signed sheets as phones bring them: no presence is wrong without a doubt; other marks, sheets and pictures are doubted or refused."""

import io
import random
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image

from core.refusals import Refused
from documents.reading import photos
from documents.render.pdf import render_pdf
from meetings.documents.sign_in import Signer, SignInSheet, members_to_sign, to_document
from meetings.meeting.models import Meeting
from meetings.sign_in_reading.reading import Signed, likeness, read_photos
from meetings.tests.helpers import hold

from .degraded import degraded, pages_of, sign

NAMES = "赵试一 钱试二 孙试三 李大海 周小川 吴志远 郑学文 王立群 冯长河 陈广田".split()
SHEETS = 2


def sheet_of(names=NAMES, day: str = "2026年3月7日 9:00") -> bytes:
    return render_pdf(
        to_document(
            SignInSheet(
                "甲项目党支部",
                "2026年3月主题党日",
                "主题党日",
                day,
                "会议室",
                names[0],
                len(names),
                tuple(Signer(name, "正式党员") for name in names),
                (),
                date(2026, 3, 1),
            )
        )
    )


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return sheet_of()


def shot(
    pdf: bytes, written: dict[int, str], seed: int, *, reasons: dict[int, str] | None = None
) -> list[bytes]:
    rng = random.Random(seed)
    pages = pages_of(pdf)
    sign(pages, pdf, written, rng)
    sign(pages, pdf, reasons or {}, rng, column=4)
    return [degraded(page, rng) for page in pages]


@pytest.mark.parametrize("seed", range(SHEETS))
def test_no_presence_is_wrong_without_a_doubt(pdf, seed):
    rng = random.Random(1000 + seed)
    written = {place: name for place, name in enumerate(NAMES, start=1) if rng.random() < 0.6}
    lines = read_photos(shot(pdf, written, seed), pdf, NAMES)
    for place, line in enumerate(lines, start=1):
        assert line.doubts or (line.signed is Signed.YES) == (place in written), (place, line.signed)
    assert sum(bool(line.doubts) for line in lines) <= len(NAMES) // 2


def test_what_is_no_signature_is_doubted(pdf):
    written = {1: NAMES[0], 2: "请假", 3: "出差", 4: "·"}
    lines = read_photos(shot(pdf, written, 7, reasons={5: "回家探亲"}), pdf, NAMES)
    assert lines[1].doubts
    assert lines[2].doubts
    assert lines[3].signed is not Signed.YES
    assert any("请假事由" in doubt for doubt in lines[4].doubts)
    assert [line.signed for line in lines[5:]] == [Signed.NO] * 5


def test_the_sheet_of_another_day_and_of_other_people_is_doubted(pdf):
    other = sheet_of(day="2026年2月6日 9:00")
    lines = read_photos(shot(other, {1: NAMES[0]}, 3), pdf, NAMES)
    assert all(any("表头的时间" in doubt for doubt in line.doubts) for line in lines)
    lines = read_photos(shot(pdf, {}, 4), pdf, NAMES[::-1])
    assert sum(any("这一行印的像是" in doubt for doubt in line.doubts) for line in lines) >= 8


def _picture(size=(900, 1200), colour="white") -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", size, colour).save(stored, "JPEG")
    return stored.getvalue()


@pytest.mark.parametrize(
    ("pictures", "words"),
    [
        (lambda pdf: [b"no picture"], "打不开"),
        (lambda pdf: [_picture()], "只看清了 0 个"),
        (lambda pdf: shot(pdf, {}, 1) * 2, "不要重复"),
        (lambda pdf: [_cut(shot(pdf, {}, 2)[0])], "只看清了"),
    ],
)
def test_pictures_that_show_no_whole_sheet_are_refused(pdf, pictures, words):
    with pytest.raises(Refused, match=words):
        read_photos(pictures(pdf), pdf, NAMES)


def _cut(photo: bytes) -> bytes:
    with Image.open(io.BytesIO(photo)) as image:
        stored = io.BytesIO()
        image.crop((0, 0, image.width, image.height // 2)).save(stored, "JPEG")
        return stored.getvalue()


def test_likeness():
    assert likeness("赵试一", "赵试一") == 1
    assert likeness("越试一", "赵试一") == pytest.approx(2 / 3)
    assert likeness("", "赵试一") == likeness("请假", "赵试一") == 0


@pytest.mark.django_db
def test_from_the_photo_into_the_roll(cast, client_of):
    meeting = hold(cast.branch, "2026-03-07", "COMMITTEE", by=cast.secretary, title="三月支委会")
    client, url = client_of(cast.secretary), reverse("meetings:sign_in_photo", args=[meeting.pk])
    assert "读照片" in client.get(url).content.decode()
    pdf = client.get(reverse("reports:sign_in_sheet", args=[meeting.pk, "pdf"])).content
    names = {1: "赵试一", 2: "钱试二"}
    order = [member.name for member in members_to_sign(meeting)]
    written = {order.index(name) + 1: name for name in names.values()}
    upload = io.BytesIO(shot(pdf, written, 11)[0])
    upload.name = "签到.jpg"
    page = client.post(url, {"photos": upload})
    lines = page.context["lines"]
    sure = [line["member"] for line in lines if line["is_present"]]
    assert {member.name for member in sure} <= set(names.values())
    form = client.get(
        reverse("meetings:meeting_update", args=[meeting.pk]),
        {"signed": "1", "present": [cast.people.secretary.pk, cast.people.committee.pk]},
    ).context["form"]
    assert {row.member.name: row.attendance for row in form.roll.rows} == {
        "赵试一": "PRESENT",
        "钱试二": "PRESENT",
        "孙试三": "ABSENT",
    }
    assert Meeting.objects.get().roll.filter(attendance="PRESENT").count() == 3
    nothing = client.post(url, {"form_token": ""})
    assert "请选择签到表的照片" in nothing.content.decode()


@pytest.mark.django_db
def test_without_the_extra_the_page_says_how_to_get_it(cast, client_of, monkeypatch):
    meeting = hold(cast.branch, "2026-03-07", "COMMITTEE", by=cast.secretary)
    monkeypatch.setattr(photos, "is_available", lambda: False)
    page = client_of(cast.secretary).get(reverse("meetings:sign_in_photo", args=[meeting.pk]))
    assert "--with ocr" in page.content.decode()
