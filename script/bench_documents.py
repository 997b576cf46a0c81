"""Documents against what others need for the same: PDF against LibreOffice, a row among many against one among few, previews of
files against opening them.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from time import process_time

import docx
import openpyxl
from django.utils import timezone

from branch.accounts.models import User
from documents.content import Document
from documents.downloads import render_document
from documents.reading.files import ReportFile
from rectification.ledger.documents import ITEM_COLUMNS, ITEM_STACKS, Ledger
from rectification.ledger.reading import read_file
from reports.importing.parse import parse_report
from reports.importing.saving import import_report
from reports.report.assembling import render_report
from reports.report.models import AnnualReport
from script.bench_measure import YEAR, Measure, in_turn, ms, seconds, spent

FEW_ROWS, MANY_ROWS, ROW_TIMES = 100, 1000, 1.2
PDF_TIMES_FASTER, DOCX_TIMES_FASTER = 6.0, 10.0
REPORT_PAGES, LEDGER_ROWS, IMPORT_TIMES = 100, 2000, 2.0
HEADINGS = (
    "上年度组织生活会整改情况",
    "查摆问题情况",
    "一年来工作情况",
    "存在的主要问题",
    "原因分析",
    "今后改进措施",
)


def measure_documents(by: User, convert: Callable[[bytes, Path], bytes]) -> list[Measure]:
    """An imported report as PDF and DOCX, and the same DOCX turned into a PDF by LibreOffice."""
    source = ReportFile("旧报告.txt", older_report().encode())
    parsed = parse_report(source.data, source.name)
    branch = by.member.branch
    stored = import_report(branch=branch, year=YEAR - 4, parsed=parsed, by=by, source=source)
    today = timezone.localdate()

    def render(file_format: str) -> bytes:
        report = AnnualReport.objects.with_tree().get(pk=stored.pk)
        return render_report(report, file_format, on=today)

    content = render("docx")
    with tempfile.TemporaryDirectory() as folder:
        pdf, docx, office = in_turn(
            lambda: render("pdf"),
            lambda: render("docx"),
            lambda: convert(content, Path(folder)),
            runs=5,
            clock=spent,
        )
    return [
        Measure(
            f"{name} 比 LibreOffice 转换快",
            office / own,
            f"{name} {ms(own)}，LibreOffice {ms(office)}，{len(source.data)} 字节的报告",
            f"≥ {times:g} 倍",
            office / own >= times,
        )
        for name, own, times in (("PDF", pdf, PDF_TIMES_FASTER), ("DOCX", docx, DOCX_TIMES_FASTER))
    ]


def older_report() -> str:
    """A report as long as branches write them: 9,000 bytes in six sections."""
    words = "支部按年初计划逐项推进，每季度对照清单检查一次，没有完成的写明原因、责任人和补做的日期。" * 3
    lines = []
    for section, heading in zip("一二三四五六", HEADINGS, strict=True):
        lines += [f"{section}、{heading}", *(f"{item}、第 {item} 个方面。{words}" for item in range(1, 5))]
    return "\n".join(lines)


def convert_to_pdf(content: bytes, folder: Path) -> bytes:
    """A DOCX as LibreOffice prints it. Raises FileNotFoundError without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        raise FileNotFoundError("未安装 LibreOffice，请安装软件包 libreoffice-writer-nogui。")
    document = folder / "document.docx"
    document.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    asked = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    subprocess.run(asked, check=True, capture_output=True, timeout=180)
    return document.with_suffix(".pdf").read_bytes()


def measure_tables(formats: Sequence[str] = ("docx", "pdf")) -> list[Measure]:
    """A 台账 of many rows against one of few: what a row costs must not grow with their number."""
    return [_row_cost(file_format) for file_format in formats]


def _row_cost(file_format: str) -> Measure:
    few, many = (
        seconds(partial(render_document, printed_ledger(rows), file_format), runs=1, clock=process_time)
        / rows
        for rows in (FEW_ROWS, MANY_ROWS)
    )
    return Measure(
        f"台账 {file_format.upper()} 每行用时，{MANY_ROWS} 行与 {FEW_ROWS} 行之比",
        many / few,
        f"{MANY_ROWS} 行每行 {ms(many)}，{FEW_ROWS} 行每行 {ms(few)}",
        f"≤ {ROW_TIMES:g} 倍",
        many / few <= ROW_TIMES,
    )


def printed_ledger(rows: int) -> Document:
    """A 整改台账 as branches print it, its cells of one line to a dozen."""
    said = (
        "班组会上没有讲清整改要求，联系实际不够。",
        "每季度对照清单检查一次，写明原因、责任人和日期。",
        "赵量一",
    )
    cells = tuple(
        (str(number), *(said[(number + place) % 3] for place in range(len(ITEM_COLUMNS) - 1)))
        for number in range(1, rows + 1)
    )
    title, branch, on = "量测党支部整改台账", "量测党支部", date(YEAR, 12, 31)
    return Ledger(title, branch, on, ITEM_COLUMNS, cells, is_landscape=True, stacks=ITEM_STACKS).to_document()


def measure_imports() -> list[Measure]:
    """What the previews of files work out, against what their libraries take to open the same files and take their words:
    a report of 100 pages and a 台账 of 2,000 rows, as other programs write them.
    """
    report, ledger = long_report(), long_ledger()

    def words() -> list[str]:
        return [paragraph.text for paragraph in docx.Document(BytesIO(report)).paragraphs]

    def values() -> object:
        return openpyxl.load_workbook(BytesIO(ledger), data_only=True)

    return [
        _import_cost(f"{REPORT_PAGES} 页 Word 报告预览", lambda: parse_report(report, "报告.docx"), words),
        _import_cost(
            f"{LEDGER_ROWS} 行 Excel 台账预览",
            lambda: read_file(ledger, "台账.xlsx", default_year=YEAR).lines(),
            values,
        ),
    ]


def _import_cost(name: str, read: Callable[[], object], opened: Callable[[], object]) -> Measure:
    ours, theirs = (seconds(run, clock=process_time) for run in (read, opened))
    return Measure(
        f"{name}与打开文件、取出文字用时之比",
        ours / theirs,
        f"预览 {ms(ours)}，打开 {ms(theirs)}",
        f"≤ {IMPORT_TIMES:g} 倍",
        ours / theirs <= IMPORT_TIMES,
    )


def long_report() -> bytes:
    """A report of 100 pages: nine paragraphs of two and a half lines a page."""
    document = docx.Document()
    words = "支部按年初计划逐项推进，每季度对照清单检查一次，没有完成的写明原因、责任人和补做的日期。"
    items = REPORT_PAGES * 9 // len(HEADINGS)
    for section, heading in zip("一二三四五六", HEADINGS, strict=True):
        document.add_paragraph(f"{section}、{heading}")
        for item in range(items):
            label = f"（{'一二三四五六七八九十'[item // 10 % 10]}）" if item % 10 == 0 else f"{item % 10}."
            document.add_paragraph(f"{label}第{item}个方面。{words}{words[:20]}")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def long_ledger() -> bytes:
    """A 台账 of 2,000 rows with all columns filled."""
    row = {
        "对照方面": "政治建设",
        "具体表现": "1. 联系实际不够\n2. 记录不全",
        "来源": "群众提",
        "原因": "学习不够深入",
        "目标": "年底前全部做到",
        "措施": "每季度对照清单检查一次，写明原因",
        "整改方式": "立行立改",
        "责任领导": "赵量一",
        "责任人": "钱试一、孙测二",
        "时限": f"{YEAR}-06-30",
        "进展": f"{YEAR}-03-26 开展第一次抽查。\n{YEAR}-04-26 开展第二次抽查。",
        "完成情况": "整改中",
        "佐证": "检查记录",
        "备注": "无",
    }
    book = openpyxl.Workbook()
    book.active.append(["序号", "存在问题", *row])
    for number in range(1, LEDGER_ROWS + 1):
        book.active.append([number, f"第 {number} 个问题：没有讲清整改要求", *row.values()])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
