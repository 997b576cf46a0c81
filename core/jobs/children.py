"""Work in a process of its own, with limits of time and memory: what it used is given back, what it breaks is its own."""

import ctypes
import logging
import os
import resource
import signal
import time
from collections.abc import Callable
from enum import Enum

from django.db import connections

logger = logging.getLogger(__name__)
# Seconds between two looks at a child.
LOOK = 0.1
_libc = ctypes.CDLL(None)
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


class Ending(Enum):
    """How a child ended."""

    WELL = "by itself"
    BROKEN = "killed or crashed"
    TOO_LONG = "over its time"
    STOPPED = "stopped by us"


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the system send this process a signal when the one that started it ends, however that happens (Linux)."""
    _libc.prctl(_DIE_WITH_PARENT, number)


def in_child(
    work: Callable[[], object], *, seconds: float, megabytes: int = 0, go_on: Callable[[], bool]
) -> Ending:
    """Do the work in a child process.

    `go_on` is asked ten times a second whether it is still wanted. `megabytes` limits the address space, 0 does not.
    """
    connections.close_all()  # a connection must not be shared by two processes
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _work_and_exit(work, parent, megabytes)
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return Ending.WELL if status == 0 else Ending.BROKEN
        if time.monotonic() > deadline:
            return _killed(child, Ending.TOO_LONG)
        if not go_on():
            return _killed(child, Ending.STOPPED)
        time.sleep(LOOK)


def _killed(child: int, ending: Ending) -> Ending:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return ending


def _work_and_exit(work: Callable[[], object], parent: int, megabytes: int) -> None:
    """Never returns: the child must not go on with what its parent was about."""
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent()
        if os.getppid() == parent:
            os.nice(10)  # pages come first
            if megabytes:
                resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)
            work()
            connections.close_all()
            code = 0
    except BaseException:  # the child ends here whatever it was, and says so
        logger.exception("work in a child process failed")
    finally:
        logging.shutdown()
        os._exit(code)
