"""What `manage.py bench` measures: documents against LibreOffice, a list page against an empty one, queries."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType, SimpleNamespace

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path, reverse
from django.utils.timezone import localdate

from .exporting import render_report
from .importing.parse import parse_report
from .importing.pending import ReportFile
from .importing.saving import import_report
from .models import AnnualReport

RUNS = 7
FEW, PAGE, MANY = 10, 50, 200
PDF_TIMES_FASTER, DOCX_PART_OF_PDF = 4.0, 0.25
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


def seconds(run: Callable[[], object], *, runs: int = RUNS) -> float:
    """Median time of several runs after one that warms up."""
    run()
    times = []
    for _ in range(runs):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)


def measure_documents(
    cast: SimpleNamespace, data: bytes, convert: Callable[[bytes, Path], bytes]
) -> list[Measure]:
    """An imported report as PDF and DOCX, and the same DOCX turned into a PDF by LibreOffice."""
    source = ReportFile("旧报告.txt", data)
    parsed = parse_report(source.data, source.name)
    stored = import_report(branch=cast.branch, year=2021, parsed=parsed, by=cast.secretary, source=source)
    today = localdate()

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
            f"PDF {_ms(pdf)}，LibreOffice {_ms(office)}，{len(data)} 字节的报告",
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


def signed_in(user: object, year: int) -> Client:
    """A client of the user, looking at a year."""
    client = Client()
    client.force_login(user, backend="branch.backends.AccountBackend")  # type: ignore[arg-type]
    session = client.session
    session["workspace_year"] = year
    session.save()
    return client


def measure_list_page(name: str, client: Client, address: str) -> Measure:
    """A list of more than one page (50 rows shown) against a page that holds nothing but the frame."""
    with override_settings(ROOT_URLCONF=_urls_with_empty_page()):
        empty = seconds(lambda: _got(client, "/bench/empty/"))
        full = seconds(lambda: _got(client, address))
    ratio = full / empty
    return Measure(
        f"{PAGE} 行的{name}列表用时与空白页之比",
        ratio,
        f"列表 {_ms(full)}，空白页 {_ms(empty)}",
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
