"""Who is asking: the one address of a request that logs, throttles and the demo accounts go by.

A proxy appends the address that it was asked from to `X-Forwarded-For`; whatever stands further left was written by
the asker. So with PROXY_COUNT proxies in front the address is the PROXY_COUNT-th entry from the right.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from time import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

log = logging.getLogger(__name__)

# Any of these says that a proxy stands between the asker and us.
PROXY_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
NOTICE_LASTS = 7 * 24 * 3600  # seconds
MOST_PROXIES = 9


def read_proxy_count(environment: Mapping[str, str]) -> int:
    """PROXY_COUNT of an environment, 0 by default. Raises ImproperlyConfigured for anything but a small number."""
    text = environment.get("PROXY_COUNT", "").strip() or "0"
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_PROXIES):
        raise ImproperlyConfigured(
            f"PROXY_COUNT 是“{text}”，应是 0 到 {MOST_PROXIES} 的整数：前面有几层反向代理。"
        )
    return int(text)


class ClientAddressMiddleware:
    """Stands first: sets `REMOTE_ADDR` to the client's address and `request.is_local`.

    Local is only who asks from this machine without any proxy: nobody where PROXY_COUNT says that one stands in front.
    A proxy that PROXY_COUNT does not know of is noted for the administrator and the system check.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.noted_at = 0.0

    def __call__(self, request):
        meta, proxies = request.META, settings.PROXY_COUNT
        peer = meta.get("REMOTE_ADDR", "")
        is_passed_on = any(header in meta for header in PROXY_HEADERS)
        meta["REMOTE_ADDR"] = client_address(peer, meta.get("HTTP_X_FORWARDED_FOR", ""), proxies)
        request.is_local = not proxies and not is_passed_on and _is_loopback(peer)
        if is_passed_on and not proxies and _is_loopback(peer):
            self._note_proxy()
        return self.get_response(request)

    def _note_proxy(self) -> None:
        if time() - self.noted_at < 3600:
            return
        self.noted_at = time()
        log.warning("requests arrive through a proxy, but PROXY_COUNT is 0: all addresses are the proxy's")
        with suppress(OSError):  # the log says it too
            notice_path().touch()


def notice_path():
    """The file whose age tells when a proxy was last noticed that PROXY_COUNT does not know of."""
    return settings.DATA_DIR / "proxy-noticed"


def has_unknown_proxy() -> bool:
    """Whether requests came through a proxy in the last seven days although PROXY_COUNT is 0."""
    try:
        return not settings.PROXY_COUNT and time() - notice_path().stat().st_mtime < NOTICE_LASTS
    except OSError:
        return False


def client_address(peer: str, forwarded_for: str, proxies: int) -> str:
    """The address a request comes from: the peer's, or with proxies the entry that the outermost of them wrote.

    A list that is too short, or whose entry is no address, was not written by those proxies: the peer's counts then.
    """
    entries = forwarded_for.split(",")
    told = _address(entries[-proxies]) if 0 < proxies <= len(entries) else ""
    return told or _address(peer) or peer


def network_of(address: str) -> str:
    """What one subscriber can ask from: an IPv4 address itself, of IPv6 the /64."""
    try:
        is_v6 = ip_address(address).version == 6
    except ValueError:
        return address
    return str(ip_network((address, 64), strict=False)) if is_v6 else address


def is_local(request) -> bool:
    """Whether a request comes from this machine itself, past no proxy."""
    return getattr(request, "is_local", False)


def _address(text: str) -> str:
    """An entry as an address without port and brackets; empty where it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _is_loopback(peer: str) -> bool:
    return bool(address := _address(peer)) and ip_address(address).is_loopback
