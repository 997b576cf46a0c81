"""Papers that nobody may trace, ballots and opinions: they wait under a seal until their box is opened.

A box is one row: its papers, all padded to one length, shuffled, encrypted as a whole with a key that is used once.
With every paper the whole box is sealed with a fresh key, and the old key is destroyed once the write is certain.
Keys lie in a place of their own (`core.seal_keys`) and in no backup. So the database with all its history (its
write-ahead log, backups, replicas) tells how many papers a box held and nothing of them, and whoever takes the key of
the moment as well finds the papers of the moment in no order. What that costs, and what it does not protect from,
stands in docs/adr/0011-sealed-boxes.md.
"""

import json
import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from random import SystemRandom
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.db import models, transaction
from django.db.models.functions import Cast, Concat

from . import seal_keys
from .kept import note_change
from .models import SealedBox
from .refusals import Refused

Paper = dict[str, Any]

# A box is written anew with every paper: beyond so many the next box is begun, so that one more stays cheap.
PAPERS_MOST = 100
# A key seals once, so that no two messages ever share this.
_NONCE = bytes(12)

shuffle = SystemRandom().shuffle
_log = logging.getLogger(__name__)


class BrokenSeal(Exception):
    """The key of a box is not on this machine, or the box was changed."""


def boxes_of(owner: models.Model) -> models.QuerySet[SealedBox]:
    """The boxes of a record, in no order that means anything."""
    return SealedBox.objects.filter(owner=f"{owner._meta.label_lower}:{owner.pk}")


def boxes_of_each(model: type[models.Model]) -> models.QuerySet[SealedBox]:
    """For a subquery: the boxes of each record of a model."""
    key = Cast(models.OuterRef("pk"), models.CharField(max_length=20))
    return SealedBox.objects.filter(owner=Concat(models.Value(f"{model._meta.label_lower}:"), key))


def put(owner: models.Model, paper: Paper, *, slot: int, on: date, once: str = "") -> None:
    """Put a paper in the box of a record; `slot` is the length in bytes that all its papers are padded to.

    A second paper with the same `once` is left out. Raises Refused when no key can be kept, and ValueError for a
    paper that is longer than its slot.
    """
    with transaction.atomic():
        # Whoever puts the first paper has no box to lock yet.
        type(owner)._base_manager.select_for_update().get(pk=owner.pk)
        # A process that died after its commit may have left old keys behind.
        transaction.on_commit(partial(_destroy, _left_behind(owner)), robust=True)
        box, papers = _with_room(owner)
        if once and any(one.get("once") == once for one in papers):
            return
        if box.counted_on != on:
            box.counted_on, box.papers_before = on, box.papers
        _seal(box, [*papers, {**paper, "once": once} if once else paper], slot)


def count(owner: models.Model) -> int:
    """How many papers wait in the boxes of a record."""
    return boxes_of(owner).aggregate(total=models.Sum("papers", default=0))["total"]


def count_before(owner: models.Model, day: date) -> int:
    """How many of them were there before a day: a number that jumps would tell who has just written."""
    return sum(box.papers_before if box.counted_on == day else box.papers for box in boxes_of(owner))


def broken(owner: models.Model) -> int:
    """How many papers lie in boxes that cannot be opened here."""
    return sum(box.papers for box in boxes_of(owner) if not _opens(box))


@transaction.atomic
def take_out(owner: models.Model) -> list[Paper]:
    """All papers that can be opened, in random order; with the transaction their boxes and keys are gone.

    Boxes that cannot be opened stay as they are.
    """
    taken: list[Paper] = []
    for box in boxes_of(owner).select_for_update():
        try:
            taken += _opened(box)
        except BrokenSeal:
            continue
        _remove(box)
    for paper in taken:
        paper.pop("once", None)
    shuffle(taken)
    return taken


@transaction.atomic
def discard(owner: models.Model) -> None:
    """Destroy all boxes of a record unopened, with their keys."""
    for box in boxes_of(owner).select_for_update():
        _remove(box)


def _with_room(owner: models.Model) -> tuple[SealedBox, list[Paper]]:
    """A box that takes one more and what lies in it; a new one where there is none, or none that opens."""
    for box in boxes_of(owner).filter(papers__lt=PAPERS_MOST).select_for_update():
        try:
            return box, _opened(box)
        except BrokenSeal:
            continue
    return SealedBox(owner=f"{owner._meta.label_lower}:{owner.pk}"), []


def _opened(box: SealedBox) -> list[Paper]:
    try:
        cipher = ChaCha20Poly1305(seal_keys.place().read(key_name(box)))
        plain = cipher.decrypt(_NONCE, bytes(box.content), box.pk.bytes)
    except (OSError, ValueError, InvalidTag) as error:
        raise BrokenSeal from error
    slot = len(plain) // box.papers
    return [json.loads(plain[start : start + slot]) for start in range(0, len(plain), slot)]


def _opens(box: SealedBox) -> bool:
    """Whether a box opens; one that was sealed anew between reading its row and its key is looked at again."""
    for found in (box, *SealedBox.objects.filter(pk=box.pk)):
        try:
            _opened(found)
        except BrokenSeal:
            continue
        return True
    return False


def _seal(box: SealedBox, papers: list[Paper], slot: int) -> None:
    shuffle(papers)
    packed = [json.dumps(paper, ensure_ascii=False).encode() for paper in papers]
    if max(map(len, packed)) > slot:
        raise ValueError(f"a paper is longer than its slot of {slot} bytes")
    key, old_keys = ChaCha20Poly1305.generate_key(), _keys_of(box)
    box.key_name = uuid.uuid4()
    box.papers = len(papers)
    plain = b"".join(one.ljust(slot) for one in packed)
    box.content = ChaCha20Poly1305(key).encrypt(_NONCE, plain, box.pk.bytes)
    with _refused_without_keys() as keys:  # kept before the box that needs it
        keys.keep(key_name(box), key)
    box.save()
    note_change()
    transaction.on_commit(partial(_destroy, old_keys), robust=True)


def _remove(box: SealedBox) -> None:
    keys = _keys_of(box)
    box.delete()
    note_change()
    transaction.on_commit(partial(_destroy, keys), robust=True)


def key_name(box: SealedBox) -> str:
    """What the present key of a box is called."""
    return f"{box.pk.hex}-{box.key_name.hex}"


def _keys_of(box: SealedBox) -> list[str]:
    """Every key of a box: the present one, and those that an interrupted write has left behind."""
    with _refused_without_keys() as keys:
        return keys.names(f"{box.pk.hex}-")


def _left_behind(owner: models.Model) -> list[str]:
    """Keys that no box of a record has any more. The caller holds the record's lock, so that none is being written."""
    boxes = boxes_of(owner).defer("content")
    return [name for box in boxes for name in _keys_of(box) if name != key_name(box)]


@contextmanager
def _refused_without_keys() -> Iterator[seal_keys.KeyPlace]:
    """The place of the keys. Raises Refused where it does not do what the block asks of it."""
    keys = seal_keys.place()
    try:
        yield keys
    except OSError as error:
        _log.exception("the key of a sealed box cannot be written")
        raise Refused(
            f"没有收下：服务器存放封存钥匙的地方不能写入，请告诉管理员（{keys.setting}），稍后再提交。"
        ) from error


def _destroy(names: Iterable[str]) -> None:
    """Destroy keys. One that stays says so in the log: a paper may be told from the others by it."""
    keys = seal_keys.place()
    for name in names:
        try:
            keys.destroy(name)
        except OSError:
            _log.exception("an old key of a sealed box cannot be destroyed")
