"""Keeps the web server and the worker beside it running: `python -m config.supervisor`, as `script/server` does.

A worker that ends is started again. The web server's end is the end of both, and so is a signal to stop. SIGHUP has
gunicorn load the code anew, and a new worker begins.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from core.jobs.children import die_with_parent
from core.keeping.in_use import served

logger = logging.getLogger(__name__)
# Seconds: between two looks, before a worker is started again, for both to end by themselves.
LOOK, PAUSE, PATIENCE = 0.2, 1.0, 40.0
WEB = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
WORK = [sys.executable, "manage.py", "work"]


class Supervisor:
    """The two kinds of processes, and what to do when one of them ends."""

    def __init__(self, *, web: list[str], work: list[str], workers: int):
        self._stopping = threading.Event()
        self._web = self._start(web)
        self._work = work
        self._workers = [self._start(work) for _ in range(workers)]

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # Without us nobody would start them again or stop them.
        return subprocess.Popen(command, preexec_fn=lambda: die_with_parent(signal.SIGTERM))

    def run(self) -> int:
        """Until the web server ends or somebody stops us; what the web server ended with."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        signal.signal(signal.SIGHUP, lambda *_: self._load_anew())
        while self._web.poll() is None and not self._stopping.wait(LOOK):
            for place, worker in enumerate(self._workers):
                if worker.poll() is not None and not self._stopping.wait(PAUSE):
                    logger.warning("the worker ended with %s and is started again", worker.returncode)
                    self._workers[place] = self._start(self._work)
        return self._stop()

    def _load_anew(self) -> None:
        self._web.send_signal(signal.SIGHUP)
        for worker in self._workers:
            worker.terminate()

    def _stop(self) -> int:
        """Ask all to end, wait, then end those that do not."""
        both = [self._web, *self._workers]
        deadline = time.monotonic() + PATIENCE
        for process in both:
            process.terminate()
        for process in both:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        return self._web.wait()


def main() -> int:
    """Serve until stopped."""
    logging.basicConfig(
        filename=Path(os.environ["DATA_DIR"]) / "logs" / "zhibu.log",
        format="{asctime} {levelname} {name} {message}",
        style="{",
        level=logging.INFO,
    )
    with served(Path(os.environ["DATA_DIR"])):
        return Supervisor(web=WEB, work=WORK, workers=int(os.environ.get("JOB_WORKERS", "1"))).run()


if __name__ == "__main__":
    sys.exit(main())
