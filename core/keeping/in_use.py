"""Whether a data directory is being served, so that nobody takes its database away meanwhile. Needs no Django."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.refusals import Refused

NAME = "serving.lock"


@contextmanager
def served(data_dir: Path) -> Iterator[None]:
    """Say so for as long as the block lasts; the system takes the word back when the process dies, however it dies."""
    # Read only: the disk may be so for whoever serves.
    lock = os.open(data_dir / NAME, os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


@contextmanager
def out_of_service(data_dir: Path) -> Iterator[None]:
    """Keep it from being served inside the block. Raises Refused while it is."""
    with (data_dir / NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "服务正在运行，搬的时候登记的内容会留在旧库里。请先停止 script/server 再搬。"
            ) from error
        yield
