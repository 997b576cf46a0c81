"""Pages as pictures, and where texts stand on them: against what another library reads from each page."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from documents.content import Document, Paragraph, Run
from documents.render.page import LINES_PER_PAGE
from documents.render.pdf import render_pdf
from documents.render.pictures import page_png, printed

pytestmark = pytest.mark.documents


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [
        f"{n}.第{n}段说的是第{n}件事，" + "支部按月开展工作，" * (n % 7 + 1) + "记在这里。"
        for n in range(1, 40)
    ]


@pytest.fixture(scope="module")
def pdf(texts) -> bytes:
    blocks = tuple(Paragraph((Run(text),)) for text in texts)
    return render_pdf(
        Document(title="某支部年度工作报告", blocks=blocks, issuer="某支部", created_on=date(2025, 1, 5))
    )


def test_each_text_is_found_on_its_pages_in_order(pdf, texts):
    pages, strips = printed(pdf, texts)
    read = ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) == len(read) > 2
    assert {page.lines for page in pages[1:-1]} == {LINES_PER_PAGE}
    for text, found in zip(texts, strips, strict=True):
        assert found, text
        assert text[:8] in read[found[0].page - 1]
        assert all(0 < one.top < one.bottom < 1 for one in found)
        assert [one.page for one in found] == list(range(found[0].page, found[-1].page + 1))
    assert any(len(found) == 2 for found in strips), "no paragraph is parted by a page's end"
    places = [(found[0].page, found[0].top) for found in strips]
    assert places == sorted(places)


def test_what_is_not_there_is_nowhere_and_what_repeats_is_found_in_turn(pdf, texts):
    same = "支部按月开展工作，"
    _, (missing, first, second) = printed(pdf, ["这句话没有印出来", same, same])
    assert missing == ()
    assert (first[0].page, first[0].top) <= (second[0].page, second[0].top)
    assert first != second
    assert printed(pdf, ["", texts[0]])[1][0] == ()


def test_a_page_changes_its_mark_with_its_words_alone(pdf, texts):
    changed = [*texts[:-1], "40.最后一段换了一句话。"]
    other = render_pdf(
        Document(
            title="某支部年度工作报告",
            blocks=tuple(Paragraph((Run(text),)) for text in changed),
            issuer="某支部",
            created_on=date(2025, 1, 5),
        )
    )
    before, after = ([page.print for page in printed(one, [])[0]] for one in (pdf, other))
    assert before[0] == after[0]
    assert before[-1] != after[-1]


def test_a_picture_is_as_wide_as_asked_and_dark_where_there_is_print(pdf):
    picture = Image.open(BytesIO(page_png(pdf, 1, 600)))
    assert picture.width == 600
    assert abs(picture.height - 600 * 297 / 210) <= 1
    assert picture.convert("L").getextrema()[0] < 100
    with pytest.raises(IndexError):
        page_png(pdf, 99, 600)
