"""Guessing costs the guesser: failures are counted in the database, where every worker sees them, and cost a growing wait.

A try is counted before the secret is looked at, and forgiven when it was right: so many tries at the same moment gain
little, and each of them makes the wait after them longer. What was typed is never kept, only a keyed digest of whom the count is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from .models import FailureCount
from .refusals import Refused

LONGEST_PAUSE = timedelta(hours=4)
DAY = timedelta(days=1)
# So many tries beyond the most may be looked at in the same moment: what one server does at once.
AT_ONCE, AT_ONCE_LASTS = 16, timedelta(seconds=10)


@dataclass(frozen=True)
class Limit:
    """What failures of one scope cost: `free` nothing, then a wait that doubles from 2 seconds, from the `most`-th on a pause.

    A count begins anew `window` after its first failure. One that never pauses (`pause` None) is only counted.
    """

    scope: str
    free: int
    most: int
    pause: timedelta | None
    window: timedelta = DAY

    def wait_after(self, failures: int) -> timedelta:
        """How long the next try has to wait."""
        if self.pause is None or failures <= min(self.free, self.most - 1):
            return timedelta(0)
        if failures < self.most:
            return timedelta(seconds=2 ** (failures - self.free))
        return min(self.pause * 2 ** min(failures - self.most, 10), LONGEST_PAUSE)


@dataclass(frozen=True)
class Counted:
    """Whom a failure is counted against: a limit and what tells one apart; account and address are for the administrator."""

    limit: Limit
    about: tuple[str, ...]
    address: str = ""
    account_id: int | None = None

    @property
    def key(self) -> str:
        """The digest under which it is counted."""
        return salted_hmac(
            f"throttle {self.limit.scope}", "\0".join(self.about), algorithm="sha256"
        ).hexdigest()[:40]


class TooManyTries(Refused):
    """It is not looked at before `until`."""

    def __init__(self, until: datetime, now: datetime):
        self.until = until
        self.seconds = max(1, -int((now - until).total_seconds() // 1))
        super().__init__(f"输错次数太多，请{self.when}再试。")

    @property
    def when(self) -> str:
        """等 8 秒 or 在 14:35 以后."""
        if self.seconds <= 60:
            return f"等 {self.seconds} 秒"
        return f"在 {localtime(self.until + timedelta(minutes=1)):%H:%M} 以后"


def failures_of(one: Counted, now: datetime) -> int:
    """How many failures count at the moment."""
    row = FailureCount.objects.filter(pk=one.key, first_at__gt=now - one.limit.window).first()
    return row.failures if row else 0


@transaction.atomic
def count_try(counted: Sequence[Counted], now: datetime) -> None:
    """Count a try before the secret is looked at. Raises TooManyTries where one has to wait; then it is not counted.

    Right ones at the same moment disturb each other only where they are more than `AT_ONCE`.
    """
    for row, limit in _locked(counted, now):
        if row.blocked_until and row.blocked_until > now:
            raise TooManyTries(row.blocked_until, now)
        if row.first_at <= now - limit.window:
            row.failures, row.first_at = 0, now
        if limit.pause and row.failures >= limit.most + AT_ONCE and row.last_at > now - AT_ONCE_LASTS:
            raise TooManyTries(now + AT_ONCE_LASTS, now)
        row.failures, row.last_at = row.failures + 1, now
        row.blocked_until, row.is_paused = None, False
        row.save()


@transaction.atomic
def keep_failed(counted: Sequence[Counted], now: datetime) -> dict[str, FailureCount]:
    """The try was wrong: from now on the next one has to wait; the counts by scope."""
    rows = {}
    for row, limit in _locked(counted, now):
        wait = limit.wait_after(row.failures)
        row.blocked_until = now + wait if wait else None
        row.is_paused = bool(wait) and row.failures >= limit.most
        row.save()
        rows[limit.scope] = row
    return rows


@transaction.atomic
def forgive(counted: Sequence[Counted], anew: Sequence[str]) -> None:
    """The try was right: counts of the scopes `anew` begin anew, the others lose this try."""
    for one in counted:
        row = FailureCount.objects.filter(pk=one.key)
        if one.limit.scope in anew:
            row.delete()
        else:
            row.filter(failures__gt=0).update(failures=F("failures") - 1)


def _locked(counted: Sequence[Counted], now: datetime) -> Iterator[tuple[FailureCount, Limit]]:
    """The rows, locked in an order that is always the same."""
    for one in sorted(counted, key=lambda one: one.key):
        given = {"scope": one.limit.scope, "address": one.address, "account_id": one.account_id}
        made = {**given, "first_at": now, "last_at": now}
        yield FailureCount.objects.select_for_update().get_or_create(pk=one.key, defaults=made)[0], one.limit


def forget_old(now: datetime) -> int:
    """Remove counts that no longer count; returns how many."""
    return FailureCount.objects.filter(last_at__lt=now - DAY).delete()[0]


def is_told(number: int) -> bool:
    """Whether the audit log tells the so-many-th event of one kind: the first five, then each time their number doubles.

    So nobody can fill the chain from outside, and it still says how much was tried.
    """
    return number <= 5 or number & (number - 1) == 0
