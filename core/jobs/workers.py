"""Which workers are alive, and what becomes of the work of one that died."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import running
from .models import WorkerBeat

DIED = "后台程序在生成时中断了 {} 次。请稍后再试；仍然这样时请联系管理员。"


def lease() -> timedelta:
    """So long a worker counts as alive after its last sign of life."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def worker_seen_at() -> datetime | None:
    """The last sign of life of any worker; None when there never was one."""
    return WorkerBeat.objects.aggregate(seen=Max("seen_at"))["seen"]


def is_worker_alive(now: datetime) -> bool:
    """Whether anybody is there to do what is asked."""
    seen = worker_seen_at()
    return seen is not None and seen + 2 * lease() > now


def has_work_waiting() -> bool:
    """Whether anybody waits for a job that no worker has begun."""
    return bool(DBTaskResult.objects.ready().exists())


def beat(name: str, now: datetime) -> None:
    """Give a sign of life."""
    if not WorkerBeat.objects.filter(name=name).update(seen_at=now):
        WorkerBeat.objects.create(name=name, started_at=now, seen_at=now)


def sign_off(name: str) -> None:
    """A worker that ends by itself leaves nothing behind."""
    WorkerBeat.objects.filter(name=name).delete()


def sweep(now: datetime) -> int:
    """Take what dead workers had taken: each job is done once more, or fails when that was tried often enough."""
    alive = set(WorkerBeat.objects.filter(seen_at__gt=now - lease()).values_list("name", flat=True))
    taken = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    left = [one for one in taken if not alive & set(one.worker_ids[-1:])]
    for one in left:
        take_away(one, now)
    WorkerBeat.objects.filter(seen_at__lt=now - 100 * lease()).delete()
    return len(left)


@transaction.atomic
def take_away(taken: DBTaskResult, now: datetime) -> None:
    """End a task that its worker will not end, and have its job tried again."""
    running_still = DBTaskResult.objects.filter(pk=taken.pk, status=TaskResultStatus.RUNNING)
    if running_still.update(status=TaskResultStatus.FAILED, finished_at=now):
        running.try_again(*taken.args_kwargs["args"], why=DIED)
