"""PDFs against other engines that print the same words on as many pages, and the memory that a process keeps after making many.

Run by itself (`python -m script.bench_print REPORT ACCOUNT`) it is such a process.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from time import process_time
from unittest.mock import patch

import django

if __name__ == "__main__":
    django.setup()

from django.test import Client
from django.utils import timezone
from pypdfium2 import PdfDocument

from branch.accounts.models import User
from documents import downloads
from documents.content import (
    Attachment,
    Block,
    Contents,
    Document,
    Form,
    Heading,
    Paragraph,
    Role,
    Table,
)
from documents.downloads import render_document
from documents.fonts import typeface
from documents.render import page
from meetings.documents.collecting import meeting_minutes
from meetings.documents.minutes import book_document
from meetings.meeting.models import Meeting
from reports.report.assembling import render_report
from reports.report.models import AnnualReport
from script.bench_measure import YEAR, Measure, in_turn, ms, spent

BARE_TIMES, BROWSER_TIMES, KEPT_TIMES = 1.15, 1.0, 1.3
BOOK_PAGES, REPORTS, BOOKS = 59, 60, 5


def measure_prints(by: User) -> list[Measure]:
    """The year's report against bare WeasyPrint, a book against Chromium, and what a process keeps of many."""
    report = AnnualReport.objects.filter(branch=by.member.branch, year=YEAR).latest("pk")
    return [measure_report(report), measure_book(by), measure_memory(by, report)]


def measure_report(report: AnnualReport) -> Measure:
    """A report as it is downloaded, against nothing but the layout of the same words as HTML."""
    import weasyprint  # only the measurements have it
    from weasyprint.text.fonts import FontConfiguration

    today = timezone.localdate()

    def ours() -> bytes:
        return render_report(AnnualReport.objects.with_tree().get(pk=report.pk), "pdf", on=today)

    document = taken_document(ours)
    markup, fonts = plain_html(document), FontConfiguration()
    styles = weasyprint.CSS(string=_css(), font_config=fonts)

    def bare() -> bytes:
        pdf: bytes = weasyprint.HTML(string=markup).write_pdf(stylesheets=[styles], font_config=fonts)
        return pdf

    own, other = in_turn(ours, bare, clock=process_time)
    return Measure(
        "报告 PDF 用时与 WeasyPrint 排同样文字之比",
        own / other,
        f"报告 {ms(own)}，{pages_of(ours())} 页；WeasyPrint {ms(other)}，{pages_of(bare())} 页",
        f"≤ {BARE_TIMES:g} 倍",
        own / other <= BARE_TIMES,
    )


def measure_book(by: User) -> Measure:
    """The year's minutes bound, against Chromium's print of the same words as HTML."""
    document = book_of(by)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "book.html", Path(folder) / "book.pdf"
        source.write_text(f"<style>{_css()}</style>{plain_html(document)}", encoding="utf-8")
        own, other = in_turn(
            lambda: render_document(document, "pdf"),
            lambda: _printed_by_chromium(source, target),
            runs=5,
            clock=spent,
        )
        theirs = pages_of(target.read_bytes())
    return Measure(
        f"{BOOK_PAGES} 页会议记录汇编 PDF 用时与 Chromium 打印同样文字之比",
        own / other,
        f"汇编 {ms(own)}，{pages_of(render_document(document, 'pdf'))} 页；Chromium {ms(other)}，{theirs} 页",
        f"≤ {BROWSER_TIMES:g} 倍",
        own / other <= BROWSER_TIMES,
    )


def measure_memory(by: User, report: AnnualReport) -> Measure:
    """What a process holds after 60 reports and 5 books, against what it held before it made any."""
    asked = [sys.executable, "-m", "script.bench_print", str(report.pk), str(by.pk)]
    told = json.loads(subprocess.run(asked, check=True, capture_output=True, timeout=600).stdout)
    ratio = told["after"] / told["before"]
    return Measure(
        f"进程生成 {REPORTS} 份报告 PDF 和 {BOOKS} 份汇编以后与以前的内存之比",
        ratio,
        f"以前 {told['before']} MB，以后 {told['after']} MB，最多 {told['most']} MB",
        f"≤ {KEPT_TIMES:g} 倍",
        ratio <= KEPT_TIMES,
    )


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with PdfDocument(pdf) as document:
        return len(document)


def book_of(by: User) -> Document:
    """So many of the year's minutes bound that the book has 59 pages, or all where there are too few."""
    year = Meeting.objects.visible_to(by).held().filter(year=YEAR).order_by("starts_at", "pk")
    rows = meeting_minutes(
        Meeting.objects.filter(pk__in=list(year.values_list("pk", flat=True)[:BOOK_PAGES])), by
    )
    number, pages = len(rows), 0
    while pages != BOOK_PAGES and number <= len(rows):
        some = rows[:number]
        document = book_document(some, branch_name="量测党支部", period_label="全年", on=timezone.localdate())
        pages = pages_of(render_document(document, "pdf"))
        number += BOOK_PAGES - pages
    return document


def _printed_by_chromium(source: Path, target: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        raise FileNotFoundError("未安装 Chromium，请安装软件包 chromium。")
    asked = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*asked, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True, timeout=180
    )


def plain_html(document: Document) -> str:
    """The words of a document in elements, for an engine that breaks its lines itself."""
    parts = [f'<html lang="zh-CN"><title>{escape(document.title)}</title><h1>{escape(document.title)}</h1>']
    parts += _elements(document.blocks)
    parts += [f"<p>{escape(note)}</p>" for note in document.attachment_notes()]
    if document.signature:
        parts.append(
            f"<p class=signed>{escape(document.signature.name)}<br>{document.signature.date_text}</p>"
        )
    for annex in document.attachments:
        parts += _annex(annex)
    return "\n".join([*parts, "</html>"])


def _annex(annex: Attachment) -> Iterator[str]:
    css = " class=wide" if annex.is_landscape else ""
    yield f"<section{css}><p>{escape(annex.label)}</p><h1>{escape(annex.title)}</h1>"
    yield from _elements(annex.blocks)
    yield "</section>"


def _elements(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                css = " class=new" if block.on_new_page else ""
                yield f"<h{block.level + 1}{css}>{escape(block.text)}</h{block.level + 1}>"
            case Paragraph():
                yield f"<p>{escape(block.text)}</p>"
            case Contents():
                yield from (f"<p>{escape(text)}</p>" for text in block.texts())
            case Table():
                columns = "".join(f'<col style="width:{share:.2%}">' for share in block.shares)
                head = "".join(f"<th>{escape(text)}</th>" for text in block.header)
                rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
                yield f"<table>{columns}<thead><tr>{head}</tr></thead>{rows}</table>"
            case Form():
                columns = "".join(f'<col style="width:{share:.2%}">' for share in block.shares)
                rows = "".join(
                    f'<tr style="height:{row.height}mm">{"".join(_cell(one.text, one.columns) for one in row.cells)}</tr>'
                    for row in block.rows
                )
                yield f"<table>{columns}{rows}</table>"


def _cell(text: str, columns: int = 1) -> str:
    return f"<td colspan={columns}>{escape(text)}</td>"


def _css() -> str:
    """The sheet, the typefaces and the sizes of the standard."""
    faces = "".join(
        f'@font-face {{ font-family: {role.value}; src: url("{face.path.as_uri()}") }}'
        for role in Role
        if (face := typeface(role).primary)
    )
    upright, turned = (
        f"{sheet.top}mm {sheet.right}mm {sheet.bottom}mm {sheet.left}mm"
        for sheet in (page.PORTRAIT, page.LANDSCAPE)
    )
    return f"""{faces}
        @page {{ size: A4; margin: {upright}; @bottom-center {{ content: counter(page) }} }}
        @page wide {{ size: A4 landscape; margin: {turned} }}
        body {{ margin: 0; font: {page.BODY_PT}pt/{page.LINE_PITCH_PT}pt fang; text-align: justify }}
        h1, h2, h3, h4, h5, p {{ margin: 0; font-weight: normal; font-size: inherit; text-indent: 2em }}
        h1 {{ font: {page.TITLE_PT}pt/{page.LINE_PITCH_PT}pt title; text-align: center; margin-bottom: 1em }}
        h2 {{ font-family: hei }} h3 {{ font-family: kai }} .new, section {{ break-before: page }}
        .wide {{ page: wide }} .signed {{ text-align: right }}
        table {{ width: 100%; table-layout: fixed; border-collapse: collapse; white-space: pre-line;
                 font: {page.TABLE_PT}pt/{page.TABLE_PITCH_PT}pt song }}
        td, th {{ border: 0.5pt solid; padding: 3pt }}"""


def taken_document(render: Callable[[], object]) -> Document:
    """The document that a rendering puts on paper."""
    taken: list[Document] = []

    def take(document: Document) -> bytes:
        taken.append(document)
        return b"%PDF"

    with patch.dict(downloads._RENDERERS, pdf=take):
        render()
    return taken[0]


def main(report: str, account: str) -> None:
    """Make many; print what the process held before and after, in megabytes."""
    by, today = User.objects.get(pk=account), timezone.localdate()
    Client().get("/accounts/login/")
    before = _held("VmRSS")
    for _ in range(REPORTS):
        render_report(AnnualReport.objects.with_tree().get(pk=report), "pdf", on=today)
    book = book_of(by)
    for _ in range(BOOKS):
        render_document(book, "pdf")
    sys.stdout.write(json.dumps({"before": before, "after": _held("VmRSS"), "most": _held("VmHWM")}))


def _held(what: str) -> int:
    """Megabytes, as Linux counts them for this process."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
