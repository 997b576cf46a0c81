"""One thing to remind of on the 工作台 and by mail; each app says its own in `<app>/reminders.py`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reminder:
    """One line: the day that counts, what, one line more, where it leads; `waiting` stands in place of the days."""

    due_on: date | None
    title: str
    detail: str
    url: str
    action: str
    waiting: str = ""
