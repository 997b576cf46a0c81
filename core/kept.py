"""Values worked out from the records, kept by each process for as long as no content has changed."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.db.models import F

from .audit import GENESIS
from .models import AuditHead

P = ParamSpec("P")
T = TypeVar("T")


# Number and hash of the newest entry, and how many changes no entry tells of.
Place = tuple[int, str, int]


def place() -> Place:
    """Where the content of the database stands: another place after every change of it."""
    head = AuditHead.objects.filter(pk=1).values_list("number", "entry_hash", "unnoted").first()
    return head or (0, GENESIS, 0)


def note_change() -> None:
    """Say in its transaction that content changes of which no audit entry may tell."""
    AuditHead.objects.get_or_create(pk=1, defaults={"entry_hash": GENESIS})
    AuditHead.objects.filter(pk=1).update(unnoted=F("unnoted") + 1)


def kept(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function works out from the database, for the last `size` sets of arguments.

    Every write of content moves the audit chain, or `note_change`, in its own transaction and whichever process it
    comes from; the place is asked before anything is read, so that a value is at least as new as the place it is kept
    under. Arguments are hashable and hold all else that the value depends on: the day above all. Whoever gets the
    value must not change it. Inside a transaction nothing is kept: it may see what is never committed.
    """

    def decorate(compute: Callable[P, T]) -> Callable[P, T]:
        values: OrderedDict[object, tuple[Place, T]] = OrderedDict()
        lock = Lock()

        @wraps(compute)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            if transaction.get_connection().in_atomic_block:
                return compute(*args, **kwargs)
            key, now = (args, tuple(sorted(kwargs.items()))), place()
            found = values.get(key)
            if found is not None and found[0] == now:
                return found[1]
            value = compute(*args, **kwargs)
            with lock:
                values[key] = (now, value)
                values.move_to_end(key)
                if len(values) > size:
                    values.popitem(last=False)
            return value

        return wrapper

    return decorate
