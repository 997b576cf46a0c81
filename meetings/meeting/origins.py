"""What a new meeting may be entered from, as values: a row of the plan, an agenda template. Topics above register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from branch.organisations.models import Organisation
from core.badges import Badge

from .agenda_items import AgendaItem
from .models import Meeting


def _always(_state: str | None) -> bool:
    return True


@dataclass(frozen=True)
class Proposal:
    """A matter proposed for the agenda: its key, its title, where it comes from, and the group whose matter it is."""

    pk: int
    title: str
    words: str
    group_id: int | None
    badge: Badge | str = ""


@dataclass(frozen=True)
class Origin:
    """One kind of thing that a meeting may be entered from.

    `name` is the parameter of the address, `?plan=12`; `find(user, branch, pk)` the record it means (raises Http404),
    `initial(record, now)` what it fills in. The hidden field `field` carries the record's key along; `rows(user,
    branch)` are those it may be, and `suits(state)` tells of which meetings (None for a new one).
    Before the meeting is saved it may be told by `before_save(meeting, record)`, afterwards by
    `after_save(meeting, record, by)`. `offers(user, branch)` are put beside the agenda as buttons, which add `items(record)`;
    those of a proposal are `Proposal`s, and leave no field behind.
    """

    name: str
    find: Callable[[Any, Organisation, int], Any]
    rows: Callable[[Any, Organisation], QuerySet[Any]]
    initial: Callable[[Any, datetime], dict[str, object]]
    field: str = ""
    is_proposal: bool = False
    suits: Callable[[str | None], bool] = _always
    before_save: Callable[[Meeting, Any], object] | None = None
    after_save: Callable[[Meeting, Any, Any], object] | None = None
    offers: Callable[[Any, Organisation], list[Any]] | None = None
    items: Callable[[Any], list[AgendaItem]] | None = None


_origins: list[Origin] = []


def register(origin: Origin) -> None:
    """Let meetings be entered from something else; called in `AppConfig.ready()`."""
    _origins.append(origin)


def registered() -> list[Origin]:
    """Everything that a meeting may be entered from."""
    return list(_origins)
