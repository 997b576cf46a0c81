"""What to remind of on the 工作台 and by mail: each app registers what it says, in its `reminders.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .kept import kept
from .rules import ResultKey

# What an app names no other days for is told of so long before it is due.
AHEAD = timedelta(days=45)


@dataclass(frozen=True)
class Reminder:
    """One line: the day that counts, what, one line more, where it leads; `waiting` stands in place of the days.

    `mail_title` stands in a mail in place of a title that may speak of persons: mail leaves the house. `answers` are
    the results of rules that need no line of their own beside this one: the same meeting is asked for once.
    """

    due_on: date | None
    title: str
    detail: str
    url: str
    action: str
    waiting: str = ""
    mail_title: str = ""
    answers: frozenset[ResultKey] = frozenset()


# Called with a user, a branch (models that this app does not know) and a day; in a constant number of queries.
Provider = Callable[[Any, Any, date], Iterable[Reminder]]

# Called with a user and a day, in a constant number of queries: what waits in branches that the person only looks after,
# each with its branch.
ProviderBelow = Callable[[Any, date], Iterable[tuple[Any, Reminder]]]

_providers: list[tuple[int, Provider]] = []
_below: list[ProviderBelow] = []


def register(order: int, provider: Provider) -> None:
    """Add what an app reminds of; called in `AppConfig.ready()`. `order` says what comes first of one day."""
    _providers.append((order, provider))


def register_below(provider: ProviderBelow) -> None:
    """Add what an app reminds a superior officer of; called in `AppConfig.ready()`."""
    _below.append(provider)


def reminders_below(user: Any, today: date) -> list[tuple[Any, Reminder]]:
    """What waits for a person in the branches below, whichever app says so."""
    return [pair for provider in _below for pair in provider(user, today)]


def reminders_for(user: Any, branch: Any, today: date) -> list[Reminder]:
    """Everything that any app reminds this person of in a branch, in the order of the registrations."""
    ordered = sorted(_providers, key=lambda pair: pair[0])
    return [reminder for _, provider in ordered for reminder in _told_by(provider, user, branch, today)]


@kept(1024)
def _told_by(provider: Provider, user: Any, branch: Any, today: date) -> list[Reminder]:
    """What one app reminds of, kept by itself: a meeting changes nothing of what other records ask for."""
    return list(provider(user, branch, today))
