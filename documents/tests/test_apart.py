"""Work in a process of its own: its answer, what it refuses, a death and a wait told in words."""

import os
import time

import pytest

from core.refusals import Refused
from documents.reading import apart as module
from documents.reading.apart import apart
from documents.reading.cells import one_line


def refuse(words: str) -> None:
    raise Refused(words, field="photos")


def die() -> None:
    os._exit(3)


def test_gives_back_what_the_work_returns():
    assert apart(one_line, "一\n二") == "一 二"


def test_tells_what_the_work_refuses():
    with pytest.raises(Refused, match="不清楚") as refusal:
        apart(refuse, "不清楚")
    assert refusal.value.field == "photos"


def test_a_death_is_told_and_the_next_work_is_done():
    with pytest.raises(Refused, match="没有读完"):
        apart(die)
    assert apart(one_line, "好") == "好"


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(module, "SECONDS_MOST", 2)
    with pytest.raises(Refused, match="时间太长"):
        apart(time.sleep, 60)


def test_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(module, "WAIT_MOST", 0.1)
    assert module._turn.acquire()
    try:
        with pytest.raises(Refused, match="正在读别人的照片"):
            apart(one_line, "好")
    finally:
        module._turn.release()
