"""What the measurements share: a line of the result, a median of times, pages asked by a client, a page that holds nothing."""

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from statistics import median
from time import perf_counter, process_time
from types import ModuleType

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from branch.accounts.models import User

YEAR = 2025
RUNS = 7
FEW, PAGE, MANY = 10, 50, 200
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


def in_turn(
    *runners: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = perf_counter
) -> list[float]:
    """Median time of each, measured by turns after one run that warms up: what else this machine does meets all alike."""
    times: list[list[float]] = [[] for _ in runners]
    for number in range(runs + 1):
        for run, own in zip(runners, times, strict=True):
            start = clock()
            run()
            if number:
                own.append(clock() - start)
    return [median(own) for own in times]


def spent() -> float:
    """CPU time of this process and of the programs that it has called."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def ms(value: float) -> str:
    """Seconds as people read them."""
    return f"{value * 1000:.0f} 毫秒" if value >= 0.1 else f"{value * 1000:.1f} 毫秒"


def _empty_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(EMPTY_PAGE).render({}, request))


def urls_with_empty_page() -> ModuleType:
    """The addresses of the site, and one whose page holds nothing but the frame."""
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


def got(client: Client, address: str) -> HttpResponse:
    """The answer of a page. Raises RuntimeError for any but 200."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return answer  # type: ignore[return-value]


def page_seconds(client: Client, *addresses: str) -> list[float]:
    """CPU time of the process for each page, the median of many runs in turns."""
    pages = (partial(got, client, address) for address in addresses)
    return in_turn(*pages, runs=3 * RUNS, clock=process_time)


def queries(client: Client, address: str) -> int:
    """How many queries a page costs once it is warm."""
    got(client, address)
    with CaptureQueriesContext(connection) as captured:
        got(client, address)
    return len(captured)


def say(line: object) -> None:
    """A line of the result, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
