"""Kills the web server while people save: everything that was answered as saved must be stored, once.

Run as `.venv/bin/python script/chaos_writes.py`, in a data directory of its own; `writes` serves script/chaos too.
"""

import os
import random
import signal
import sys
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException

from chaos_jobs import ask, children_of, cookie_of, demo_directory, free_port, is_up, supervised, until

OPINIONS = "/rectification/opinions/new/"
PEOPLE = ("shuji", "zuzhi", "jijian")


@dataclass(frozen=True)
class Writes:
    """What became of what people saved."""

    acknowledged: int
    unanswered: int
    kills: int
    lost: int
    twice: int
    chain: str

    @property
    def is_good(self) -> bool:
        """Nothing that was acknowledged is missing or there twice, and the audit chain holds."""
        return self.acknowledged > 0 and not self.lost and not self.twice and not self.chain

    def __str__(self) -> str:
        return (
            f"杀掉网页程序 {self.kills} 次：回答“已登记”的 {self.acknowledged} 条，没有回答的 {self.unanswered} 条；丢失 {self.lost} 条，"
            f"重复 {self.twice} 条，审计链{self.chain or '完整'}"
        )


class Writer(threading.Thread):
    """A person who saves opinions one after the other and notes which were acknowledged."""

    def __init__(self, port: int, cookie: str, stop: threading.Event):
        super().__init__(daemon=True)
        self.port, self.cookie, self.stop = port, cookie, stop
        self.acknowledged: list[str] = []
        self.unanswered = 0

    def run(self) -> None:
        """Save until told to stop; a connection that breaks is no answer."""
        while not self.stop.is_set():
            words = f"意见 {uuid.uuid4()}"
            try:
                if self._save(words):
                    self.acknowledged.append(words)
                else:
                    self.unanswered += 1
            except (OSError, HTTPException):
                self.unanswered += 1
                time.sleep(0.1)

    def _save(self, words: str) -> bool:
        _, page, _ = ask(self.port, OPINIONS, self.cookie)
        csrf = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        body = {
            "csrfmiddlewaretoken": csrf,
            "form_token": str(uuid.uuid4()),
            "text": words,
            "source": "MASSES",
            "about": "BRANCH",
            "collected_on": time.strftime("%Y-%m-%d"),
        }
        status, _, _ = ask(self.port, OPINIONS, f"{self.cookie}; csrftoken={csrf}", body)
        return status == 302


def writes(*, seconds: float = 60, kills: int = 20, forget: int = 0) -> Writes:
    """Save for so long while gunicorn's workers, and now and then all of it, are killed.

    `forget` is the control: so many saves are counted as acknowledged that were never sent.
    """
    from core import audit
    from rectification.opinions.models import Opinion

    port, stop = free_port(), threading.Event()
    people = [Writer(port, cookie_of(name), stop) for name in PEOPLE for _ in range(2)]

    killed, begun = 0, time.monotonic()
    while killed < kills and time.monotonic() - begun < 4 * seconds:
        with supervised("web", 1, port=port) as supervisor:
            if not until(lambda: is_up(port), 60):
                raise RuntimeError("the web server did not start")
            for person in people:
                if not person.is_alive():
                    person.start()
            # Some workers, then the master with all of them: the next round starts the server anew.
            for round_ in range(5):
                time.sleep(random.uniform(0.3, seconds / kills))  # noqa: S311  # when is of no importance
                master = children_of(supervisor.pid)[:1]
                workers = [pid for one in master for pid in children_of(one)]
                victims = workers if round_ < 4 else master
                if victims:
                    os.kill(random.choice(victims), signal.SIGKILL)  # noqa: S311
                    killed += 1
            for pid in workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
    stop.set()
    for person in people:
        person.join(60)
    acknowledged = [words for person in people for words in person.acknowledged]
    acknowledged += [f"没有发出 {number}" for number in range(forget)]
    stored = list(Opinion.objects.values_list("text", flat=True))
    broken = audit.first_broken()
    return Writes(
        acknowledged=len(acknowledged),
        unanswered=sum(person.unanswered for person in people),
        kills=killed,
        lost=len(set(acknowledged) - set(stored)),
        twice=len(stored) - len(set(stored)),
        chain=f"在第 {broken.number} 条断开" if broken else "",
    )


def main() -> int:
    """The figures, then the control."""
    with demo_directory():
        found, control = writes(), writes(seconds=5, kills=2, forget=1)
        print(found)
        print(f"对照（一条没有发出）：{control}")
    return 0 if found.is_good and control.lost == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
