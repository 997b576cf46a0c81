"""Cells of somebody else's tables as clean text."""

import re
from datetime import date, datetime
from functools import lru_cache

_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# How the file format writes what it cannot hold; its readers disagree on reading it back, so it is left out.
_ESCAPE_MARK = re.compile(r"_x00(?:5[Ff]|0[Dd])_|x005[Ff]_")


# Longer texts seldom come twice.
_KEPT_MOST = 200


def clean(text: object) -> str:
    """Text with line feeds alone, without invisible characters and space at its ends."""
    words = str(text or "")
    return _clean_again(words) if len(words) <= _KEPT_MOST else _clean(words)


def _clean(words: str) -> str:
    kept = _INVISIBLE.sub("", _BREAKS.sub("\n", words))
    while _ESCAPE_MARK.search(kept):
        kept = _ESCAPE_MARK.sub("", kept)
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


# A reader asks for a cell's words several times, and columns repeat theirs.
_clean_again = lru_cache(maxsize=8192)(_clean)


def one_line(text: object) -> str:
    """Clean text in one line."""
    return " ".join(part.strip() for part in clean(text).split("\n") if part.strip())


def as_text(value: object) -> str:
    """A cell as words that are read back as the same value."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(value)
