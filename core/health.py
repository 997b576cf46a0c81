"""Whether the system can work: its database, its disk, its worker; and what a person sees when the disk is full."""

import errno
import shutil
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from .jobs.workers import worker_seen_at
from .version import VERSION

# Below this the administrator is told; below the second no new record may be lost for want of room.
LITTLE_ROOM, NO_ROOM = 1024**3, 50 * 1024**2
GetResponse = Callable[[HttpRequest], HttpResponse]


class HeadAsGet:
    """Answer HEAD as GET would be; the server leaves the body away. Views then need to know of GET alone."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the views see a GET."""
        if request.method == "HEAD":
            request.method = "GET"
        return self.get_response(request)


class FullDisk:
    """A page that says what is full and who can help, in place of an error page, where nothing more can be written."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what only a full disk causes; 507 tells it from a fault of the program."""
        if not is_full(exception):
            return None
        return render(request, "507.html", {"free": free_bytes() // 1024**2}, status=507)


def is_full(exception: BaseException | None) -> bool:
    """Whether an exception, or one that it came from, says that there is no room left."""
    while exception is not None:
        if isinstance(exception, OSError) and exception.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if isinstance(exception, DatabaseError) and _says_full(str(exception)):
            return True
        exception = exception.__cause__ or exception.__context__
    return False


def _says_full(words: str) -> bool:
    """As SQLite and PostgreSQL put it."""
    return "database or disk is full" in words or "No space left on device" in words


# SQLSTATE of a server that is stopping, starting, or no longer the one that writes.
AWAY = {"57P01", "57P02", "57P03", "25006"}


def is_away(exception: BaseException | None) -> bool:
    """Whether an exception, or one that it came from, says that the database server is gone or changes its place.

    SQLite is never away; what it is busy with is another matter.
    """
    while exception is not None:
        if isinstance(exception, Error) and connection.vendor != "sqlite":
            code = getattr(exception.__cause__, "sqlstate", None)
            lost = code is None and isinstance(exception, OperationalError | InterfaceError)
            if lost or str(code) in AWAY or str(code).startswith("08"):
                return True
        exception = exception.__cause__ or exception.__context__
    return False


def free_bytes() -> int:
    """Room left where the data lies."""
    return shutil.disk_usage(settings.DATA_DIR).free


def room_warning() -> str:
    """What the administrator is told before the disk is full; empty while there is room."""
    free = free_bytes()
    if free >= LITTLE_ROOM:
        return ""
    return f"数据目录所在磁盘只剩 {free // 1024**2} MB，写满以后不能再登记。请清理磁盘或扩容。"


@require_GET
@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """For whoever watches the service: each part with `ok`, or what is wrong; 503 where it cannot serve. No account."""
    parts = {"database": database_state(), "disk": _disk(), "worker": _worker()}
    can_serve = parts["database"] == "ok" and not parts["disk"].startswith("full")
    answer = {"status": "ok" if can_serve else "unavailable", "version": VERSION, **parts}
    return JsonResponse(answer, status=200 if can_serve else 503, headers={"Cache-Control": "no-store"})


def database_state() -> str:
    """`ok`, or why nothing can be read or written yet."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return f"{len(pending)} migrations pending" if pending else "ok"


def _disk() -> str:
    free = free_bytes()
    if free < NO_ROOM:
        return "full"
    return f"low: {free // 1024**2} MB" if free < LITTLE_ROOM else "ok"


def _worker() -> str:
    seen = worker_seen_at()
    if seen is None:
        return "never seen"
    seconds = int((timezone.now() - seen).total_seconds())
    return "ok" if seconds < 120 else f"last seen {seconds} s ago"
