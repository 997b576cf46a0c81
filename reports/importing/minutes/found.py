"""What was read from minutes, before anybody is looked up: values with the lines that they come from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from .labels import Field
from .lines import Line
from .names import Named


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the line it was taken from; the text of a whole cell has its first line."""

    text: str
    line: Line


@dataclass
class ReadItem:
    """An agenda item as it is read, text by text. `is_listed`: it stood under 议题, not only as a heading."""

    title: Said
    is_listed: bool
    reporter: list[Said] = field(default_factory=list)
    discussion: list[Said] = field(default_factory=list)
    dissent: list[Said] = field(default_factory=list)
    decision: list[Said] = field(default_factory=list)
    responsible: list[Said] = field(default_factory=list)
    due_on: list[Said] = field(default_factory=list)
    done_on: list[Said] = field(default_factory=list)
    votes: list[Said] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


# Where the text behind a label of an item is kept.
ITEM_FIELDS = {
    Field.REPORTER: "reporter",
    Field.DISCUSSION: "discussion",
    Field.DISSENT: "dissent",
    Field.DECISION: "decision",
    Field.RESPONSIBLE: "responsible",
    Field.DUE_ON: "due_on",
    Field.DONE_ON: "done_on",
    Field.VOTE: "votes",
}


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
    values: dict[Field, list[Said]] = field(default_factory=dict)
    people: dict[Field, list[Listed]] = field(default_factory=dict)
    figures: dict[str, list[tuple[int, Line]]] = field(default_factory=dict)
    items: list[ReadItem] = field(default_factory=list)
    decisions: list[Said] = field(default_factory=list)
    minutes: list[Said] = field(default_factory=list)
    left_out: list[Said] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    is_own_form: bool = False
    from_prose: frozenset[Field] = frozenset()

    def first(self, wanted: Field) -> Said | None:
        """The first value of a field that is not empty."""
        return next((said for said in self.values.get(wanted, []) if said.text.strip()), None)


def joined(parts: Iterable[Said]) -> str:
    """The texts as paragraphs."""
    return "\n".join(said.text for said in parts).strip()
