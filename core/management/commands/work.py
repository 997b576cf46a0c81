"""`manage.py work`: the process beside the web server that makes long documents and runs the timers."""

import logging
import os
import socket
import threading
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from core import timers
from core.health import database_state
from core.jobs import running, workers
from core.jobs.children import Ending, in_child
from core.jobs.models import Job

logger = logging.getLogger(__name__)
# Seconds between two looks at the queue, at the timers, and at a database that is not ready yet.
LOOK, TIMERS, DATABASE = 0.5, 60.0, 2.0
TIMER_SECONDS = 3600
TOO_LONG = "超过 {} 分钟没有生成完，已停止。请缩小范围（例如按季度）分几次导出。"


class Worker(TaskWorker):
    """Takes tasks from the queue one by one, each done in a child process; gives signs of life all the while."""

    def __init__(self) -> None:
        name = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(8)}"
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        self.stop = threading.Event()
        self._beaten = self._timed = float("-inf")

    def shutdown(self, signum: int, frame: object) -> None:  # as Python calls it
        """Stop at the next chance: what is being made is handed to the next worker."""
        self.running = False
        self.stop.set()

    def work(self) -> None:
        """Until told to stop: sign of life, timers, what dead workers left, the queue.

        Started beside a server that is still preparing the database, it waits for that.
        """
        self.configure_signals()
        while self.running and (state := database_state()) != "ok":
            logger.warning("worker %s waits for the database: %s", self.worker_id, state)
            close_old_connections()
            self.stop.wait(DATABASE)
        if not self.running:
            return
        logger.info("worker %s begins", self.worker_id)
        while self.running:
            close_old_connections()
            self._beat()
            self._run_timers()
            if DBTaskResult.objects.ready().exists():
                self.run()
            else:
                self.stop.wait(LOOK)
        workers.sign_off(self.worker_id)
        logger.info("worker %s ends", self.worker_id)

    def _beat(self) -> None:
        """A sign of life four times in a lease, and a look at the other workers with each."""
        if monotonic() - self._beaten >= settings.JOB_LEASE_SECONDS / 4:
            self._beaten = monotonic()
            now = timezone.now()
            workers.beat(self.worker_id, now)
            if swept := workers.sweep(now):
                logger.warning("took %s tasks from dead workers", swept)

    def _run_timers(self) -> None:
        if monotonic() - self._timed < TIMERS:
            return
        self._timed = monotonic()
        now = timezone.now()
        if timers.due(now):
            in_child(lambda: timers.run_due(now), seconds=TIMER_SECONDS, go_on=self._go_on)

    def _go_on(self) -> bool:
        self._beat()
        return self.running

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Do a task in a child; what does not end by itself is answered here."""
        pk, attempt = db_task_result.args_kwargs["args"]
        watch = Watch(pk, attempt, self._go_on)
        ending = in_child(
            lambda: super(Worker, self).run_task(db_task_result),
            seconds=settings.JOB_SECONDS,
            megabytes=settings.JOB_MEGABYTES,
            go_on=watch,
        )
        if ending is Ending.TOO_LONG:
            running.fail(pk, attempt, TOO_LONG.format(round(settings.JOB_SECONDS / 60)))
        if ending is not Ending.WELL:
            logger.warning("job %s, attempt %s: %s", pk, attempt, ending.value)
            workers.take_away(db_task_result, timezone.now())
        self._run_timers()


class Watch:
    """Asks once a second whether an attempt still counts: a cancelled job's child is stopped."""

    def __init__(self, pk: int, attempt: int, go_on):
        self._job, self._go_on, self._looked = (pk, attempt), go_on, monotonic()

    def __call__(self) -> bool:
        if monotonic() - self._looked >= 1:
            self._looked = monotonic()
            if not Job.objects.turn(*self._job).exists():
                return False
        return bool(self._go_on())


class Command(BaseCommand):
    """Runs until it is told to stop; `script/server` starts it beside the web server and starts it again."""

    help = "后台程序：生成较长的文件，按时做定时任务。script/server 会启动它。"

    def handle(self, *args, **options):
        """Work."""
        Worker().work()
