"""Markup in every field of every kind of record, looked at in Chromium; and every form sent by every role with odd words.

Run as `.venv/bin/python script/chaos_markup.py`, in a data directory of its own; `markup` and `odd_forms` serve script/chaos.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from chaos_jobs import cookie_of, demo_directory, free_port, is_up, supervised, until

MARKUP = '"><img src=x class=ran onerror="window.ran=1"><script>window.ran=1</script>{{1}}${1}'
RAN = "() => document.querySelectorAll('img.ran').length + (window.ran || 0)"
ROLES = ("shuji", "zuzhi", "jijian", "zuzhang", "dangyuan", "yubei", "shangji", "waizhi", "admin")
ODD = [
    "",
    " ",
    "²",
    "-1",
    "9" * 40,
    "1e999",
    "\x00",
    "2026-02-30",
    "on",
    "😀" * 300,
    MARKUP,
    "=1+1",
    "../../x",
    "\u202e支部",
]
# A full disk and a crowd are told with words of their own.
TOLD = {503, 507}


@dataclass(frozen=True)
class Markup:
    """How many values with markup were shown on how many pages, and how often one of them became a part of the page."""

    values: int
    pages: int
    ran: int
    control: int

    @property
    def is_good(self) -> bool:
        """None became a part of a page; the one put into a page on purpose was seen."""
        return self.values > 0 and self.pages > 0 and not self.ran and self.control > 0

    def __str__(self) -> str:
        return f"带标签的内容 {self.values} 处，在 {self.pages} 个页面上显示，生效 {self.ran} 次；对照（不转义）看见 {self.control} 次"


@dataclass(frozen=True)
class OddForms:
    """What every role got for odd words in every field."""

    sent: int
    statuses: Counter[int]
    broken: list[str]

    @property
    def is_good(self) -> bool:
        """Never an error of the server."""
        return self.sent > 0 and not self.broken

    def __str__(self) -> str:
        told = "，".join(f"{status}：{count}" for status, count in sorted(self.statuses.items()))
        return f"九种身份往每个表单填怪异内容 {self.sent} 次，答复 {told}{'；出错：' if self.broken else ''}{'、'.join(self.broken)}"


def markup() -> Markup:
    """Put markup into every free text of the demo, then look at each kind's list and a record's page and form."""
    from playwright.sync_api import sync_playwright

    from core.testing_browser import chromium_path

    values, port = _fill(), free_port()
    addresses, ran = sorted({*_addresses()}), 0
    name, _, value = cookie_of("shuji").partition("=")
    with supervised("web", 1, port=port), sync_playwright() as play:
        if not until(lambda: is_up(port), 60):
            raise RuntimeError("the web server did not start")
        browser = play.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        page = browser.new_page()
        home = f"http://127.0.0.1:{port}"
        page.context.add_cookies([{"name": name, "value": value, "url": home}])
        for address in addresses:
            page.goto(f"{home}{address}")
            ran += page.evaluate(RAN)
        page.goto("about:blank")
        page.set_content(MARKUP)
        control = page.evaluate(RAN)
        browser.close()
    return Markup(values, len(addresses), ran, control)


def _fill() -> int:
    """Markup into each free text that the database lets be changed, one column after the other."""
    from django.db import DatabaseError, models, transaction

    from core import records

    count = 0
    for kind in records.all_types():
        for field in kind.model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if not is_text or field.unique or not field.editable or (field.max_length or 999) < 60:
                continue
            rows = kind.model._base_manager.all()
            try:
                with transaction.atomic():
                    count += rows.update(**{field.name: MARKUP[: field.max_length]})
            except DatabaseError:
                continue
    return count


def _addresses() -> Iterator[str]:
    from django.urls import NoReverseMatch, reverse

    from core import records

    yield from ("/", "/?year=2025", "/reports/", "/search/?q=img")
    for kind in records.all_types():
        for name, some in (("list", []), ("detail", [1]), ("update", [1])):
            rows = kind.model._base_manager.order_by("-pk")[:3] if some else [None]
            for row in rows:
                try:
                    yield reverse(f"{kind.pages}_{name}", args=[row.pk] if row else [])
                except NoReverseMatch:
                    continue


def odd_forms(*, times: int = 2) -> OddForms:
    """Each page with a form that a role can open, sent so often with random odd words, within this process."""
    from django.test import Client

    from branch.accounts.models import User

    found = list(_addresses_of_forms())
    statuses: Counter[int] = Counter()
    broken = []
    for name in ROLES:
        client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
        client.force_login(User.objects.get(username=name), backend="branch.backends.AccountBackend")
        for address in found:
            answer = client.get(address)
            statuses[answer.status_code] += 1
            page = b"".join(answer).decode(errors="replace") if answer.status_code == 200 else ""
            names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)
            for _ in range(times if names else 1):
                odd = {one: random.choice(ODD) for one in names if one != "csrfmiddlewaretoken"}  # noqa: S311
                status = client.post(address, odd).status_code
                statuses[status] += 1
                if status >= 500 and status not in TOLD:
                    broken.append(f"{name} {address} {odd}")
    return OddForms(sum(statuses.values()), statuses, broken)


def _addresses_of_forms() -> Iterator[str]:
    """Every address of the site that takes a number or nothing, with the first records there are."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    resolver = get_resolver()
    for space, (_, inner) in resolver.namespace_dict.items():
        for name in {key for key in inner.reverse_dict if isinstance(key, str)}:
            if any(word in name for word in ("sign_out", "password", "second_factor", "device")):
                continue
            for arguments in ([], [1], [2]):
                try:
                    yield reverse(f"{space}:{name}", args=arguments)
                except NoReverseMatch:
                    continue


def main() -> int:
    """Both, on demo data; the forms first, as the markup makes a mess of the records."""
    found = []
    with demo_directory():
        for what in (odd_forms, markup):
            found.append(what())
            print(found[-1], flush=True)
    return 0 if all(one.is_good for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
