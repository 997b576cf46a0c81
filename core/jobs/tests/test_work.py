"""`manage.py work`: takes what is queued, runs the timers, and answers for a child that did not end well."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from core import timers
from core.jobs import running, workers
from core.jobs.children import Ending
from core.jobs.models import Job, JobState, WorkerBeat
from core.management.commands import work
from core.timers import Timer

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def job(settings) -> Job:
    """A job in the queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = Job.objects.create(person_id=1, title="台账", address="/")
    running.run_job.enqueue(job.pk, 1)
    return job


@pytest.fixture
def worker(monkeypatch) -> work.Worker:
    """A worker that stops as soon as it would wait."""
    monkeypatch.setattr(timers, "_timers", {})
    for module in (work, db_worker):  # the test's transaction stands on the one connection
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
    worker = work.Worker()
    monkeypatch.setattr(worker, "configure_signals", lambda: None)
    monkeypatch.setattr(worker.stop, "wait", lambda seconds: worker.shutdown(0, None))
    return worker


def children_end(monkeypatch, ending: Ending, *, do=lambda: None) -> None:
    """Every child ends like this; one that ends well does its work, in this process."""

    def in_child(task, **_):
        do()
        if ending is Ending.WELL:
            task()
        return ending

    monkeypatch.setattr(work, "in_child", in_child)


def test_does_what_is_queued_and_signs_off(job, worker, monkeypatch):
    done = []
    monkeypatch.setattr(running, "_made", lambda job: "file")
    monkeypatch.setattr(running, "_store", lambda job, response: done.append((job.pk, response)))
    children_end(monkeypatch, Ending.WELL, do=lambda: done.append(WorkerBeat.objects.count()))
    worker.work()
    assert done == [1, (job.pk, "file")]
    assert not WorkerBeat.objects.exists()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_waits_for_a_database_that_is_being_prepared(worker, monkeypatch):
    states = ["unreachable", "3 migrations pending", "ok"]
    monkeypatch.setattr(work, "database_state", lambda: states.pop(0))
    began = []
    monkeypatch.setattr(worker, "_beat", lambda: began.append(len(states)))
    waited = []
    monkeypatch.setattr(worker.stop, "wait", lambda seconds: waited.append(seconds))
    monkeypatch.setattr(worker, "_run_timers", lambda: worker.shutdown(0, None))
    worker.work()
    assert (began, waited[:2], states) == ([0], [work.DATABASE, work.DATABASE], [])


def test_ends_while_it_waits_for_the_database(worker, monkeypatch):
    monkeypatch.setattr(work, "database_state", lambda: "unreachable")
    monkeypatch.setattr(worker, "_beat", lambda: pytest.fail("it began without a database"))
    worker.work()
    assert not worker.running


def test_what_takes_too_long_is_told(job, worker, monkeypatch, settings):
    settings.JOB_SECONDS = 600
    children_end(monkeypatch, Ending.TOO_LONG)
    worker.work()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.FAILED, 1)
    assert "超过 10 分钟" in job.error
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_child_that_dies_every_time_is_given_up(job, worker, monkeypatch):
    children_end(monkeypatch, Ending.BROKEN)
    worker.work()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.FAILED, running.MOST_ATTEMPTS)
    assert DBTaskResult.objects.count() == running.MOST_ATTEMPTS


def test_a_worker_that_is_told_to_stop_hands_its_work_on(job, worker, monkeypatch):
    children_end(monkeypatch, Ending.STOPPED, do=lambda: worker.shutdown(0, None))
    worker.work()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.WAITING, 2)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]


def test_runs_the_timers_that_are_due(worker, monkeypatch):
    ran = []
    timers.register(Timer("daily", timedelta(days=1), ran.append))
    children_end(monkeypatch, Ending.WELL)
    worker.work()
    assert len(ran) == 1
    worker._run_timers()
    assert len(ran) == 1


def test_takes_over_from_a_dead_worker(job, worker, monkeypatch):
    DBTaskResult.objects.get().claim("dead")
    workers.beat("dead", timezone.now() - timedelta(hours=1))
    children_end(monkeypatch, Ending.WELL)
    worker.work()
    job.refresh_from_db()
    assert job.attempt == 2
    assert job.state == JobState.FAILED  # the page gives no file
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED", "SUCCESSFUL"}


def test_looks_whether_the_job_is_still_wanted(job, monkeypatch):
    clock = iter([0.0, 0.5, 2.0, 2.0, 4.0, 4.0])
    monkeypatch.setattr(work, "monotonic", lambda: next(clock))
    watch = work.Watch(job.pk, 1, lambda: True)
    assert watch()
    assert watch()
    Job.objects.update(state=JobState.CANCELLED)
    assert not watch()
