"""本单位模板: uploading, saying what is what, trying it, and a report that is set in it."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from core.testing import signed_in
from documents.downloads import render_document
from documents.house_style import Place
from reports.house_papers.models import HousePaper
from reports.report import services
from reports.report.assembling import content_of
from reports.report.document import from_json, to_document, to_json
from reports.report.models import AnnualReport
from reports.report_templates.tests.factory import SEVEN, make_template
from reports.tests.matrix_houses import FILE, make_house

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)


def upload(client, data: bytes = b"", name: str = "house.docx"):
    file = SimpleUploadedFile(name, data or FILE.read_bytes())
    return client.post(reverse("reports:house_create"), {"name": "红头文件", "upload": file})


def places(paper, **changes) -> dict:
    """What the form of the places sends: the samples by their number."""
    data = {"name": paper.name, "lock_version": paper.lock_version}
    of_key = {key: place for place, key in paper.chosen.items()}
    for number, sample in enumerate(paper.source().samples):
        data[f"place_{number}"] = of_key.get(sample.key, "")
    return data | changes


def test_an_upload_is_read_guessed_and_shown(cast, client_of):
    client = client_of(cast.secretary)
    answer = upload(client)
    paper = HousePaper.objects.get()
    assert answer.url == reverse("reports:house_detail", args=[paper.pk])
    assert {Place(place) for place in paper.chosen} == {*Place} - {Place.HEADING3}
    page = client.get(answer.url).content.decode()
    for words in (
        "210 × 297 毫米",
        "第 1 页",
        "单位一级：黑体 14 磅",
        "页眉里的图片只在 Word 文件里",
        "模板里没有，照正文",
    ):
        assert words in page
    assert bytes(paper.file.content) == FILE.read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"x" * 100, "a.docx", "不是 Word 文档"),
        (FILE.read_bytes(), "a.docm", "带宏"),
        (b"PK\x03\x04" + b"0" * 1_100_000, "a.docx", "超过 1 MB"),
    ],
)
def test_what_is_no_template_is_refused_beside_the_file(cast, client_of, data, name, words):
    answer = upload(client_of(cast.secretary), data, name)
    assert words in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"upload"}
    assert not HousePaper.objects.exists()


def test_places_are_mended_by_sight(cast, client_of):
    paper, client = make_house(cast.branch), client_of(cast.secretary)
    url = reverse("reports:house_update", args=[paper.pk])
    assert "单位正文：宋体 14 磅，两端对齐，首行缩进 2 字，行距 26 磅" in client.get(url).content.decode()
    twice = client.post(url, places(paper, place_3="heading1"))
    assert "已有一段是一级标题" in twice.content.decode()
    without = client.post(url, places(paper, place_0=""))
    assert "请指出哪一段是标题。" in without.content.decode()
    paper.refresh_from_db()
    assert paper.chosen["title"] == "p0"
    assert client.post(url, places(paper, place_3="heading3")).status_code == 302
    paper.refresh_from_db()
    assert (paper.chosen.get("heading2"), paper.chosen["heading3"]) == (None, "p3")


def test_is_tried_on_paper(cast, client_of):
    client, paper = client_of(cast.secretary), make_house(cast.branch)
    word, pdf = (
        client.get(reverse("reports:house_sample", args=[paper.pk, code])).content for code in ("docx", "pdf")
    )
    assert docx.Document(BytesIO(word)).paragraphs[0].style.name == "单位标题"
    assert len(PdfReader(BytesIO(pdf)).pages) >= 3


def test_one_that_is_not_ready_is_not_chosen(cast, client_of):
    paper = make_house(cast.branch)
    HousePaper.objects.update(chosen={})
    client = client_of(cast.secretary)
    assert (
        "还没有指出哪一段是标题、一级标题、正文"
        in client.get(reverse("reports:house_detail", args=[paper.pk])).content.decode()
    )
    assert client.get(reverse("reports:house_sample", args=[paper.pk, "pdf"])).status_code == 302
    rows = {"sections-TOTAL_FORMS": 1, "sections-INITIAL_FORMS": 0, "sections-0-heading": "工作"}
    sent = {"name": "甲", "form": "MEETING", "house": paper.pk, **rows}
    assert "请先在它的页面说明" in client.post(reverse("reports:template_create"), sent).content.decode()


def test_a_report_is_set_in_it_alike_in_both_files_and_for_good(cast):
    paper = make_house(cast.branch)
    template = make_template(cast.branch, SEVEN, house=paper, annexes=["roll"])
    services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON, template=template)
    report = AnnualReport.objects.with_tree().get()
    content = content_of(report, on=ON)
    assert from_json(to_json(content)) == content
    document = to_document(from_json(to_json(content)))
    HousePaper.objects.update(chosen={})
    word = docx.Document(BytesIO(render_document(document, "docx")))
    headings = [one.text for one in word.paragraphs if one.style.name == "单位一级"]
    assert [text.split("、", 1)[1] for text in headings] == [heading for heading, _, _ in SEVEN]
    pages = PdfReader(BytesIO(render_document(document, "pdf"))).pages
    printed = "".join("".join(one.extract_text() for one in pages).split())
    for text in document.plain_paragraphs():
        assert "".join(text.split()) in printed, text
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]


def test_export_of_a_working_report_takes_the_template_of_today(cast):
    paper = make_house(cast.branch)
    template = make_template(cast.branch, SEVEN, house=paper)
    report = services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON, template=template)
    client = signed_in(cast.secretary, year=2025)
    url = reverse("reports:report_file", args=[report.pk, "docx"])
    assert docx.Document(BytesIO(client.get(url).content)).paragraphs[0].style.name == "单位标题"
    client.post(reverse("reports:report_template", args=[report.pk]), {"template": ""})
    assert docx.Document(BytesIO(client.get(url).content)).paragraphs[0].style.name == "Title"
