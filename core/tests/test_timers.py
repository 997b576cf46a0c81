"""Timers run once each time that they are due, whoever asks; one that fails keeps no other from running."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import timers
from core.jobs.models import TimerRun
from core.timers import Timer

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def ran(monkeypatch):
    """Two timers in place of the site's own; what ran, in order."""
    told = []
    monkeypatch.setattr(timers, "_timers", {})
    timers.register(Timer("daily", DAY, lambda now: told.append("daily")))
    timers.register(Timer("hourly", timedelta(hours=1), lambda now: told.append("hourly")))
    return told


def test_runs_what_is_due_and_not_before(ran):
    assert timers.run_due(NOW) == ["daily", "hourly"]
    assert timers.run_due(NOW + timedelta(minutes=59)) == []
    assert timers.run_due(NOW + timedelta(minutes=61)) == ["hourly"]
    assert timers.run_due(NOW + DAY) == ["daily", "hourly"]
    assert ran == ["daily", "hourly", "hourly", "daily", "hourly"]


@pytest.mark.usefixtures("ran")
def test_a_second_worker_finds_it_claimed():
    stale = TimerRun.objects.create(name="daily")
    assert timers._claim(timers._timers["daily"], NOW)
    assert not timers._is_due(TimerRun.objects.get(name="daily"), NOW)
    # The second read the row before the first wrote it.
    assert not TimerRun.objects.filter(name=stale.name, started_at=stale.started_at).update(started_at=NOW)
    assert not timers._claim(timers._timers["daily"], NOW)


def test_one_that_fails_is_told_and_tried_again_after_an_hour(ran, caplog):
    timers._timers["daily"] = Timer("daily", DAY, lambda now: [].pop())
    assert timers.run_due(NOW) == ["daily", "hourly"]
    assert "timer daily failed" in caplog.text
    assert TimerRun.objects.get(name="daily").error == "IndexError: pop from empty list"
    assert timers.run_due(NOW + timedelta(minutes=30)) == []
    timers._timers["daily"] = Timer("daily", DAY, lambda now: ran.append("mended"))
    assert timers.run_due(NOW + timedelta(hours=1)) == ["daily", "hourly"]
    assert "mended" in ran
    assert TimerRun.objects.get(name="daily").error == ""


@pytest.mark.usefixtures("ran")
def test_one_whose_worker_died_is_tried_again_after_an_hour():
    TimerRun.objects.create(name="daily", started_at=NOW)
    assert [timer.name for timer in timers.due(NOW + timedelta(minutes=59))] == ["hourly"]
    assert [timer.name for timer in timers.due(NOW + timedelta(hours=1))] == ["daily", "hourly"]


@pytest.mark.usefixtures("ran")
def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="daily"):
        timers.register(Timer("daily", timedelta(hours=2), lambda now: None))
