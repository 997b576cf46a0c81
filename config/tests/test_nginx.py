"""deploy/nginx keeps out of its logs whatever the server's own log keeps out: every address of the site is asked of both."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from config.access_log import FROM_UNLOGGED, UNLOGGED

NGINX = (Path(settings.BASE_DIR) / "deploy/nginx/zhibu.conf").read_text(encoding="utf-8")
LEFT_OUT = [re.compile(pattern) for pattern in re.findall(r'^\s+"~(.+)" 0;$', NGINX, re.MULTILINE)]
(QUIET,) = re.findall(r"location ~ (\S+rectification/give\S+) \{", NGINX)


def addresses(patterns=None, before: str = "/") -> Iterator[str]:
    """One address for each pattern of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + re.sub(r"<(?:\w+:)?\w+>", "1", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from addresses(pattern.url_patterns, here)


SITE = [*addresses(), "/static/css/house.css", "/favicon.ico"]


def is_left_out(address: str, referer: str = "") -> bool:
    return any(pattern.search(f"{address}|{referer}") for pattern in LEFT_OUT)


def test_both_logs_leave_out_the_same():
    unlogged = [address for address in SITE if UNLOGGED.match(address)]
    assert len(unlogged) >= 5
    assert [address for address in SITE if is_left_out(address)] == unlogged
    from_there = [address for address in SITE if FROM_UNLOGGED.search(address)]
    home = [address for address in SITE if is_left_out("/", f"https://zhibu.example.com{address}")]
    assert home == from_there


def test_errors_of_pages_without_a_name_are_not_logged_either():
    anonymous = [a for a in SITE if UNLOGGED.match(a) and not a.startswith(("/static/", "/favicon"))]
    assert [address for address in SITE if re.search(QUIET, address)] == anonymous


@pytest.mark.parametrize("address", ["/meetings/1/", "/members/", "/"])
def test_other_pages_are_logged(address):
    assert not is_left_out(address, "https://zhibu.example.com/meetings/")
