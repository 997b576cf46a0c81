"""A line of an imported file with what became of it: what every reader promises to tell, on its page and in its JSON."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line, or a cell of a table, as it was typed: where it stands (12, B2), and the words for what it became."""

    number: str
    text: str
    became: str

    def as_json(self) -> dict[str, Any]:
        """The published form."""
        return asdict(self)
