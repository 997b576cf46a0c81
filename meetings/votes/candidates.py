"""Who stands in an election, where another topic knows it: the form of the vote begins with their names."""

from collections.abc import Callable
from dataclasses import dataclass

from meetings.meeting.agenda_items import AgendaItem


@dataclass(frozen=True)
class Candidates:
    """The names in the order of the ballot, and how many are to be elected."""

    names: tuple[str, ...]
    seats: int


Source = Callable[[AgendaItem], Candidates | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask another topic for candidates; called in `AppConfig.ready()`."""
    _sources.append(source)


def candidates_of(item: AgendaItem) -> Candidates | None:
    """The candidates of an agenda item, where a topic knows them."""
    found = (source(item) for source in _sources)
    return next((one for one in found if one is not None), None)
