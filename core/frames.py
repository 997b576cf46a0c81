"""Room for calls that go deep.

CPython 3.11 keeps what Python functions work with in pieces of 16 KB. A loop whose calls happen to stand at the end of a
piece takes another from the system at every call and gives it back at every return. Pages are made by templates within
templates: one cost 150 such exchanges, a seventh of its time. Below a function that asks for much at once there is one
piece for all.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
# Values of eight bytes: a piece is a power of two, so as much again is left for the calls below. Untouched, it costs nothing.
ROOM = 2**17


def with_room(call: Callable[[], T]) -> T:
    """What the call returns."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM)


def pages_with_room(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every answer is made with room."""
    return lambda request: with_room(lambda: get_response(request))
