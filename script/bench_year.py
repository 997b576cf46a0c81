"""Every page that a secretary reaches by links from the work bench, as the demo's branch has it in a year, again with the year's
records ten times over, and with twenty years of records behind them. Run by `script/bench` on an empty, migrated data directory.
"""

import sys
from collections import deque
from dataclasses import dataclass
from html.parser import HTMLParser
from time import process_time
from urllib.parse import urljoin, urlsplit

import django

if __name__ == "__main__":
    django.setup()

from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from branch.organisations.services import is_set_up
from overview.demo.load import load_demo
from script.bench_copies import copy_into_past, copy_into_year, recorded_in
from script.bench_measure import YEAR, Measure, got, ms, say, signed_in
from script.bench_pages import write_meeting

TIMES, YEARS, PAGE_TIMES = 10, 20, 2.0
RUNS = 5
# So many of the slowest are named.
NAMED = 5


class _Links(HTMLParser):
    """Where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a link."""
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def pages_of(client: Client) -> dict[str, str]:
    """An address of each page that links lead to from the work bench, by the name of the page; files are none."""
    home = reverse("overview:home")
    seen, found, waiting = {"overview:home"}, {}, deque([("overview:home", home)])
    while waiting:
        name, address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        found[name] = address
        links = _Links()
        links.feed(answer.content.decode())
        for href in links.found:
            target = urljoin(address, href).partition("#")[0]
            page = _name_of(target)
            if page and page not in seen:
                seen.add(page)
                waiting.append((page, target))
    return found


def _name_of(address: str) -> str:
    parts = urlsplit(address)
    try:
        return "" if parts.scheme or parts.netloc else resolve(parts.path).view_name
    except Resolver404:
        return ""


@dataclass(frozen=True)
class Cost:
    """What a page costs opened again, and opened for the first time after a meeting was written."""

    again: float
    first: float
    queries: int


def cost_of(client: Client, address: str) -> Cost:
    """CPU time of the process, and queries of a page opened again."""
    first = [_timed_after_write(client, address, number) for number in range(3)]
    got(client, address)
    again = [_timed(client, address) for _ in range(RUNS)]
    with CaptureQueriesContext(connection) as captured:
        got(client, address)
    return Cost(median(again), median(first), len(captured))


def _timed(client: Client, address: str) -> float:
    start = process_time()
    got(client, address)
    return process_time() - start


def _timed_after_write(client: Client, address: str, number: int) -> float:
    write_meeting(number)
    return _timed(client, address)


def compared(words: str, before: dict[str, Cost], after: dict[str, Cost]) -> list[Measure]:
    """The page that became slowest, opened again and after a write, with the next ones; how many cost more queries."""
    return [
        _slowest(f"书记的 {len(before)} 个页面，{words}，变慢最多的一页", before, after, "again"),
        _slowest("同上，登记会议后第一次打开", before, after, "first"),
    ]


def _slowest(words: str, before: dict[str, Cost], after: dict[str, Cost], name: str) -> Measure:
    costs = {page: (getattr(before[page], name), getattr(after[page], name)) for page in before}
    ratios = {page: now / then for page, (then, now) in costs.items()}
    worst = sorted(ratios, key=ratios.__getitem__, reverse=True)[:NAMED]
    figures = "；".join(
        f"{page} {ratios[page]:.1f} 倍（{ms(costs[page][1])}，原 {ms(costs[page][0])}）" for page in worst
    )
    grown = [page for page in before if after[page].queries > before[page].queries]
    asked = f"查询增加的页面：{'、'.join(grown)}" if grown else "没有一页查询增加"
    ratio = ratios[worst[0]]
    return Measure(words, ratio, f"{figures}。{asked}", f"≤ {PAGE_TIMES:g} 倍", ratio <= PAGE_TIMES)


def main() -> str:
    """Measure and print; what is wrong, or nothing."""
    if is_set_up():
        return "这个数据目录里已有组织，测量会写入大量测试数据。请用 script/bench 运行。"
    world = load_demo(timezone.localdate())
    rows = recorded_in(world.branch, YEAR)
    client = signed_in(world.secretary)
    pages = pages_of(client)
    usual = {name: cost_of(client, address) for name, address in pages.items()}
    copy_into_past(rows, YEARS - 1)
    aged = {name: cost_of(client, address) for name, address in pages.items()}
    for measure in compared(f"{YEARS} 年记录与一年记录之比", usual, aged):
        say(measure)
    copy_into_year(rows, TIMES - 1)
    dense = {name: cost_of(client, address) for name, address in pages.items()}
    for measure in compared(f"密年（记录 {TIMES} 倍）与常年之比", aged, dense):
        say(measure)
    return ""


if __name__ == "__main__":
    sys.exit(main() or 0)
