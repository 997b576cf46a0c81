"""A line of a file with what became of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line, or a cell of a table, as it was typed: where it stands, and the words for what it became."""

    number: str
    text: str
    became: str
