"""党务公开: each app names what it published, and what it should have and has not; a kind may bring its own table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from branch.organisations.models import Organisation
from core import records

from .models import Disclosure


@dataclass(frozen=True)
class Posting:
    """Something that was published: what, of which sort, where, from when to when, and the record behind it.

    `is_open`: everyone who may read the list may open the record, too. A day that nobody wrote down is None.
    """

    subject: str
    sort: str
    place: str
    starts_on: date | None
    ends_on: date | None
    url: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Unposted:
    """Something to be published that is not: what, why, and where that is done."""

    subject: str
    sort: str
    why: str
    url: str
    action: str = "登记公示"


# Called with a branch, a year (所属年度) and today; in a constant number of queries.
Provider = Callable[[Organisation, int, date], Iterable[Posting | Unposted]]
_providers: list[tuple[int, Provider]] = []


def register(order: int, provider: Provider) -> None:
    """Add what an app publishes; called in `AppConfig.ready()`."""
    _providers.append((order, provider))


@dataclass(frozen=True)
class Openness:
    """党务公开 of a branch and a year: what was published, by date, and what is not."""

    postings: tuple[Posting, ...]
    unposted: tuple[Unposted, ...]


def openness_of(branch: Organisation, year: int, today: date) -> Openness:
    """Everything that any app names."""
    found = [
        one
        for _, provider in sorted(_providers, key=lambda pair: pair[0])
        for one in provider(branch, year, today)
    ]
    postings = [one for one in found if isinstance(one, Posting)]
    postings.sort(key=lambda one: (one.starts_on is None, one.starts_on or date.min, one.subject))
    return Openness(tuple(postings), tuple(one for one in found if isinstance(one, Unposted)))


@dataclass(frozen=True)
class Body:
    """A table of its own under the words of a 公示: columns with their width in points, rows, lines behind it."""

    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    after: tuple[str, ...] = ()


BodyMaker = Callable[[Disclosure], Body]
_bodies: dict[str, BodyMaker] = {}


def register_body(kind: str, maker: BodyMaker) -> None:
    """Say what stands under every 公示 of a kind; called in `AppConfig.ready()`."""
    _bodies[kind] = maker


def body_of(disclosure: Disclosure) -> Body | None:
    """The table of a 公示; None where its kind has none."""
    maker: Any = _bodies.get(disclosure.kind)
    return maker(disclosure) if maker else None


def own_postings(branch: Organisation, year: int, _today: date) -> Iterable[Posting]:
    """公示 that are records of their own."""
    for one in Disclosure.objects.of_branch(branch).in_year(year):
        yield Posting(
            one.subject,
            one.get_kind_display(),
            one.place,
            one.starts_on,
            one.ends_on,
            records.url_of(one),
            is_open=True,
        )
