"""Deep calls in a loop take no memory from the system again and again."""

import resource
import threading
from collections.abc import Callable

from core.frames import with_room

CALLS = 200


def exchanges(depth: int) -> int:
    """Pages of memory that a loop of calls takes at a depth."""
    if depth:
        return exchanges(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        call_of_another()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def call_of_another() -> int:
    return abs(-1)


def most_exchanges(around: Callable[[Callable[[], int]], int]) -> int:
    """The most of all depths, in a thread: its calls have pieces of their own."""
    most: list[int] = []

    def look() -> None:
        most.append(around(lambda: max(exchanges(depth) for depth in range(400))))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return most[0]


def test_takes_memory_once():
    assert most_exchanges(with_room) < CALLS / 10


def test_without_room_a_loop_takes_it_at_every_call():
    """The negative control; where a newer Python makes it red, the room can go."""
    assert most_exchanges(lambda call: call()) >= CALLS
