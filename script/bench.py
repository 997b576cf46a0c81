"""How fast documents and pages are, as ratios measured in one run: documents against LibreOffice, a row printed among
many against one among few, a list page against an empty one, queries at few and many rows. Run by `script/bench` on an
empty, migrated data directory.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import ModuleType

import django
import docx
import openpyxl
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path, reverse
from django.utils import timezone

if __name__ == "__main__":
    # Only here, to be measured against: the product has no admin site (ADR 5).
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    django.setup()

from activities.models import Activity
from activities.services import record_activity
from branch.accounts.models import User
from branch.members.models import Member
from branch.members.services import add_member
from branch.organisations.services import FirstRun, found_branch, is_set_up
from core import audit, records
from documents.content import Document
from documents.downloads import render_document
from documents.reading.files import ReportFile
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.roll import due_members
from meetings.meeting.services import hold_meeting
from rectification.items.models import RectificationItem
from rectification.items.services import add_item
from rectification.ledger.documents import ITEM_COLUMNS, ITEM_STACKS, Ledger
from rectification.ledger.reading import read_file
from rectification.problems.models import Problem
from rectification.problems.services import add_problem
from reports.importing.parse import parse_report
from reports.importing.saving import import_report
from reports.report.assembling import render_report
from reports.report.models import AnnualReport, Paragraph
from reports.report.services import draft_report
from script import bench_writes
from study.tasks.models import StudyTask
from study.tasks.services import assign_task

YEAR = 2025
RUNS = 7
FEW, PAGE, MANY = 10, 50, 200
FEW_ROWS, MANY_ROWS, ROW_TIMES = 100, 1000, 1.2
YEARS, DAYS_TIMES = 20, 1.5
# So many meetings, activities, problems, measures, study tasks and further members a branch has in a year.
NORMAL_YEAR = (50, 60, 8, 16, 24, 12)
BENCH_TIMES, EDITOR_TIMES, PAGE_QUERIES, SAVE_TIMES = 6.0, 4.0, 30, 1.5
ADMIN_TIMES, SAVED_TIMES = 0.8, 2.5
PDF_TIMES_FASTER, DOCX_PART_OF_PDF = 4.0, 0.25
REPORT_PAGES, LEDGER_ROWS, IMPORT_TIMES = 100, 2000, 2.0
HEADINGS = (
    "上年度组织生活会整改情况",
    "查摆问题情况",
    "一年来工作情况",
    "存在的主要问题",
    "原因分析",
    "今后改进措施",
)
EMPTY_PAGE = '{% extends "base.html" %}{% block title %}空白页{% endblock %}{% block content %}{% endblock %}'


@dataclass(frozen=True)
class Measure:
    """One line of the result: what, the ratio, its target if it has one, and the figures behind it."""

    name: str
    ratio: float
    figures: str
    target: str = ""
    is_met: bool = True

    def __str__(self) -> str:
        verdict = f"（目标 {self.target}）{'达到' if self.is_met else '未达到'}" if self.target else ""
        return f"{self.name}：{self.ratio:.2f} 倍{verdict}。{self.figures}"


@dataclass(frozen=True)
class QueryCount:
    """How many queries a list costs with few and with many rows."""

    name: str
    few: int
    many: int

    @property
    def is_flat(self) -> bool:
        """Whether more rows cost no more queries."""
        return self.few == self.many

    def __str__(self) -> str:
        verdict = "达到" if self.is_flat else "未达到"
        return (
            f"{self.name}列表：{FEW} 行 {self.few} 次查询，{MANY} 行 {self.many} 次查询（目标 相等）{verdict}"
        )


def seconds(
    run: Callable[[], object], *, runs: int = RUNS, clock: Callable[[], float] = perf_counter
) -> float:
    """Median time of several runs after one that warms up; `process_time` as clock leaves out what others do here."""
    run()
    times = []
    for _ in range(runs):
        start = clock()
        run()
        times.append(clock() - start)
    return median(times)


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

    pdf, docx, content = seconds(lambda: render("pdf")), seconds(lambda: render("docx")), render("docx")
    with tempfile.TemporaryDirectory() as folder:
        office = seconds(lambda: convert(content, Path(folder)), runs=5)
    faster, part = office / pdf, docx / pdf
    return [
        Measure(
            "PDF 比 LibreOffice 转换快",
            faster,
            f"PDF {_ms(pdf)}，LibreOffice {_ms(office)}，{len(source.data)} 字节的报告",
            f"≥ {PDF_TIMES_FASTER:g} 倍",
            faster >= PDF_TIMES_FASTER,
        ),
        Measure(
            "DOCX 用时与 PDF 用时之比",
            part,
            f"DOCX {_ms(docx)}，PDF {_ms(pdf)}",
            f"≤ {DOCX_PART_OF_PDF:g} 倍",
            part <= DOCX_PART_OF_PDF,
        ),
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
        f"{MANY_ROWS} 行每行 {_ms(many)}，{FEW_ROWS} 行每行 {_ms(few)}",
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
        f"预览 {_ms(ours)}，打开 {_ms(theirs)}",
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


def _ms(value: float) -> str:
    return f"{value * 1000:.0f} 毫秒" if value >= 0.1 else f"{value * 1000:.1f} 毫秒"


def _empty_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(EMPTY_PAGE).render({}, request))


def _urls_with_empty_page() -> ModuleType:
    module = ModuleType("bench_urls")
    site = import_module(settings.ROOT_URLCONF)
    vars(module).update({name: value for name, value in vars(site).items() if name.startswith("handler")})
    vars(module)["urlpatterns"] = [*site.urlpatterns, path("bench/empty/", _empty_page)]
    return module


def signed_in(user: User) -> Client:
    """A client of the user, looking at the year of the rows."""
    client = Client()
    client.force_login(user, backend="branch.backends.AccountBackend")
    session = client.session
    session["workspace_year"] = YEAR
    session.save()
    return client


def measure_list_page(name: str, client: Client, address: str) -> Measure:
    """A list of more than one page (50 rows shown) against a page that holds nothing but the frame."""
    with override_settings(ROOT_URLCONF=_urls_with_empty_page()):
        empty, full = (_page_seconds(client, one) for one in ("/bench/empty/", address))
    return Measure(
        f"{PAGE} 行的{name}列表用时与空白页之比",
        full / empty,
        f"列表 {_ms(full)}，空白页 {_ms(empty)}",
    )


def measure_admin(client: Client) -> Measure:
    """The list of meetings against Django's own admin list of the same rows."""
    from script import bench_admin  # the admin is installed by now, where this is a program

    site = _urls_with_empty_page()
    site.urlpatterns = [*site.urlpatterns, *bench_admin.urls()]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=site):
        ours, theirs = (
            _page_seconds(client, one)
            for one in (reverse("meetings:meeting_list"), "/bench/admin/meetings/meeting/")
        )
    return Measure(
        f"{PAGE} 行的会议列表用时与 Django 管理页同样各行之比",
        ours / theirs,
        f"列表 {_ms(ours)}，管理页 {_ms(theirs)}",
        f"≤ {ADMIN_TIMES:g} 倍",
        ours / theirs <= ADMIN_TIMES,
    )


def _page_seconds(client: Client, address: str) -> float:
    return seconds(lambda: _got(client, address), runs=3 * RUNS, clock=process_time)


def measure_saving(by: User) -> Measure:
    """A meeting saved through form and service against the same rows written by the ORM alone."""
    ours, bare = (
        seconds(lambda save=save: save(by, 1), runs=3 * RUNS, clock=process_time)  # type: ignore[misc]
        for save in (bench_writes.saved_through_form, bench_writes.saved_bare)
    )
    return Measure(
        "会议经表单和服务保存，与只用 ORM 写同样各行之比",
        ours / bare,
        f"保存 {_ms(ours)}，只用 ORM {_ms(bare)}",
        f"≤ {SAVED_TIMES:g} 倍",
        ours / bare <= SAVED_TIMES,
    )


def measure_year_pages(by: User, client: Client) -> list[Measure]:
    """工作台 and the report's editor, which tell of the whole year, against an empty page: opened again, and for the
    first time after a record was written. The year is as branches have it."""
    for (_, _, add), number in zip(LISTS, NORMAL_YEAR, strict=True):
        fill(partial(add, by), 0, number)
    report = draft_report(branch=by.member.branch, year=YEAR, by=by, on=date(YEAR, 12, 31))
    pages = (
        ("工作台", reverse("overview:home"), BENCH_TIMES),
        ("报告编辑页", reverse("reports:report_detail", args=[report.pk]), EDITOR_TIMES),
    )
    with override_settings(ROOT_URLCONF=_urls_with_empty_page()):
        empty = seconds(lambda: _got(client, "/bench/empty/"), runs=3 * RUNS, clock=process_time)
        opened = [measure for page in pages for measure in _year_page(client, *page, empty)]
        return [*opened, _paragraph_saved(client, report, empty)]


def _year_page(client: Client, name: str, address: str, times: float, empty: float) -> list[Measure]:
    again = seconds(lambda: _got(client, address), clock=process_time)
    asked = queries(client, address)
    taken = []
    for number in range(RUNS + 1):
        write_meeting(number)
        start = process_time()
        _got(client, address)
        taken.append(process_time() - start)
    write_meeting(RUNS + 1)
    with CaptureQueriesContext(connection) as captured:
        _got(client, address)
    first = median(taken[1:])
    return [
        Measure(
            f"{name}用时与空白页之比",
            again / empty,
            f"{name} {_ms(again)}，{asked} 次查询，空白页 {_ms(empty)}",
            f"≤ {times:g} 倍，≤ {PAGE_QUERIES} 次查询",
            again / empty <= times and asked <= PAGE_QUERIES,
        ),
        Measure(
            f"{name}在登记会议后第一次打开，与空白页之比",
            first / empty,
            f"{name} {_ms(first)}，{len(captured)} 次查询",
            f"≤ {times:g} 倍，≤ {PAGE_QUERIES} 次查询",
            first / empty <= times and len(captured) <= PAGE_QUERIES,
        ),
    ]


def write_meeting(number: int) -> None:
    """Change the newest meeting, as its form does."""
    meeting = Meeting.objects.latest("pk")
    before = audit.snapshot(meeting)
    meeting.place = f"第 {number} 会议室"
    records.save(meeting, by=None, before=before)


def _paragraph_saved(client: Client, report: AnnualReport, empty: float) -> Measure:
    """A paragraph as the editor stores it, each time with other words."""
    address = reverse("reports:studio_save", args=[report.pk])
    row = Paragraph.objects.filter(
        section__report=report, is_left_out=False, section__kind="problems"
    ).first()
    if row is None:
        raise RuntimeError("the report has no paragraph to save")
    words, number = row.text, 0

    def save() -> None:
        nonlocal number
        row.refresh_from_db(fields=["lock_version"])
        number += 1
        one = {"id": str(row.pk), "text": f"{words}第{number}次修改。", "marker": row.marker}
        sent = {"paragraphs": [{**one, "section": row.section_id, "lock": row.lock_version}]}
        answer = client.post(address, sent, content_type="application/json")
        if answer.status_code != 200 or answer.json()["conflicts"]:
            raise RuntimeError(answer.content.decode())

    took = seconds(save, runs=2 * RUNS, clock=process_time)
    ratio = took / empty
    return Measure(
        "保存一段报告正文，与空白页之比",
        ratio,
        f"保存 {_ms(took)}，空白页 {_ms(empty)}",
        f"≤ {SAVE_TIMES:g} 倍",
        ratio <= SAVE_TIMES,
    )


def measure_days(by: User) -> Measure:
    """Meetings of a quarter where the branch has 20 years of meetings, against one year of them."""
    branch = by.member.branch
    quarter = date(YEAR, 4, 1), date(YEAR, 6, 30)

    def by_bounds() -> None:
        len(Meeting.objects.of_branch(branch).between(*quarter).values_list("pk"))

    def by_date() -> None:
        len(Meeting.objects.of_branch(branch).filter(starts_at__date__range=quarter).values_list("pk"))

    few = seconds(by_bounds, runs=5 * RUNS, clock=process_time)
    Meeting.objects.bulk_create(
        Meeting(
            branch=branch,
            year=YEAR - years,
            title=f"{years} 年前第 {number} 次会议",
            starts_at=timezone.make_aware(datetime(YEAR - years, 1, 6, 9)) + timedelta(days=number % 340),
        )
        for years in range(1, YEARS)
        for number in range(MANY)
    )
    many, old = (seconds(run, runs=5 * RUNS, clock=process_time) for run in (by_bounds, by_date))
    return Measure(
        f"按日期查一个季度的会议，{YEARS} 年记录与一年记录之比",
        many / few,
        f"{YEARS} 年 {_ms(many)}，一年 {_ms(few)}；逐行换算日期的写法在 {YEARS} 年时用 {_ms(old)}",
        f"≤ {DAYS_TIMES:g} 倍",
        many / few <= DAYS_TIMES,
    )


def _got(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def fill(add: Callable[[int], object], first: int, last: int) -> None:
    """Add rows number `first` to `last` (not included), in one transaction."""
    with transaction.atomic():
        for number in range(first, last):
            add(number)


def queries(client: Client, address: str) -> int:
    """How many queries a page costs once it is warm."""
    _got(client, address)
    with CaptureQueriesContext(connection) as captured:
        _got(client, address)
    return len(captured)


def measure_queries(name: str, client: Client, page: str, add: Callable[[int], object]) -> QueryCount:
    """Queries of a list at few and at many rows."""
    address = reverse(page)
    fill(add, 0, FEW)
    few = queries(client, address)
    fill(add, FEW, MANY)
    return QueryCount(name, few, queries(client, address))


def make_branch() -> User:
    """A branch of nine; its secretary's account."""
    first_day = date(YEAR - 5, 1, 1)
    first = FirstRun(
        committee_name="量测公司党委",
        branch_name="量测党支部",
        branch_short_name="量测党支部",
        branch_code="liangce",
        founded_on=first_day,
        in_use_since=first_day,
        secretary_name="赵量一",
        secretary_since=first_day,
        gender="MALE",
        username="bench",
        password="not-used-to-sign-in",  # noqa: S106
    )
    secretary = found_branch(first, on=first_day)
    for number in range(8):
        add_row_of_members(secretary, number)
    return secretary


def day_of(number: int) -> date:
    """A day of the year for row number `number`."""
    return date(YEAR, 1, 6) + timedelta(days=number % 340)


def add_row_of_meetings(by: User, number: int) -> None:
    """A meeting with everybody present."""
    kinds = (("ASSEMBLY", "COMMITTEE", "THEME_DAY", "STUDY")[number % 4],)
    branch, day = by.member.branch, day_of(number)
    meeting = Meeting(
        branch=branch,
        year=YEAR,
        title=f"第 {number} 次会议",
        starts_at=timezone.make_aware(datetime(day.year, day.month, day.day, 9)),
        chair=by.member,
    )
    roll = [RollEntry(member=member) for member in due_members(branch, None, kinds, day)]
    hold_meeting(meeting, kinds=kinds, roll=roll, by=None)


def add_row_of_activities(by: User, number: int) -> None:
    """A visit, a reminder or a joint activity."""
    person = {"id": by.member.pk, "name": by.member.name}
    kind, data = (
        ("visit", {"targets": "冯甲", "reason": "家人住院", "visitors": [person], "form": "HOME"}),
        ("reminder", {"occasions": ["MID_AUTUMN"], "form": "NOTICE"}),
        ("joint", {"partner": "量测社区党支部", "segments": ["STUDY"]}),
    )[number % 3]
    activity = Activity(branch=by.member.branch, kind=kind, data=data, happened_on=day_of(number))
    record_activity(activity, participants=[by.member], by=by)  # type: ignore[list-item]


def add_row_of_problems(by: User, number: int) -> None:
    """A problem with two sub-points, every second one a main problem."""
    problem = Problem(
        branch=by.member.branch, year=YEAR, title=f"第 {number} 个问题", is_main=number % 2 == 0
    )
    add_problem(problem, points=["表现之一。", "表现之二。"], by=by)


def add_row_of_items(by: User, number: int) -> None:
    """A measure against the newest problem."""
    item = RectificationItem(
        branch=by.member.branch,
        year=YEAR,
        problem=Problem.objects.filter(branch=by.member.branch).latest("pk"),
        content=f"第 {number} 项措施",
        leader=by.member,
        responsible=by.member,
        due_on=day_of(number),
    )
    add_item(item, by=by)


def add_row_of_tasks(by: User, number: int) -> None:
    """A study task of one member."""
    day = day_of(number)
    task = StudyTask(
        branch=by.member.branch, title=f"第 {number} 项学习", year=YEAR, starts_on=day, due_on=day, hours=2
    )
    assign_task(task, members=[by.member], by=by)  # type: ignore[list-item]


def add_row_of_members(by: User, number: int) -> None:
    """A member whose name no other has."""
    tens, ones = divmod(number, 10)
    name = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"[tens % 16] + "试量测校核算比较查验"[ones] + f"{number}"
    member = Member(branch=by.member.branch, name=name, gender="MALE")
    add_member(member, status="FULL", since=date(YEAR - 10, 7, 1), by=None)


# The main lists: what they are called, the name of the page, and how one more row comes about.
LISTS: tuple[tuple[str, str, Callable[[User, int], None]], ...] = (
    ("会议", "meetings:meeting_list", add_row_of_meetings),
    ("工作纪实", "activities:activity_list", add_row_of_activities),
    ("问题", "rectification:problem_list", add_row_of_problems),
    ("整改事项", "rectification:item_list", add_row_of_items),
    ("学习任务", "study:task_list", add_row_of_tasks),
    ("党员", "branch:member_list", add_row_of_members),
)


def main() -> str:
    """Measure and print a line for each measure; what is wrong, or nothing.

    Only more rows that cost more queries are wrong: how fast this machine is, a run cannot promise.
    """
    if is_set_up():
        return "这个数据目录里已有组织，测量会写入大量测试数据。请用 script/bench 运行。"
    secretary = make_branch()
    client = signed_in(secretary)
    for measure in measure_year_pages(secretary, client):
        say(measure)
    counts = []
    for place, (name, page, add) in enumerate(LISTS):
        counts.append(measure_queries(name, client, page, partial(add, secretary)))
        if place == 0:
            say(measure_list_page(name, client, reverse(page)))
            say(measure_admin(client))
            say(measure_saving(secretary))
    say(measure_days(secretary))
    try:
        for measure in measure_documents(secretary, convert_to_pdf):
            say(measure)
    except FileNotFoundError as error:
        return str(error)
    for measure in (*measure_tables(), *measure_imports()):
        say(measure)
    for count in counts:
        say(count)
    return "" if all(count.is_flat for count in counts) else "有列表的查询次数随行数增加。"


def say(line: object) -> None:
    """A line of the result, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main() or 0)
