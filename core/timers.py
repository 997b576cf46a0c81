"""What is done every so often without anybody asking: apps register timers, the worker of `core.jobs` runs them.

A timer that failed, or whose worker died over it, is tried again after an hour, or at its usual time if that is sooner.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from .jobs.models import TimerRun

logger = logging.getLogger(__name__)
TRY_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Timer:
    """`run(now)` every so often. It must bear being run twice: a worker may die just before it says that it is done."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


_timers: dict[str, Timer] = {}


def register(timer: Timer) -> None:
    """Add a timer; called in `AppConfig.ready()`. Raises ValueError for a name that another timer has."""
    if _timers.setdefault(timer.name, timer) != timer:
        raise ValueError(f"two timers are called {timer.name}")


def all_timers() -> list[Timer]:
    """Every registered timer."""
    return list(_timers.values())


def due(now: datetime) -> list[Timer]:
    """The timers whose time has come; reads only."""
    rest = {row.name for row in TimerRun.objects.all() if row.name in _timers and not _is_due(row, now)}
    return [timer for timer in _timers.values() if timer.name not in rest]


def _is_due(row: TimerRun, now: datetime) -> bool:
    """By the last beginning; one that has no good end is tried again sooner."""
    if row.started_at is None:
        return True
    every = _timers[row.name].every
    went_well = row.ended_at is not None and row.ended_at >= row.started_at and not row.error
    return row.started_at + (every if went_well else min(every, TRY_AGAIN)) <= now


def run_due(now: datetime) -> list[str]:
    """Run each timer whose time has come and that no other worker has claimed; the names of those that ran.

    What one raises is logged and kept with its row; the others run all the same.
    """
    return [timer.name for timer in due(now) if _claim(timer, now) and _run(timer, now)]


def _claim(timer: Timer, now: datetime) -> bool:
    """Whether this worker was the first to say that it begins."""
    row, _ = TimerRun.objects.get_or_create(name=timer.name)
    if not _is_due(row, now):
        return False
    seen = TimerRun.objects.filter(name=row.name, started_at=row.started_at)
    return bool(seen.update(started_at=now, ended_at=None, error=""))


def _run(timer: Timer, now: datetime) -> bool:
    error = ""
    try:
        timer.run(now)
    except Exception as failure:  # one timer's fault must not keep the others from running
        logger.exception("timer %s failed", timer.name)
        error = f"{type(failure).__name__}: {failure}"[:500]
    TimerRun.objects.filter(name=timer.name, started_at=now).update(ended_at=timezone.now(), error=error)
    return True


def ask_for(timer: Timer) -> None:
    """Have a timer run at the worker's next look, whatever its time."""
    TimerRun.objects.update_or_create(
        name=timer.name, defaults={"started_at": None, "ended_at": None, "error": ""}
    )


def last_error(timer: Timer) -> str:
    """Why the last run of a timer failed; empty where it went well or never was."""
    return TimerRun.objects.filter(name=timer.name).values_list("error", flat=True).first() or ""
