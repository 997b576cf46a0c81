"""Doing a job: the page's own view makes the file, which is stored once."""

import hashlib
import logging
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import resolve
from django.utils import timezone
from django.utils.http import parse_header_parameters
from django_tasks import task

from core.refusals import Refused

from .models import Job, JobState

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
# Seconds between two words about how far a job is.
BETWEEN_WORDS = 1.0
TOO_LARGE = "文件太大，超过了服务器给它的内存。请缩小范围（例如按季度）分几次导出。"
UNEXPECTED = "生成时出错，已记入日志。请再试一次；仍然这样时请联系管理员。"

# What the request of a page needs besides its person; registered by the apps that know it.
_preparations: list[Callable[[HttpRequest], None]] = []


def prepare_with(prepare: Callable[[HttpRequest], None]) -> None:
    """Have every job's request prepared as the middleware of `prepare`'s app would; called in `AppConfig.ready()`."""
    _preparations.append(prepare)


class Progress:
    """Tells how far a job is, at most once a second. Called by what makes documents as `progress(done, total)`."""

    def __init__(self, job: Job):
        self._job = job
        self._told = 0.0

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` parts are made."""
        now = monotonic()
        if now - self._told >= BETWEEN_WORDS:
            self._told = now
            Job.objects.turn(self._job.pk, self._job.attempt).update(done=done, total=total)


class JobRequest(HttpRequest):
    """A page asked for by a worker; `progress` tells views and documents that they may take their time."""

    def __init__(self, job: Job, user, progress: Callable[[int, int], None]):
        super().__init__()
        address, site = urlsplit(job.address), urlsplit(settings.SITE_URL)
        self.method, self.path, self.path_info = "GET", address.path, address.path
        self.GET = QueryDict(address.query)
        self.META = {
            "SERVER_NAME": site.hostname or "",
            "SERVER_PORT": str(site.port or (443 if settings.IS_HTTPS else 80)),
            "QUERY_STRING": address.query,
        }
        self.user, self.progress = user, progress
        self.session = dict(job.workspace)  # type: ignore[assignment]  # all that the workspace asks of it
        self.resolver_match = resolve(address.path)
        for prepare in _preparations:
            prepare(self)


@task()
def run_job(pk: int, attempt: int) -> None:
    """Make the file of a job and store it, unless the attempt no longer counts; every ending is told on the job."""
    if not Job.objects.turn(pk, attempt).update(state=JobState.RUNNING, started_at=timezone.now()):
        return
    job = Job.objects.get(pk=pk)
    try:
        _store(job, _made(job))
    except Refused as refusal:
        fail(pk, attempt, str(refusal))
    except MemoryError:
        fail(pk, attempt, TOO_LARGE)
    except Exception:  # whatever goes wrong is told to the person who waits
        logger.exception("job %s failed: %s", pk, job.address)
        fail(pk, attempt, UNEXPECTED)


def _made(job: Job) -> HttpResponseBase:
    """What the page answers. Raises Refused where it gives no file."""
    user = get_user_model().objects.filter(pk=job.person_id, is_active=True).first()
    if user is None:
        raise Refused("账号已停用。")
    try:
        request = JobRequest(job, user, Progress(job))
        match = request.resolver_match
        response = match.func(request, *match.args, **match.kwargs)
    except PermissionDenied as refusal:
        raise Refused(str(refusal) or "您现在没有导出它的权限。") from refusal
    except Http404 as missing:
        raise Refused("要导出的记录已经不在，或者您不再能查看它。") from missing
    if response.status_code != 200 or "Content-Disposition" not in response.headers:
        raise Refused(UNEXPECTED)
    return response


def _store(job: Job, response: HttpResponseBase) -> None:
    """Keep the file; it counts only where the attempt still does."""
    content = b"".join(response)
    _, words = parse_header_parameters(response.headers["Content-Disposition"])
    job.sha256 = hashlib.sha256(content).hexdigest()
    storage, name = storages["made"], job.storage_name
    if not storage.exists(name):
        storage.save(name, ContentFile(content))
    now = timezone.now()
    counted = Job.objects.turn(job.pk, job.attempt).update(
        state=JobState.DONE,
        ended_at=now,
        file_name=words.get("filename", "")[-300:],
        media_type=response.headers["Content-Type"],
        size=len(content),
        sha256=job.sha256,
    )
    if counted:
        logger.info("job %s done", job.pk)


def fail(pk: int, attempt: int, error: str) -> None:
    """End an attempt that still counts by saying why there is no file."""
    ended = {"state": JobState.FAILED, "error": error[:500], "ended_at": timezone.now()}
    Job.objects.turn(pk, attempt).update(**ended)


@transaction.atomic
def try_again(pk: int, attempt: int, *, why: str) -> None:
    """An attempt ended without a word: queue the next one; after the last the job has failed. `{}` in `why`: how often."""
    if attempt >= MOST_ATTEMPTS:
        fail(pk, attempt, why.format(attempt))
    elif Job.objects.turn(pk, attempt).update(state=JobState.WAITING, attempt=attempt + 1, started_at=None):
        run_job.enqueue(pk, attempt + 1)
