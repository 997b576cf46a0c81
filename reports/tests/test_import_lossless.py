"""Import and export lose no word: every paragraph of the file stands in the report, the DOCX and the PDF."""

import io
import re
import subprocess
from datetime import date

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.render import page
from documents.tests.libreoffice import convert_to_pdf
from documents.tests.paper import full_line_lengths, grid_rows, printed_pages
from reports.importing.parse import parse_report
from reports.importing.schema import ParsedReport, Role
from reports.report.assembling import content_of, render_report
from reports.report.document import AnnualContent
from reports.report.models import AnnualReport
from reports.tests.old_reports import MADE_UP, sample
from reports.tests.reading import letters
from reports.tests.test_import_records import imported

TODAY = date(2026, 1, 20)
LEFT = page.PORTRAIT.left * page.PT_PER_MM
RIGHT = LEFT + page.PORTRAIT.block_width_pt
_NUMBER = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}(?:、|是)"
    r"|第[一二三四五六七八九十]{1,3}[，、]|\d{1,2}[.、．])"
)


def unnumbered(text: str) -> str:
    """The words without blanks and without the number in front."""
    return _NUMBER.sub("", letters(text))


def source_words(data: bytes) -> list[str]:
    """Every line of a text file, to be found in the outputs."""
    return [words for line in data.decode().splitlines() if (words := unnumbered(line))]


def report_words(content: AnnualContent) -> list[str]:
    """Title, salutation, headings, paragraphs and signature as the report holds them, in reading order."""
    texts = [content.title, content.salutation]
    for section in content.sections:
        texts += [section.heading, *(one.label + one.text for one in section.paragraphs)]
    if content.signed_on:
        texts += [
            content.signer,
            f"{content.signed_on:%Y}年{content.signed_on.month}月{content.signed_on.day}日",
        ]
    return [words for text in texts if (words := unnumbered(text.rstrip("：:")))]


def parsed_words(parsed: ParsedReport) -> list[str]:
    """The same of what was read."""
    kept = [one for one in parsed.paragraphs if one.role is not Role.PAGE_FURNITURE]
    return [words for one in kept if (words := unnumbered(one.typed.rstrip("：:")))]


def full(report: AnnualReport) -> AnnualReport:
    return AnnualReport.objects.with_tree().get(pk=report.pk)


def pdf_text(pdf: bytes) -> str:
    """The PDF's words as pdftotext reads them, page numbers and blanks left out."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return letters(re.sub(r"—\s*\d+\s*—", "", done.stdout.decode()))


@pytest.fixture
def report(cast) -> AnnualReport:
    """The sample, imported."""
    return full(imported(cast.branch, sample()))


def test_holds_every_paragraph_in_the_order_of_the_file(report):
    held = report_words(content_of(report, on=TODAY))[1:]  # the file has no title
    assert held == [words.rstrip("：:") for words in source_words(sample())]


def test_prints_every_paragraph_in_word(report):
    document = docx.Document(io.BytesIO(render_report(report, "docx", on=TODAY)))
    printed = [unnumbered(paragraph.text) for paragraph in document.paragraphs]
    assert [words for words in source_words(sample()) if words not in printed] == []


def test_prints_every_paragraph_in_the_pdf(report):
    printed = pdf_text(render_report(report, "pdf", on=TODAY))
    assert [words for words in source_words(sample()) if words not in printed] == []


def test_reads_its_own_word_file_as_the_same_report(report):
    """Sections, items and points come back as they were read from the older file."""
    again = parse_report(render_report(report, "docx", on=TODAY), "导出.docx")
    first = parse_report(sample(), "旧报告.txt")
    assert again.as_json()["sections"] == first.as_json()["sections"]
    assert again.title == report.title


def test_sees_a_lost_sentence(report):
    """The negative control of the two tests above."""
    sentence = report.sections.all()[3].paragraphs.all()[0].sentences.all()[0]
    sentence.text = sentence.text[:-3]
    sentence.save()
    printed = pdf_text(render_report(full(report), "pdf", on=TODAY))
    assert [words for words in source_words(sample()) if words not in printed] != []


def test_restyles_numbers_and_keeps_typing_errors(cast):
    report = full(imported(cast.branch, MADE_UP))
    text = "\n".join(
        one.text for one in docx.Document(io.BytesIO(render_report(report, "docx", on=TODAY))).paragraphs
    )
    assert "1.坚持学习教育。" in text
    assert "针对.汛期" in text
    assert "发挥发挥" in text
    assert text.count("青石滩水文站党支部\n2022年1月5日") == 1
    assert "一是责任压得不实。分工写在纸上，检查少。二是办法不多。" in text


@pytest.mark.documents
def test_sets_the_imported_report_on_the_grid(report, tmp_path):
    for pdf in (
        render_report(report, "pdf", on=TODAY),
        convert_to_pdf(render_report(report, "docx", on=TODAY), tmp_path),
    ):
        pages = printed_pages(pdf)
        lengths = full_line_lengths(pages, LEFT, RIGHT)
        assert max(lengths) == 28
        assert lengths[28] > 0.8 * lengths.total()
        assert {grid_rows(one, page.LINE_PITCH_PT) for one in pages[:-1]} <= {22}
        assert grid_rows(pages[-1], page.LINE_PITCH_PT) <= 22


_WORD = st.text("学习教育作风制度抓紧做好水位流量值守走河“”，、", min_size=2, max_size=30)
_SENTENCE = _WORD.map(lambda text: f"{text.strip('，、') or '做好'}。")
_ITEM = st.lists(_SENTENCE, min_size=1, max_size=4).map("".join)
_STYLES = [
    lambda n: f"{n}、",
    lambda n: f"{n}.",
    lambda n: f"（{'一二三四五六'[n - 1]}）",
    lambda n: f"{'一二三四五六'[n - 1]}是",
    lambda n: f"第{'一二三四五六'[n - 1]}，",
    lambda n: f"（{n}）",
]
_HEADINGS = (
    "上年度组织生活会整改情况",
    "查摆问题情况",
    "一年来工作情况",
    "存在的主要问题",
    "原因分析",
    "今后改进措施",
)


@st.composite
def reports(draw) -> str:
    """A report with numbered items of one style a section, sometimes with an introduction."""
    lines = []
    for order, heading in enumerate(_HEADINGS):
        lines.append(f"{'一二三四五六'[order]}、{heading}")
        style = draw(st.sampled_from(_STYLES))
        if draw(st.booleans()):
            lines.append(draw(_ITEM))
        for number, item in enumerate(draw(st.lists(_ITEM, max_size=4)), start=1):
            lines.append(style(number) + item)
    return "\n".join(lines) + "\n"


@pytest.mark.no_cover
@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=reports())
def test_keeps_every_paragraph_of_any_report(cast, text):
    AnnualReport.objects.all().delete()
    parsed = parse_report(text.encode(), "旧.txt")
    report = full(imported(cast.branch, text))
    held = report_words(content_of(report, on=TODAY))
    assert (held if parsed.title else held[1:]) == parsed_words(parsed)
