"""How far a document is: whoever waits for a long one listens, and what makes it counts its parts and pages."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

# Called as `listener(done, total)`; for pages, whose number nobody knows before, `total` is 0.
Listener = Callable[[int, int], None]
PartT = TypeVar("PartT")

# A handful of parts says nothing of how far the work is; what is inside of them does.
FEW = 5
_listener: ContextVar[Listener | None] = ContextVar("_listener", default=None)
_engine = logging.getLogger("weasyprint.progress")


@contextmanager
def telling(listener: Listener | None) -> Iterator[None]:
    """Tell the listener of what is made in this block; None for nobody."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def counted(parts: Sequence[PartT]) -> Iterator[PartT]:
    """The parts one by one, telling how many are done; parts inside of parts are not counted again."""
    listener, total = _listener.get(), len(parts)
    if listener is None or total <= FEW:
        yield from parts
        return
    with telling(None):
        for done, part in enumerate(parts):
            listener(done, total)
            yield part


class _Pages(logging.Handler):
    """Hears the layout engine say which page it is at; it goes over them again once it knows how many there are."""

    def __init__(self, listener: Listener):
        super().__init__()
        self._listener, self._furthest = listener, 0

    def emit(self, record: logging.LogRecord) -> None:
        if page := re.search(r"Page (\d+)", record.getMessage()):
            self._furthest = max(self._furthest, int(page[1]))
            self._listener(self._furthest, 0)


@contextmanager
def counting_pages() -> Iterator[None]:
    """Tell the listener of each page that is laid out in this block."""
    listener = _listener.get()
    if listener is None:
        yield
        return
    ear = _Pages(listener)
    level, propagates = _engine.level, _engine.propagate
    _engine.addHandler(ear)
    _engine.setLevel(logging.INFO)
    _engine.propagate = False
    try:
        yield
    finally:
        _engine.removeHandler(ear)
        _engine.setLevel(level)
        _engine.propagate = propagates
