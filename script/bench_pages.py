"""Pages against an empty page of the product and against Django's own list, with few and many rows, in a year and in many."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from statistics import median
from time import process_time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from branch.accounts.models import User
from core import audit, records
from meetings.meeting.models import Meeting
from reports.report.models import AnnualReport, Paragraph
from reports.report.services import draft_report
from script.bench_data import LISTS, NORMAL_YEAR, fill
from script.bench_measure import (
    FEW,
    MANY,
    PAGE,
    RUNS,
    YEAR,
    Measure,
    QueryCount,
    got,
    ms,
    page_seconds,
    queries,
    seconds,
    urls_with_empty_page,
)

YEARS, DAYS_TIMES = 20, 1.5
BENCH_TIMES, EDITOR_TIMES, PAGE_QUERIES, SAVE_TIMES = 6.0, 4.0, 30, 1.5
ADMIN_TIMES = 0.8


def measure_list_page(name: str, client: Client, address: str) -> Measure:
    """A list of more than one page (50 rows shown) against a page that holds nothing but the frame."""
    with override_settings(ROOT_URLCONF=urls_with_empty_page()):
        empty, full = page_seconds(client, "/bench/empty/", address)
    return Measure(
        f"{PAGE} 行的{name}列表用时与空白页之比",
        full / empty,
        f"列表 {ms(full)}，空白页 {ms(empty)}",
    )


def measure_admin(client: Client) -> Measure:
    """The list of meetings against Django's own admin list of the same rows."""
    from script import bench_admin  # the admin is installed by now, where this is a program

    site = urls_with_empty_page()
    site.urlpatterns = [*site.urlpatterns, *bench_admin.urls()]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=site):
        ours, theirs = page_seconds(
            client, reverse("meetings:meeting_list"), "/bench/admin/meetings/meeting/"
        )
    return Measure(
        f"{PAGE} 行的会议列表用时与 Django 管理页同样各行之比",
        ours / theirs,
        f"列表 {ms(ours)}，管理页 {ms(theirs)}",
        f"≤ {ADMIN_TIMES:g} 倍",
        ours / theirs <= ADMIN_TIMES,
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
    with override_settings(ROOT_URLCONF=urls_with_empty_page()):
        empty = seconds(lambda: got(client, "/bench/empty/"), runs=3 * RUNS, clock=process_time)
        opened = [measure for page in pages for measure in _year_page(client, *page, empty)]
        return [*opened, _paragraph_saved(client, report, empty)]


def _year_page(client: Client, name: str, address: str, times: float, empty: float) -> list[Measure]:
    again = seconds(lambda: got(client, address), clock=process_time)
    asked = queries(client, address)
    taken = []
    for number in range(RUNS + 1):
        write_meeting(number)
        start = process_time()
        got(client, address)
        taken.append(process_time() - start)
    write_meeting(RUNS + 1)
    with CaptureQueriesContext(connection) as captured:
        got(client, address)
    first = median(taken[1:])
    return [
        Measure(
            f"{name}用时与空白页之比",
            again / empty,
            f"{name} {ms(again)}，{asked} 次查询，空白页 {ms(empty)}",
            f"≤ {times:g} 倍，≤ {PAGE_QUERIES} 次查询",
            again / empty <= times and asked <= PAGE_QUERIES,
        ),
        Measure(
            f"{name}在登记会议后第一次打开，与空白页之比",
            first / empty,
            f"{name} {ms(first)}，{len(captured)} 次查询",
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
        f"保存 {ms(took)}，空白页 {ms(empty)}",
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
        f"{YEARS} 年 {ms(many)}，一年 {ms(few)}；逐行换算日期的写法在 {YEARS} 年时用 {ms(old)}",
        f"≤ {DAYS_TIMES:g} 倍",
        many / few <= DAYS_TIMES,
    )


def measure_queries(name: str, client: Client, page: str, add: Callable[[int], object]) -> QueryCount:
    """Queries of a list at few and at many rows."""
    address = reverse(page)
    fill(add, 0, FEW)
    few = queries(client, address)
    fill(add, FEW, MANY)
    return QueryCount(name, few, queries(client, address))
