"""Work that takes much memory, done in a process of its own that ends with it."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from core.refusals import Refused

SECONDS_MOST, WAIT_MOST = 150, 60
# One at a time in each server process: two would need twice the memory.
_turn = BoundedSemaphore()
P = ParamSpec("P")
R = TypeVar("R")


def apart(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `work` returns; it must be a function of a module that needs no database, and its arguments plain values.

    Raises what it raises, and Refused where it takes too long or its process dies.
    """
    if not _turn.acquire(timeout=WAIT_MOST):
        raise Refused("正在读别人的照片，请过一会儿再试。")
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        return pool.submit(work, *args, **kwargs).result(timeout=SECONDS_MOST)
    except TimeoutError as error:
        for process in list((pool._processes or {}).values()):
            process.kill()
        raise Refused("读照片用的时间太长，没有读完。请少选几张，或缩小照片后再试。") from error
    except BrokenProcessPool as error:
        raise Refused("读照片没有读完，服务器的内存可能不够。请少选几张，或请管理员查看日志。") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        _turn.release()
