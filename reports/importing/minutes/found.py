"""What was read from minutes, before anybody is looked up: values with the lines that they come from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from .lines import Line
from .names import Named


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the line it was taken from; the text of a whole cell has its first line."""

    text: str
    line: Line


@dataclass
class ReadItem:
    """An agenda item as it is read, text by text under the keys of labels. `is_listed`: it stood under 议题, not only
    as a heading.
    """

    title: Said
    is_listed: bool
    values: defaultdict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person named in a list of the roll, or beside the roll, and when the person made up for the meeting."""

    named: Named
    line: Line
    made_up_on: date | None = None


@dataclass
class ReadMinutes:
    """A file as it was read. `is_own_form`: it is the form this system prints, whose texts are taken as they stand;
    `from_prose`: what no label gave, but a sentence.
    """

    name: str
    headings: list[Said] = field(default_factory=list)
    values: dict[str, list[Said]] = field(default_factory=dict)
    people: dict[str, list[Listed]] = field(default_factory=dict)
    figures: dict[str, list[tuple[int, Line]]] = field(default_factory=dict)
    items: list[ReadItem] = field(default_factory=list)
    decisions: list[Said] = field(default_factory=list)
    minutes: list[Said] = field(default_factory=list)
    left_out: list[Said] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    is_own_form: bool = False
    from_prose: frozenset[str] = frozenset()

    def first(self, wanted: str) -> Said | None:
        """The first value of a field that is not empty."""
        return next((said for said in self.values.get(wanted, []) if said.text.strip()), None)


def joined(parts: Iterable[Said]) -> str:
    """The texts as paragraphs."""
    return "\n".join(said.text for said in parts).strip()
