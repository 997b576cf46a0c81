"""A line of an imported file with what became of it: what every reader promises to tell, on its page and in its JSON."""

from typing import Any, NamedTuple


class SourceLine(NamedTuple):
    """A line, or a cell of a table, as it was typed: where it stands (12, B2), and the words for what it became.

    A tuple, for a table has thousands of cells.
    """

    number: str
    text: str
    became: str

    def as_json(self) -> dict[str, Any]:
        """The published form."""
        return self._asdict()
