"""Writes of 征求意见: an opinion given and taken out; a flood of them is told from the rest without knowing anyone."""

import re
import secrets
import uuid
from collections import Counter, deque
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from threading import Lock

from django.db import transaction

from branch.accounts.models import User
from core import audit, records, sealed_box
from core.enums import AuditAction
from core.refusals import Refused
from rectification.enums import ProblemOwner

from .models import AsideReply, Opinion, OpinionRound

# More opinions than this in an hour from one place are set aside: a hall behind one address writes fewer.
PER_HOUR = 60
_WINDOW_SECONDS = 3600.0
# So many papers a round takes from floods; what comes from elsewhere is always taken.
FLOOD_MOST = 3000
# The longest opinion, two thousand characters of four bytes, and what stands around it.
PAPER_BYTES = 8400

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_lock = Lock()
_salt = secrets.token_bytes(16)
_sent: dict[bytes, deque[float]] = {}


def is_flood(round_id: int, address: str, now: float) -> bool:
    """Whether one more opinion from an address is one of a flood; `now` in seconds of a clock that never goes back.

    The address is kept in this process alone, for an hour and as a digest with a salt that is drawn at its start;
    neither is ever stored. Each process counts by itself: what it finds only marks a paper.
    """
    place = blake2b(f"{round_id} {address}".encode(), key=_salt, digest_size=8).digest()
    with _lock:
        for known in [known for known, times in _sent.items() if times[-1] <= now - _WINDOW_SECONDS]:
            del _sent[known]
        times = _sent.setdefault(place, deque(maxlen=PER_HOUR + 1))
        times.append(now)
        return len(times) > PER_HOUR and times[0] > now - _WINDOW_SECONDS


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _sent.clear()


def give_opinion(
    *, round: OpinionRound, key: uuid.UUID, about: str, text: str, on: date, is_flood: bool = False
) -> None:
    """Put an opinion in the round's sealed box. The same form sent again puts in one; there is no audit entry, which
    would tell the second. Raises Refused outside the round's dates, and for a flood without end.
    """
    if not round.is_open(on):
        raise Refused("这次征求意见已经截止，没有收下。可以把意见直接交给支部。")
    if is_flood and sealed_box.count(round) >= FLOOD_MOST:
        raise Refused(
            "从这个网络一小时里提交得太多，暂时收不下，写的内容还在。请换一个网络（例如手机流量）再提交，"
            "或直接交给支部。"
        )
    paper: sealed_box.Paper = {"about": round.about or about, "text": _UNSEEN.sub("", text).strip()}
    if is_flood:
        paper["is_aside"] = True
    sealed_box.put(round, paper, slot=PAPER_BYTES, on=on, once=str(key))


@transaction.atomic
def collect_opinions(*, round: OpinionRound, by: User, on: date, give_up: bool = False) -> tuple[int, int]:
    """Turn what was written into opinions, in random order, once the round is over; how many, and how many aside.

    What came in a flood is set aside, the same words once. Boxes that cannot be opened stay, unless they are given up.
    Raises Refused while the round still takes opinions: taken out one by one, they would tell who wrote them.
    """
    if not round.is_over(on):
        raise Refused("征求意见还没有截止。为了不让人猜出是谁写的，截止后才能一次取出。")
    papers = sealed_box.take_out(round)
    given = [paper for paper in papers if not paper.get("is_aside")]
    for paper in given:
        records.create(_opinion(round, paper["about"], paper["text"], by), by=by)
    aside = Counter((paper["about"], paper["text"]) for paper in papers if paper.get("is_aside"))
    AsideReply.objects.bulk_create(
        AsideReply(round=round, about=about, text=text, copies=copies)
        for (about, text), copies in aside.items()
    )
    if give_up and (lost := sealed_box.broken(round)):
        sealed_box.discard(round)
        changes = audit.diff({}, {"lost": ("打不开而放弃的意见", f"{lost} 条")})
        audit.record(actor=by, action=AuditAction.UPDATE, obj=round, changes=changes)
    return len(given), aside.total()


@transaction.atomic
def count_in(*, round: OpinionRound, keys: Iterable[uuid.UUID], by: User) -> int:
    """Make opinions of what had been set aside as a flood; returns how many. Same words are one opinion."""
    chosen = list(AsideReply.objects.select_for_update().filter(round=round, pk__in=list(keys)))
    if not chosen:
        raise Refused("没有选中意见，请先勾选要计入的。")
    for reply in chosen:
        records.create(_opinion(round, reply.about, reply.text, by), by=by)
        reply.delete()
    return len(chosen)


def _opinion(round: OpinionRound, about: str, text: str, by: User) -> Opinion:
    """An opinion of the round's last day: the day on which it was written is nobody's business."""
    return Opinion(
        branch=round.branch,
        year=round.year,
        source=round.source,
        collected_on=round.closes_on,
        about=about,
        about_member=round.about_member if about == ProblemOwner.MEMBER else None,
        text=text,
        round=round,
        created_by=by,
    )
