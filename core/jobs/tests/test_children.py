"""Work in a child process ends by itself, or is ended; what it breaks is its own."""

import os
import resource
import signal
import time
from pathlib import Path

import pytest

from core.jobs.children import Ending, in_child


def run(work, *, seconds: float = 30.0, megabytes: int = 0, go_on=lambda: True) -> Ending:
    return in_child(work, seconds=seconds, megabytes=megabytes, go_on=go_on)


def test_ends_by_itself_and_leaves_its_work(tmp_path):
    assert run(lambda: (tmp_path / "made").write_text("by the child")) is Ending.WELL
    assert (tmp_path / "made").read_text() == "by the child"


def test_gives_way_to_pages(tmp_path):
    before = os.nice(0)
    run(lambda: (tmp_path / "nice").write_text(str(os.nice(0))))
    assert int((tmp_path / "nice").read_text()) == before + 10
    assert os.nice(0) == before


@pytest.mark.parametrize(
    "work", [lambda: [].pop(), lambda: os.kill(os.getpid(), signal.SIGKILL)], ids=["error", "killed"]
)
def test_a_fault_stays_in_the_child(work):
    assert run(work) is Ending.BROKEN


def test_too_much_memory_ends_the_child_alone():
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() // 2**20
    assert run(lambda: bytearray(2**20), megabytes=used + 500) is Ending.WELL
    assert run(lambda: bytearray(2**30), megabytes=used + 500) is Ending.BROKEN


def test_too_long_is_stopped():
    assert run(lambda: time.sleep(60), seconds=0.2) is Ending.TOO_LONG


def test_what_nobody_wants_any_more_is_stopped():
    asked = iter([True, True, False])
    assert run(lambda: time.sleep(60), go_on=lambda: next(asked)) is Ending.STOPPED
