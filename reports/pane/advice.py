"""校对: gaps, sentences that are not backed, and what proof-reading found, each with its place."""

from .tabs import Pane


def count(pane: Pane) -> int:
    """How many there are."""
    return len(pane.shown.advice)


def context(pane: Pane) -> dict:
    """What the tab shows."""
    return {"advice": pane.shown.advice}
