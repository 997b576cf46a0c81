"""Many more people at once than can be answered. Prints figures; exits 1 where one is bad.

Run as `.venv/bin/python script/chaos_crowd.py`, in a data directory of its own; `crowd` serves other scripts too.
"""

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass

from chaos_jobs import ask, cookie_of, demo_directory, free_port, is_up, supervised, until

# The work bench: the most opened page, and the dearest.
PAGE = "/"
SECONDS_TO_RECOVER = 10.0


@dataclass(frozen=True)
class Crowd:
    """How many were answered with what while all came at once, the longest wait, and when all was well again."""

    people: int
    statuses: Counter[int]
    without_words: int
    broken_off: int
    slowest: float
    recovered: float

    @property
    def is_good(self) -> bool:
        """Everybody was answered, with the page or with when to come again; well again in ten seconds."""
        told_well = set(self.statuses) <= {200, 503} and not self.without_words and not self.broken_off
        return told_well and self.statuses[200] > 0 and self.recovered <= SECONDS_TO_RECOVER

    def __str__(self) -> str:
        return (
            f"{self.people} 人同时不停地打开工作台：{self.statuses[200]} 次打开，{self.statuses[503]} 次答复“人太多，过几秒再来”，"
            f"别的答复 {sum(self.statuses.values()) - self.statuses[200] - self.statuses[503]} 次，断开 {self.broken_off} 次；"
            f"最久 {self.slowest:.1f} 秒；散去后 {self.recovered:.1f} 秒恢复"
        )


def crowd(*, people: int = 200, seconds: float = 20.0, longest_wait: float = 3.0) -> Crowd:
    """So many threads ask for the page again and again; then one asks until it is answered as at rest."""
    port, cookie = free_port(), cookie_of("shuji")
    statuses: Counter[int] = Counter()
    lock, ends = threading.Lock(), threading.Event()
    counts = {"without_words": 0, "broken_off": 0}
    slowest = 0.0

    def come_again() -> None:
        nonlocal slowest
        while not ends.is_set():
            try:
                status, words, took = ask(port, PAGE, cookie)
            except OSError:
                with lock:
                    counts["broken_off"] += 1
                continue
            with lock:
                statuses[status] += 1
                slowest = max(slowest, took)
                counts["without_words"] += status == 503 and "等几秒再试" not in words

    with supervised("web", 1, port=port, longest_wait=longest_wait):
        if not until(lambda: is_up(port), 60):
            raise RuntimeError("the web server did not start")
        ask(port, PAGE, cookie)
        at_rest = min(ask(port, PAGE, cookie)[2] for _ in range(5))
        comers = [threading.Thread(target=come_again) for _ in range(people)]
        for comer in comers:
            comer.start()
        time.sleep(seconds)
        ends.set()
        begun = time.monotonic()
        until(lambda: _is_well(port, cookie, at_rest), 60)
        recovered = time.monotonic() - begun
        for comer in comers:
            comer.join()
    return Crowd(people, statuses, counts["without_words"], counts["broken_off"], slowest, recovered)


def _is_well(port: int, cookie: str, at_rest: float) -> bool:
    try:
        status, _, took = ask(port, PAGE, cookie)
    except OSError:
        return False
    return status == 200 and took <= 3 * at_rest


def main() -> int:
    """On demo data; the control lets everybody wait, and the longest wait shows it."""
    with demo_directory():
        found = crowd()
        print(found, flush=True)
        control = crowd(seconds=10, longest_wait=10**6)
        print(f"对照（让人一直等）：{control}", flush=True)
    return 0 if found.is_good and control.slowest > found.slowest else 1


if __name__ == "__main__":
    sys.exit(main())
