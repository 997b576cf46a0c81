"""The year book: what stands in it, its list of contents, its pictures, and who gets it."""

import re
from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from activities.kinds import registry
from activities.kinds.fields import FieldType
from activities.models import Activity
from activities.tests.helpers import example_data, make_activity, make_area, member
from core import attachments
from core.jobs.models import Job
from documents.content import Contents, Heading, PictureRow
from documents.downloads import render_document
from meetings.tests.helpers import hold
from reports import yearbook
from reports.drafting.chronicle import WORDINGS, told_whole
from reports.report.views import reports
from reports.yearbook import to_document, year_book

ON = date(2026, 1, 20)
CANARY = "册中不得有的事由"


def photo(size=(1200, 900)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, "JPEG")
    return SimpleUploadedFile("现场.jpg", out.getvalue())


@pytest.fixture
def book(cast):
    """Two work areas, a meeting, three activities with three pictures, and one that no area claims."""
    study = make_area(cast, "学习教育", meeting_kinds=["ASSEMBLY"], summary="按月排定专题。")
    care = make_area(cast, "办好实事", order=2)
    hold(cast.branch, "2025-03-26", "ASSEMBLY", by=cast.secretary, title="第一季度党员大会")
    joint = make_activity(
        cast,
        "joint",
        work_area=study,
        place="试验广场",
        participants=[cast.people.member],
        summary="一起学习",
    )
    visit = example_data("visit", cast.people) | {"reason": CANARY}
    make_activity(cast, "visit", work_area=care, data=visit, happened_on=date(2025, 5, 1))
    make_activity(cast, "service", work_area=care, happened_on=date(2025, 6, 1))
    make_activity(cast, "publicity", happened_on=date(2025, 7, 1))
    make_activity(cast, "publicity", happened_on=date(2024, 7, 1), title="上一年的")
    for size in ((1200, 900), (900, 1200), (3000, 400)):
        attachments.add(record=joint, upload=photo(size), by=cast.secretary)
    return year_book(cast.branch, 2025, ON)


def test_has_a_chapter_for_each_area_and_one_for_the_rest(book):
    headings = [block.text for block in to_document(book).blocks if isinstance(block, Heading)]
    assert headings == [
        "一、学习教育",
        "（一）组织生活（1次）",
        "（二）共建活动（1次）",
        "二、办好实事",
        "（一）办实事（1次）",
        "（二）走访慰问帮扶（1次）",
        "三、其他工作",
        "（一）宣传阵地（1次）",
    ]


def test_tells_an_activity_in_a_sentence_or_two(book):
    texts = to_document(book).plain_paragraphs()
    told = "3月7日在试验广场，与试验社区党支部共同开展联合学习。一起学习。党员周试五参加。"
    assert f"1.与试验社区党支部开展共建活动。{told}" in texts
    assert "1.办实事：修好职工浴室。6月1日，针对“修好职工浴室”的诉求（群众提出）。" in texts
    assert "按月排定专题。" in texts
    assert "召开党员大会1次，" in "".join(texts)
    assert "第一季度党员大会" in texts


def test_tells_every_field_but_the_restricted_ones(cast):
    """Each kind has a wording, and what a field holds stands in it in its own words; what is empty leaves no trace."""
    for kind in registry.all_kinds():
        data = kind.pack({field.name: _filled(field, cast.people) for field in kind.fields}, None)
        told = told_whole(Activity(kind=kind.code, data=data))
        assert kind.code in WORDINGS
        for field in kind.fields:
            shown = field.display(data[field.name])
            assert (shown in told) == (not field.restricted), (kind.code, field.name)
        least = told_whole(Activity(kind=kind.code, data=example_data(kind.code, cast.people)))
        for text in (told, least):
            assert text.endswith("。")
            assert not re.search(r"[。，；：]{2}|[{}\[\]]|（）|“”", text), text


def _filled(field, people):
    """A value that stands for itself."""
    kinds = {
        FieldType.DATE: date(2025, 4, 9),
        FieldType.INTEGER: 17,
        FieldType.BOOLEAN: True,
        FieldType.MEMBER: member(people.member),
        FieldType.PEOPLE: [member(people.committee)],
    }
    if field.choices:
        code = field.choices[0][0]
        return [code] if field.type is FieldType.CHOICES else code
    return kinds.get(field.type, f"{field.label}的内容")


def test_says_that_nothing_was_found(cast):
    data = example_data("inspection", cast.people) | {"found": 0}
    assert "没有发现问题。" in told_whole(Activity(kind="inspection", data=data))
    assert told_whole(Activity(kind="self_check", data={"batch": "上半年"})) == "开展上半年自查，未查出问题。"


def test_names_pictures_by_their_files_or_by_the_activity(book):
    rows = [block for block in to_document(book).blocks if isinstance(block, PictureRow)]
    title = "与试验社区党支部开展共建活动"
    assert [row.caption for row in rows] == [f"图1、图2　{title}现场", f"图3　{title}现场"]
    names = ("IMG_20250307.jpg", "微信图片_2025.png", "3.在洞口合影（1）.jpg")
    assert [yearbook._told_by_name(name) for name in names] == ["", "", "在洞口合影"]


def test_counts_those_who_took_part_where_they_are_many():
    entry = yearbook.BookEntry(date(2025, 3, 7), "学习", "会议室", tuple("甲乙丙丁戊己庚辛壬"), "学习案例。")
    assert entry.text == "3月7日在会议室，学习案例。9名党员参加。"


def test_tells_nothing_restricted(book):
    assert CANARY not in "".join(to_document(book).plain_paragraphs())
    entry = next(e for area in book.areas for part in area.parts for e in part.entries if "冯甲" in e.title)
    assert "看望慰问冯甲" in entry.told


def test_puts_two_pictures_in_a_row(book):
    rows = [block for block in to_document(book).blocks if isinstance(block, PictureRow)]
    assert [len(row.pictures) for row in rows] == [2, 1]
    assert max(picture.width for row in rows for picture in row.pictures) <= 960
    with pytest.raises(ValueError, match="1 至 2 张"):
        PictureRow(())


def test_the_contents_of_the_pdf_name_the_right_pages(book):
    pages = [
        "".join(page.extract_text().split())
        for page in PdfReader(BytesIO(render_document(to_document(book), "pdf"))).pages
    ]
    contents = next(block for block in to_document(book).blocks if isinstance(block, Contents))
    assert len(contents.headings) == 8
    for heading in contents.headings:
        words = "".join(heading.text.split())
        on_page = next(number for number, text in enumerate(pages[1:], start=2) if words in text)
        listed = pages[0].partition(words)[2].lstrip(".·…")
        assert listed.startswith(str(on_page)), heading.text


def test_the_pdf_shows_the_pictures(book):
    reader = PdfReader(BytesIO(render_document(to_document(book), "pdf")))
    assert len({image.data for page in reader.pages for image in page.images}) == 3


def test_the_word_file_has_headings_marks_and_pictures(book):
    word = docx.Document(BytesIO(render_document(to_document(book), "docx")))
    marks = {mark.get(qn("w:name")) for mark in word.element.iter(qn("w:bookmarkStart"))}
    asked = {field.get(qn("w:instr")).split()[1] for field in word.element.iter(qn("w:fldSimple"))}
    assert len(asked) == 8
    assert asked <= marks
    assert len(word.inline_shapes) == 3
    assert {shape._inline.docPr.get("descr") for shape in word.inline_shapes} == {
        "与试验社区党支部开展共建活动的照片"
    }
    first = next(p for p in word.paragraphs if p.style.style_id == "Heading1")
    assert first.paragraph_format.page_break_before


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_the_same_book_gives_the_same_file(book, file_format):
    assert render_document(to_document(book), file_format) == render_document(to_document(book), file_format)


def test_an_empty_year_says_so(cast):
    document = to_document(year_book(cast.other_branch, 2025, ON))
    assert document.plain_paragraphs()[1:] == ["这一年度还没有登记会议和活动。"]
    assert render_document(document, "pdf").startswith(b"%PDF")


@pytest.mark.usefixtures("book")
def test_comes_as_a_file_for_readers_of_the_branch(cast, client_of):
    address = reverse("reports:yearbook", args=["docx"])
    response = client_of(cast.superior, year=2025).get(address)
    assert response.status_code == 200
    assert "2025" in response["Content-Disposition"]
    assert client_of(cast.member).get(address).status_code == 403
    assert client_of(cast.secretary).get(reverse("reports:yearbook", args=["odt"])).status_code == 404


def test_a_book_with_many_pictures_is_made_in_the_background(book, cast, client_of, monkeypatch):  # noqa: ARG001  # for its pictures
    monkeypatch.setattr(reports, "MOST_PICTURES", 2)
    client, address = client_of(cast.secretary, year=2025), reverse("reports:yearbook", args=["docx"])
    offered = client.get(address)
    assert offered.context["title"] == f"{cast.branch.name}2025年度工作纪实.docx"
    client.post(reverse("core:job_start"), {"asked": offered.context["asked"]})
    made = client.get(reverse("core:job_file", args=[Job.objects.get().pk]))
    assert len(docx.Document(BytesIO(made.content)).inline_shapes) == 3
    monkeypatch.setattr(reports, "MOST_PICTURES", 3)
    assert client.get(address).content == made.content
