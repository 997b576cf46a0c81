"""Power cut: the database as it lies on the disk when everything dies, with the end of its log torn or damaged.

What was already carried from the log into the database was made safe before, by fsync; a power cut damages what came
after it.

Run as `.venv/bin/python script/chaos_wal.py`, in a data directory of its own; `torn` serves script/chaos too.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from chaos_jobs import children_of, cookie_of, demo_directory, free_port, is_up, supervised, until
from chaos_writes import PEOPLE, Writer


@dataclass(frozen=True)
class Torn:
    """What SQLite made of the damaged logs."""

    tried: int
    opened_whole: int
    half_written: int
    acknowledged: int
    lost_undamaged: int
    control_seen: bool

    @property
    def is_good(self) -> bool:
        """Each opens whole, no entry stands without its record, and the undamaged one has everything acknowledged."""
        whole = self.opened_whole == self.tried and not self.half_written
        return whole and self.acknowledged > 0 and not self.lost_undamaged and self.control_seen

    def __str__(self) -> str:
        return (
            f"断电后的日志损坏 {self.tried} 种：完好打开 {self.opened_whole} 次，写了一半的 {self.half_written} 次；"
            f"没有损坏的日志里，回答“已登记”的 {self.acknowledged} 条丢失 {self.lost_undamaged} 条；"
            f"对照（去掉一条记录，留下它的审计）{'看见了' if self.control_seen else '没有看见'}"
        )


def torn(*, times: int = 60, seconds: float = 6) -> Torn:
    """Save for a while, kill everything at once, then open copies of what lies there with the log damaged."""
    database = Path(os.environ["DATA_DIR"]) / "zhibu.sqlite3"
    acknowledged = _saved_until_killed(seconds)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        kept.mkdir()
        for ending in ("", "-wal"):
            shutil.copy2(f"{database}{ending}", kept / f"db{ending}")
        safe = _carried_over(Path(f"{database}-shm"), kept / "db")
        stored, _, _ = _look(kept, Path(folder) / "whole", lambda log: log)
        found = [
            _look(kept, Path(folder) / "torn", partial(_damaged, safe, random.choice(DAMAGES)))  # noqa: S311
            for _ in range(times)
        ]
        with closing(sqlite3.connect(kept / "db")) as opened, opened:
            opened.execute(
                "DELETE FROM rectification_opinion WHERE id = (SELECT max(id) FROM rectification_opinion)"
            )
        _, _, control_seen = _look(kept, Path(folder) / "control", lambda log: log)
    return Torn(
        tried=times,
        opened_whole=sum(is_whole for _, is_whole, _ in found),
        half_written=sum(is_half for _, _, is_half in found),
        acknowledged=len(acknowledged),
        lost_undamaged=len(set(acknowledged) - stored),
        control_seen=control_seen,
    )


def _carried_over(index: Path, database: Path) -> int:
    """Bytes of the log whose pages are in the database file already, by the log's index (SQLite's WAL-index format)."""
    told, page = index.read_bytes(), int.from_bytes(database.read_bytes()[16:18], "big")
    frames = max(int.from_bytes(told[at : at + 4], sys.byteorder) for at in (96, 128))
    return 32 + frames * (24 + page)


def _damaged(safe: int, how: Callable[[bytes], bytes], log: bytes) -> bytes:
    return log[:safe] + how(log[safe:])


def _cut(log: bytes) -> bytes:
    return log[: random.randrange(len(log) + 1)]  # noqa: S311


def _blank(log: bytes) -> bytes:
    at = random.randrange(len(log) + 1)  # noqa: S311
    return log[:at] + bytes(min(512, len(log) - at)) + log[at + 512 :]


def _flip(log: bytes) -> bytes:
    if not log:
        return log
    at = random.randrange(len(log))  # noqa: S311
    return log[:at] + bytes([log[at] ^ 0xFF]) + log[at + 1 :]


DAMAGES = [_cut, _blank, _flip]


def _saved_until_killed(seconds: float) -> list[str]:
    port, stop = free_port(), threading.Event()
    people = [Writer(port, cookie_of(name), stop) for name in PEOPLE]
    with supervised("web", 1, port=port) as supervisor:
        if not until(lambda: is_up(port), 60):
            raise RuntimeError("the web server did not start")
        for person in people:
            person.start()
        time.sleep(seconds)
        masters = children_of(supervisor.pid)
        for pid in [supervisor.pid, *masters, *(one for master in masters for one in children_of(master))]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    stop.set()
    for person in people:
        person.join(60)
    return [words for person in people for words in person.acknowledged]


def _look(kept: Path, place: Path, damage) -> tuple[set[str], bool, bool]:
    """(opinions stored, whether the database is whole, whether an entry or a record stands alone)."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(kept, place)
    log = place / "db-wal"
    if log.exists():
        log.write_bytes(damage(log.read_bytes()))
    with closing(sqlite3.connect(place / "db")) as database:
        is_whole = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stored = {text for (text,) in database.execute("SELECT text FROM rectification_opinion")}
        (entries, newest), (head,) = (
            database.execute("SELECT count(*), max(number) FROM core_auditentry").fetchone(),
            database.execute("SELECT number FROM core_audithead").fetchone(),
        )
        (told,) = database.execute(
            "SELECT count(*) FROM core_auditentry WHERE object_type = 'rectification.opinion' AND action = 'CREATE'"
        ).fetchone()
        (opinions,) = database.execute("SELECT count(*) FROM rectification_opinion").fetchone()
    return stored, is_whole, not (entries == newest == head) or told != opinions


def main() -> int:
    """The figures."""
    with demo_directory():
        found = torn()
        print(found)
    return 0 if found.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
