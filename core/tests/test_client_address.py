"""Whose address a request carries: what proxies wrote counts, what the asker wrote before them never does."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from gunicorn.config import Config

from config.access_log import AccessLogger
from core.client_address import (
    ClientAddressMiddleware,
    client_address,
    has_unknown_proxy,
    is_local,
    network_of,
    notice_path,
    read_proxy_count,
)

PROXY, CLIENT, FORGED = "127.0.0.1", "198.51.100.7", "203.0.113.66"


@pytest.fixture(autouse=True)
def _without_notice(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        # Without a proxy nobody may name an address.
        (0, "", PROXY),
        (0, FORGED, PROXY),
        (0, f"{FORGED}, {CLIENT}", PROXY),
        # One proxy writes the last entry, whatever came before it.
        (1, CLIENT, CLIENT),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (1, f"{FORGED},{FORGED},127.0.0.1, {CLIENT}", CLIENT),
        (1, f"  {CLIENT}  ", CLIENT),
        (1, f"nonsense, ,,{CLIENT}", CLIENT),
        (1, f"{CLIENT}:51234", CLIENT),
        (1, "2001:db8::5", "2001:db8::5"),
        (1, "[2001:DB8::5]:443", "2001:db8::5"),
        (1, "::ffff:198.51.100.7", CLIENT),
        # Two proxies: the outer one wrote the last but one.
        (2, f"{CLIENT}, 10.0.0.2", CLIENT),
        (2, f"{FORGED}, {CLIENT}, 10.0.0.2", CLIENT),
        # What the proxies cannot have written counts for nothing.
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, f"{CLIENT},", PROXY),
        (1, f"{FORGED}, _hidden", PROXY),
        (1, "999.1.1.1", PROXY),
        (1, f"{FORGED}\x00", PROXY),
        (2, CLIENT, PROXY),
        (3, f"{FORGED}, {CLIENT}", PROXY),
    ],
)
def test_takes_the_entry_that_the_outermost_proxy_wrote(proxies, forwarded_for, address):
    assert client_address(PROXY, forwarded_for, proxies) == address


@pytest.mark.parametrize(
    ("peer", "headers", "proxies", "expected"),
    [
        ("127.0.0.1", {}, 0, True),
        ("::1", {}, 0, True),
        ("10.1.2.3", {}, 0, False),
        ("", {}, 0, False),
        ("x", {}, 0, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": CLIENT}, 0, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 0, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": ""}, 0, False),
        ("127.0.0.1", {"HTTP_X_REAL_IP": "127.0.0.1"}, 0, False),
        ("127.0.0.1", {"HTTP_FORWARDED": "for=127.0.0.1"}, 0, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 1, False),
        ("127.0.0.1", {}, 1, False),
    ],
)
def test_is_local_only_on_this_machine_past_no_proxy(peer, headers, proxies, expected, settings):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers)
    ClientAddressMiddleware(lambda _request: None)(request)
    assert is_local(request) is expected


def test_a_request_that_passed_no_middleware_is_not_local():
    assert not is_local(RequestFactory().get("/"))


def test_the_access_log_tells_the_client(settings, tmp_path):
    """gunicorn logs the environment of the request, which is what the middleware sets."""
    settings.PROXY_COUNT = 1
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=f"{FORGED}, {CLIENT}")
    ClientAddressMiddleware(lambda _request: None)(request)
    config = Config()
    config.set("accesslog", str(tmp_path / "access.log"))
    logger = AccessLogger(config)
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    asked = SimpleNamespace(headers=[])
    logger.access(
        answer, asked, {"RAW_URI": "/", "SERVER_PROTOCOL": "HTTP/1.1", **request.environ}, timedelta(0)
    )
    for handler in logger.access_log.handlers:
        handler.close()
    logger.access_log.handlers.clear()
    line = (tmp_path / "access.log").read_text()
    assert line.startswith(CLIENT)
    assert FORGED not in line


@pytest.mark.parametrize(
    ("address", "network"),
    [("198.51.100.7", "198.51.100.7"), ("2001:db8::5", "2001:db8::/64"), ("", ""), ("x", "x")],
)
def test_a_subscriber_is_one_network(address, network):
    assert network_of(address) == network


def found() -> list[str]:
    """What `check --deploy` says; without --deploy it is the warning alone."""
    return [finding.id for finding in run_checks(tags=["proxy"], include_deployment_checks=True)]


def arrive(peer=PROXY, **headers):
    ClientAddressMiddleware(lambda _request: None)(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


def test_the_check_fails_once_a_request_came_through_an_uncounted_proxy(settings):
    arrive()
    assert found() == []
    arrive(HTTP_X_FORWARDED_FOR=CLIENT)
    assert found() == ["core.W003", "core.E003"]
    assert [finding.id for finding in run_checks(tags=["proxy"])] == ["core.W003"]
    settings.PROXY_COUNT = 1
    assert found() == []


def test_a_counted_proxy_is_no_news(settings):
    settings.PROXY_COUNT = 1
    arrive(HTTP_X_FORWARDED_FOR=CLIENT)
    assert not notice_path().exists()


def test_a_stranger_cannot_make_the_check_fail():
    """From another machine the header proves nothing: the asker may have written it."""
    arrive("10.1.2.3", HTTP_X_FORWARDED_FOR=CLIENT)
    assert not has_unknown_proxy()


def test_https_without_a_counted_proxy_fails(settings):
    settings.IS_HTTPS = True
    assert found() == ["core.W003", "core.E003"]


@pytest.mark.parametrize(("text", "count"), [(None, 0), ("", 0), (" 2 ", 2)])
def test_reads_the_number_of_proxies(text, count):
    assert read_proxy_count({} if text is None else {"PROXY_COUNT": text}) == count


@pytest.mark.parametrize("text", ["-1", "one", "1.5", "10", "２"])
def test_refuses_another_number_of_proxies(text):
    with pytest.raises(ImproperlyConfigured, match="PROXY_COUNT 是"):
        read_proxy_count({"PROXY_COUNT": text})
