"""How far a document is: whoever waits for a long one listens, and what makes it counts its parts and pages."""

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


def counted_pages(pages: Sequence[PartT]) -> Iterator[PartT]:
    """The pages one by one, telling at which the work is."""
    listener = _listener.get()
    for number, page in enumerate(pages, start=1):
        if listener:
            listener(number, 0)
        yield page
