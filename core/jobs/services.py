"""Asking for a file, taking that back, and clearing away what is old."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.refusals import Refused

from .models import OPEN, Job, JobState
from .running import run_job

# So many files one person may have in the queue.
MOST_OPEN = 10
KEEP_ROWS = timedelta(days=60)
GIVE_UP = timedelta(days=2)
FORGOTTEN = "后台程序长时间没有运行，这份文件没有生成。请再试一次。"


@transaction.atomic
def start_job(
    *, by: AbstractBaseUser, title: str, address: str, workspace: Mapping[str, object], branch_name: str
) -> Job:
    """Queue the file that the page at `address` gives this person, or find it queued already.

    Raises Refused for somebody who has many files in the queue.
    """
    mine = Job.objects.visible_to(by).unfinished()
    same: Job | None = mine.filter(address=address, workspace=dict(workspace)).first()
    if same:
        return same
    if mine.count() >= MOST_OPEN:
        raise Refused(f"您已有 {MOST_OPEN} 份文件在排队，请等它们生成，或先取消不需要的。")
    job = Job.objects.create(
        person_id=by.pk,
        person_name=str(by)[:100],
        branch_name=branch_name[:200],
        title=title[:300],
        address=address,
        workspace=dict(workspace),
    )
    run_job.enqueue(job.pk, job.attempt)
    return job


def cancel_job(*, job: Job) -> None:
    """Give up a job: a waiting one is never begun, of a running one the worker notices within a second.

    Raises Refused when it has ended.
    """
    ended = {"state": JobState.CANCELLED, "ended_at": timezone.now()}
    if not Job.objects.unfinished().filter(pk=job.pk).update(**ended):
        raise Refused("这份文件已经生成完，不用取消了。")


def tidy(now: datetime) -> None:
    """Remove files that are old, then what tells of them; end what nobody will do any more."""
    forgotten = {"state": JobState.FAILED, "error": FORGOTTEN, "ended_at": now}
    Job.objects.filter(state__in=OPEN, requested_at__lt=now - GIVE_UP).update(**forgotten)
    old = now - timedelta(days=settings.JOB_FILE_DAYS)
    for job in Job.objects.filter(ended_at__lt=old).exclude(sha256=""):
        storages["made"].delete(job.storage_name)
        Job.objects.filter(pk=job.pk).update(sha256="")
    Job.objects.filter(ended_at__lt=now - KEEP_ROWS, sha256="").delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - GIVE_UP).delete()
