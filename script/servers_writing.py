"""People who save through nginx while script/servers-test kills what serves them, and what became of what they saved."""

import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import pairwise

from deploy_test import Browser

OPINIONS = "/rectification/opinions/new/"


@dataclass
class Told:
    """What all writers were told, in the order of time (seconds of the monotonic clock)."""

    acknowledged: list[tuple[float, str]] = field(default_factory=list)
    sealed: list[tuple[float, str]] = field(default_factory=list)
    otherwise: list[tuple[float, str]] = field(default_factory=list)

    def gap(self, begun: float) -> float:
        """The longest time without an acknowledged write, from shortly before `begun` until now (seconds)."""
        moments = [begun, *sorted(at for at, _ in list(self.acknowledged) if at > begun), time.monotonic()]
        return max(later - earlier for earlier, later in pairwise(moments))

    def others(self, begun: float = 0.0) -> Counter[str]:
        """What else was answered since then, by kind."""
        return Counter(kind for at, kind in list(self.otherwise) if at >= begun)


class Writer(threading.Thread):
    """Somebody who saves one opinion after the other and notes which were acknowledged."""

    def __init__(self, browser: Browser, told: Told, stop: threading.Event):
        super().__init__(daemon=True)
        self.told, self.stop = told, stop
        self.browser = Browser()
        self.browser.cookies = dict(browser.cookies)
        _, self.page = self.browser.ask("GET", OPINIONS)

    def run(self) -> None:
        """Save until told to stop; what breaks off is no answer."""
        while not self.stop.is_set():
            words = f"意见 {uuid.uuid4()}"
            try:
                kind = self.save(words)
            except (OSError, HTTPException) as error:
                kind = type(error).__name__
            now = time.monotonic()
            if kind == "acknowledged":
                self.told.acknowledged.append((now, words))
            else:
                self.told.otherwise.append((now, kind))
                time.sleep(0.1)

    def save(self, words: str) -> str:
        """Send the form once; `acknowledged` or what else was answered."""
        answer, text = self.browser.send(
            OPINIONS,
            self.page,
            form_token=str(uuid.uuid4()),
            text=words,
            source="MASSES",
            about="BRANCH",
            collected_on=time.strftime("%Y-%m-%d"),
        )
        place = answer.headers.get("Location") or ""
        if answer.status == 302:
            return "signed out" if "/accounts/" in place else "acknowledged"
        return "busy" if "访问的人太多" in text else str(answer.status)


class Stranger(Writer):
    """Somebody without an account who answers a round of 征求意见, again and again."""

    def __init__(self, address: str, told: Told, stop: threading.Event):
        threading.Thread.__init__(self, daemon=True)
        self.address, self.told, self.stop = address, told, stop
        self.browser = Browser()

    def run(self) -> None:
        """Open the page, write, send."""
        while not self.stop.wait(random.uniform(0.1, 0.4)):  # noqa: S311  # when is of no importance
            words = f"匿名 {uuid.uuid4()}"
            try:
                _, page = self.browser.ask("GET", self.address)
                answer, _ = self.browser.send(self.address, page, about="BRANCH", text=words)
            except (OSError, HTTPException):
                continue
            if answer.status == 302:
                self.told.sealed.append((time.monotonic(), words))
