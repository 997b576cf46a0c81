"""A dead worker's job is done once more or told as failed; what a fenced-off worker brings is not stored."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.jobs import running, workers
from core.jobs.models import Job, JobState, WorkerBeat

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now()
FILE = {"Content-Disposition": "attachment; filename*=utf-8''%E5%8F%B0%E8%B4%A6.pdf"}


@pytest.fixture(autouse=True)
def queue(settings):
    """Jobs wait for a worker, as they do when the site is served."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def taken_job(worker: str, attempt: int = 1) -> tuple[Job, DBTaskResult]:
    """A job that a worker has begun."""
    job = Job.objects.create(
        person_id=1, person_name="赵甲", title="台账", address="/", attempt=attempt, state=JobState.RUNNING
    )
    running.run_job.enqueue(job.pk, attempt)
    task = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    task.claim(worker)
    return job, task


def statuses() -> list[tuple[str, list]]:
    return sorted((one.status, one.args_kwargs["args"]) for one in DBTaskResult.objects.all())


def test_a_living_worker_keeps_its_job():
    workers.beat("alive", NOW)
    job, _ = taken_job("alive")
    assert workers.sweep(NOW + workers.lease() / 2) == 0
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.RUNNING, 1)


@pytest.mark.parametrize("has_sign", [True, False], ids=["old sign", "no sign"])
def test_a_dead_workers_job_is_queued_once_more(has_sign):
    if has_sign:
        workers.beat("dead", NOW)
    job, _ = taken_job("dead")
    later = NOW + workers.lease() + timedelta(seconds=1)
    workers.beat("other", later)
    assert workers.sweep(later) == 1
    assert workers.sweep(later) == 0
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.WAITING, 2)
    assert statuses() == [("FAILED", [job.pk, 1]), ("READY", [job.pk, 2])]


def test_after_the_last_attempt_it_is_told_as_failed():
    job, _ = taken_job("dead", attempt=running.MOST_ATTEMPTS)
    workers.sweep(NOW)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "中断了 3 次" in job.error
    assert statuses() == [("FAILED", [job.pk, 3])]


def test_a_job_that_was_done_just_before_is_not_done_again():
    job, _ = taken_job("dead")
    running._store(job, HttpResponse(b"%PDF", headers=FILE))
    workers.sweep(NOW)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.file_name) == (JobState.DONE, 1, "台账.pdf")
    assert statuses() == [("FAILED", [job.pk, 1])]


def test_what_a_worker_brings_that_was_thought_dead_does_not_count():
    job, _ = taken_job("slow")
    workers.sweep(NOW)
    running._store(job, HttpResponse(b"late", headers=FILE))
    running.fail(job.pk, 1, "late")
    running.Progress(job)(1, 2)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.sha256, job.error, job.total) == (JobState.WAITING, 2, "", "", 0)


def test_the_same_attempt_twice_begins_once(monkeypatch):
    made = []
    monkeypatch.setattr(running, "_made", lambda job: made.append(job) or HttpResponse(b"x", headers=FILE))
    job = Job.objects.create(person_id=1, title="台账", address="/")
    for _ in range(2):
        running.run_job.func(job.pk, 1)
    assert len(made) == 1


def test_tells_whether_anybody_works():
    assert workers.worker_seen_at() is None
    assert not workers.is_worker_alive(NOW)
    workers.beat("one", NOW)
    workers.beat("one", NOW + timedelta(seconds=1))
    assert workers.worker_seen_at() == NOW + timedelta(seconds=1)
    assert workers.is_worker_alive(NOW + workers.lease())
    assert not workers.is_worker_alive(NOW + 3 * workers.lease())
    workers.sign_off("one")
    assert not WorkerBeat.objects.exists()
