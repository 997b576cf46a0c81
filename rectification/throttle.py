"""Slows down a flood of anonymous opinions without knowing anyone: counts per round, in memory only.

No address is read, so none can be stored. Each worker process counts by itself; a restart forgets.
"""

from collections import deque
from threading import Lock

PER_MINUTE = 30
_WINDOW_SECONDS = 60.0

_lock = Lock()
_sent: dict[int, deque[float]] = {}


def allows(round_id: int, now: float) -> bool:
    """Whether one more opinion may come in; `now` in seconds of a clock that never goes back."""
    with _lock:
        times = _sent.setdefault(round_id, deque())
        while times and times[0] <= now - _WINDOW_SECONDS:
            times.popleft()
        if len(times) >= PER_MINUTE:
            return False
        times.append(now)
        return True


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _sent.clear()
