"""Writes of 征求意见: an opinion given and taken out; a flood of them is slowed down without knowing anyone.

No address is read, so none can be stored. Each worker process counts by itself; a restart forgets.
"""

import uuid
from collections import deque
from datetime import date
from random import SystemRandom
from threading import Lock

from django.db import transaction

from branch.accounts.models import User
from core import records
from core.refusals import Refused
from rectification.enums import ProblemOwner

from .models import Opinion, OpinionRound, RoundReply

PER_MINUTE = 30
_WINDOW_SECONDS = 60.0

_lock = Lock()
_sent: dict[int, deque[float]] = {}


def allows(round_id: int, now: float) -> bool:
    """Whether one more opinion may come in; `now` in seconds of a clock that never goes back."""
    with _lock:
        times = _sent.setdefault(round_id, deque())
        while times and times[0] <= now - _WINDOW_SECONDS:
            times.popleft()
        if len(times) >= PER_MINUTE:
            return False
        times.append(now)
        return True


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _sent.clear()


# More than any branch writes: what comes beyond it is a machine's.
REPLIES_MOST = 1000


@transaction.atomic
def give_opinion(*, round: OpinionRound, key: uuid.UUID, about: str, text: str, on: date) -> None:
    """Keep an opinion with its day alone. The same form sent again keeps one; there is no audit entry, which would
    tell the hour. Raises Refused outside the round's dates and when it is full.
    """
    if not round.is_open(on):
        raise Refused("这次征求意见已经截止，没有收下。可以把意见直接交给支部。")
    if RoundReply.objects.filter(round=round).count() >= REPLIES_MOST:
        raise Refused("这次征求意见收到的条数已满，没有收下。请把意见直接交给支部。")
    given = round.about or about
    RoundReply.objects.get_or_create(
        key=key, defaults={"round": round, "about": given, "text": text.strip(), "received_on": on}
    )


@transaction.atomic
def collect_opinions(*, round: OpinionRound, by: User, on: date) -> int:
    """Turn what was written into opinions, in random order, once the round is over; returns how many.

    Raises Refused while the round still takes opinions: taken out one by one, they would tell who wrote them.
    """
    if not round.is_over(on):
        raise Refused("征求意见还没有截止。为了不让人猜出是谁写的，截止后才能一次取出。")
    replies = list(RoundReply.objects.select_for_update().filter(round=round))
    SystemRandom().shuffle(replies)
    for reply in replies:
        records.create(_opinion(round, reply, by), by=by)
    RoundReply.objects.filter(pk__in=[reply.pk for reply in replies]).delete()
    return len(replies)


def _opinion(round: OpinionRound, reply: RoundReply, by: User) -> Opinion:
    names_member = reply.about == ProblemOwner.MEMBER
    return Opinion(
        branch=round.branch,
        year=round.year,
        source=round.source,
        collected_on=reply.received_on,
        about=reply.about,
        about_member=round.about_member if names_member else None,
        text=reply.text,
        round=round,
        created_by=by,
    )
