"""Addresses that pages show over and over, worked out once."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

# Stands for the number in an address until it is known.
_NUMBER = 987654321


def plain_address(name: str) -> str:
    """`reverse(name)` for an address without arguments. Raises NoReverseMatch."""
    return _plain(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def numbered_address(name: str, number: int) -> str:
    """`reverse(name, args=[number])`: rows of a list differ in nothing else. Raises NoReverseMatch."""
    before, after = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{number}{after}"


@lru_cache(maxsize=1024)
def _plain(name: str, _urlconf: object, _prefix: str) -> str:
    return reverse(name)


@lru_cache(maxsize=256)
def _around(name: str, _urlconf: object, _prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_NUMBER]).partition(str(_NUMBER))
    return before, after
