"""Questions to the company's own service over HTTPS: only to hosts that are set, never along a redirect, never for long."""

import json
import logging
from collections.abc import Collection, Mapping
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from django.conf import settings

from .configured import LOOPBACK
from .refusing import NotTrusted, Unreachable

log = logging.getLogger(__name__)

SECONDS = 6
MOST_BYTES = 1024 * 1024


class _StayHere(HTTPRedirectHandler):
    """A redirect is no answer: it would lead to a host that nobody set."""

    def redirect_request(self, *_args: object) -> None:
        return None


def host_of(address: str) -> str:
    """The host and port of an address."""
    return urlsplit(address).netloc.lower()


def code_of(told: Mapping[str, Any]) -> int:
    """The number of an error that a service answers, 0 for none."""
    code = told.get("errcode", 0)
    return code if isinstance(code, int) else -1


def check_address(address: Any, hosts: Collection[str]) -> str:
    """The address, where it is one of these hosts by https (or this machine). Raises Unreachable."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        parts = urlsplit("")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or parts.netloc.lower() not in hosts:
        log.error("company sign-in: %r is not among the hosts that are set", address)
        raise Unreachable("公司的登录服务指向了没有设置的地址，已停下。请告诉系统管理员核对设置。")
    return str(address)


def fetch(
    address: str,
    *,
    hosts: Collection[str],
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON object that a service answers to a GET, a posted form or a posted JSON body.

    Raises NotTrusted where it refuses (4xx), Unreachable where it does not answer as it should.
    """
    check_address(address, hosts)
    data, sent = None, {"Accept": "application/json", **(headers or {})}
    if form is not None:
        data = urlencode(form).encode()
    elif body is not None:
        data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
    request = Request(f"{address}?{urlencode(query)}" if query else address, data, sent)  # noqa: S310  # checked above
    proxy = settings.COMPANY_SIGN_IN.proxy
    opener = build_opener(_StayHere, ProxyHandler({"http": proxy, "https": proxy} if proxy else {}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            said = error.read(500)
        log.warning("company sign-in: %s answered %s: %r", host_of(address), error.code, said)
        if HTTPStatus.BAD_REQUEST <= error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NotTrusted("公司的登录服务不认这次登录，可能等得太久或者已经用过。请重新登录。") from error
        raise Unreachable(UNREACHABLE) from error
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        log.warning("company sign-in: %s does not answer: %s", host_of(address), error)
        raise Unreachable(UNREACHABLE) from error
    if not isinstance(told, dict):
        raise Unreachable(UNREACHABLE)
    return told


UNREACHABLE = "现在连不上公司的登录服务，请稍后再试；一直不行，请联系系统管理员。"
