"""Values worked out from the records, kept by each process for as long as nothing that they were read from has changed."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache, wraps
from threading import Lock, local
from typing import Any, Generic, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F

from .audit import GENESIS
from .enums import AuditAction
from .models import AuditEntry, AuditHead

P = ParamSpec("P")
T = TypeVar("T")


# Number and hash of the newest entry, and how many changes no entry tells of.
Place = tuple[int, str, int]

# Entries that tell of no change of content: who came and went, and took out what.
NO_CHANGE = (AuditAction.SIGN_IN, AuditAction.SIGN_FAILED, AuditAction.SIGN_OUT, AuditAction.EXPORT)
# Entries of a record that tell of the files on it.
OF_FILES = (AuditAction.ATTACH, AuditAction.DETACH)
# Further entries are not looked through: then anything may have changed.
MOST_ENTRIES = 400
EVERYTHING = frozenset({"*"})
_FROM = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')


def place() -> Place:
    """Where the content of the database stands: another place after every change of it."""
    head = AuditHead.objects.filter(pk=1).values_list("number", "entry_hash", "unnoted").first()
    return head or (0, GENESIS, 0)


# Told the path of what changes without an entry, by apps that keep what they worked out of it in tables.
_listeners: list[Callable[[str], None]] = []


def tell_of_unnoted(listener: Callable[[str], None]) -> None:
    """Call this with the path of whatever `note_change` is told of; called in `AppConfig.ready()`."""
    _listeners.append(listener)


def note_change(path: str = "") -> None:
    """Say in its transaction that content changes of which no audit entry may tell.

    `path` is that of the organisation whose records they are, empty where no rule looks at them or nobody may know.
    """
    AuditHead.objects.get_or_create(pk=1, defaults={"entry_hash": GENESIS})
    AuditHead.objects.filter(pk=1).update(unnoted=F("unnoted") + 1)
    for listener in _listeners:
        listener(path)


def changed_apps(before: Place, now: Place) -> frozenset[str]:
    """The apps of which content may have changed from a place to a later one; `EVERYTHING` where that is not known.

    The entry of a record tells of its app's tables.
    """
    if before == now:
        return frozenset()
    number, entry_hash, unnoted = before
    if unnoted != now[2] or not number <= now[0] <= number + MOST_ENTRIES:
        return EVERYTHING
    entries = AuditEntry.objects.filter(number__gte=number, number__lte=now[0]).order_by("number")
    rows = list(entries.values_list("entry_hash", "action", "object_type"))
    if number and (not rows or rows.pop(0)[0] != entry_hash):
        return EVERYTHING
    changed = {kind.partition(".")[0] for _, action, kind in rows if action not in NO_CHANGE}
    return frozenset(changed | {"core"} if any(action in OF_FILES for _, action, _ in rows) else changed)


_changed_apps = lru_cache(maxsize=64)(changed_apps)


@cache
def app_of_tables() -> dict[str, str]:
    """Every table with the label of its app; not those of the chain, which is asked whether a value holds."""
    models_of_all = apps.get_models(include_auto_created=True)
    chain = (AuditEntry, AuditHead)
    return {one._meta.db_table: one._meta.app_label for one in models_of_all if one not in chain}


@lru_cache(maxsize=4096)
def _apps_in(sql: str) -> frozenset[str]:
    """The apps whose tables a statement reads."""
    return frozenset(app_of_tables()[table] for table in _FROM.findall(sql) if table in app_of_tables())


class _Working(local):
    """What this thread works out at the moment: the place that was asked, and what is read by each kept function."""

    def __init__(self) -> None:
        self.place: Place | None = None
        self.reads: list[set[str]] = []


_working = _Working()


@contextmanager
def _reading(now: Place) -> Iterator[set[str]]:
    """What the block reads, directly or from kept values; the place is asked once for all that is inside."""
    is_outermost, reads = not _working.reads, set[str]()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        reads.update(_apps_in(sql))
        return execute(sql, params, many, context)

    _working.place = now
    _working.reads.append(reads)
    try:
        with connection.execute_wrapper(note):
            yield reads
    finally:
        _working.reads.pop()
        if is_outermost:
            _working.place = None


@dataclass(frozen=True)
class _Kept(Generic[T]):
    """A value, the place at which it held, and the apps that it was read from."""

    value: T
    place: Place
    reads: frozenset[str]

    def holds_at(self, now: Place) -> bool:
        """Whether nothing that it was read from has changed since."""
        changed = _changed_apps(self.place, now)
        return changed != EVERYTHING and not changed & self.reads


def _given(values: Sequence[object]) -> set[str]:
    """The apps of the records among arguments: their columns were read before."""
    return {one._meta.app_label for one in values if isinstance(one, models.Model)}


def kept(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function works out from the database, for the last `size` sets of arguments.

    Every write of content moves the audit chain, or `note_change`, in its own transaction and whichever process it
    comes from; the place is asked before anything is read, so that a value is at least as new as the place it is kept
    under. It still holds at a later place where the entries in between tell of no app that it was read from: what a
    kept function reads is noted, also through other kept functions. Arguments are hashable and hold all else that the
    value depends on: the day above all. Whoever gets the value must not change it, and finds all of it loaded.
    No kept function reads the history itself. Inside a transaction nothing is kept: it may see what is never committed.
    """

    def decorate(compute: Callable[P, T]) -> Callable[P, T]:
        values: OrderedDict[object, _Kept[T]] = OrderedDict()
        lock = Lock()

        @wraps(compute)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            if transaction.get_connection().in_atomic_block:
                return compute(*args, **kwargs)
            key, now = (args, tuple(sorted(kwargs.items()))), _working.place or place()
            found = values.get(key)
            if found is None or not found.holds_at(now):
                with _reading(now) as reads:
                    value = compute(*args, **kwargs)
                found = _Kept(value, now, frozenset(reads | _given([*args, *kwargs.values()])))
            elif found.place != now:
                found = replace(found, place=now)
            for outer in _working.reads:
                outer |= found.reads
            with lock:
                values[key] = found
                values.move_to_end(key)
                if len(values) > size:
                    values.popitem(last=False)
            return found.value

        return wrapper

    return decorate
