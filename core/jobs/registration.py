"""Has old files and jobs cleared away."""

from datetime import timedelta

from core import timers

from .services import tidy

timers.register(timers.Timer("core.jobs.tidy", timedelta(hours=6), tidy))
