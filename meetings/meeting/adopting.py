"""What a passed decision becomes: records of topics above, entered once, from the meeting, and linked both ways.

A topic registers what it may make of a decision: the words of the button, the address of the form that is filled in
from the item, and the records that it has made of items already.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser

from branch.organisations.models import Organisation
from core import records
from core.models import Record

from .agenda_items import AgendaItem


@dataclass(frozen=True)
class Adoption:
    """One kind of record that decisions become; `is_meant(item)` tells by the words of an item whether it is one.

    One that `is_once` is made of a decision only a single time.
    """

    key: str
    label: str
    is_meant: Callable[[AgendaItem], bool]
    may: Callable[[AbstractBaseUser, Organisation], bool]
    url: Callable[[AgendaItem], str]
    is_once: bool = True


@dataclass(frozen=True)
class Adopted:
    """A record that was made of an item."""

    item_id: int
    key: str
    label: str
    record: Record

    @property
    def url(self) -> str:
        """The page of the record."""
        return records.url_of(self.record)


@dataclass
class Steps:
    """What an item has become, and what it may yet: (words, address), those that its words mean apart."""

    made: list[Adopted] = field(default_factory=list)
    meant: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)


Found = Callable[[Sequence[AgendaItem]], Iterable[Adopted]]
_adoptions: list[Adoption] = []
_founds: list[Found] = []


def register(adoptions: Iterable[Adoption], found: Found) -> None:
    """Let decisions become records; called in `AppConfig.ready()`."""
    _adoptions.extend(adoptions)
    _founds.append(found)


def steps_of(items: Sequence[AgendaItem], user: AbstractBaseUser, branch: Organisation) -> dict[int, Steps]:
    """By item: what was made of it, and what may be made of it where it passed. A query for each topic."""
    steps = {item.pk: Steps() for item in items}
    for found in _founds if items else []:
        for one in found(items):
            steps[one.item_id].made.append(one)
    allowed = [one for one in _adoptions if one.may(user, branch)]
    for item in items:
        if not item.is_passed:
            continue
        made = {one.key for one in steps[item.pk].made}
        for kind in allowed:
            if not (kind.is_once and kind.key in made):
                place = steps[item.pk].meant if kind.is_meant(item) else steps[item.pk].others
                place.append((kind.label, kind.url(item)))
    return steps
