"""Ledger rows as JSON values and back."""

from dataclasses import asdict
from datetime import date

from .columns import LedgerRow

_LISTS = ("points", "sources", "causes", "evidence")


def pack(row: LedgerRow) -> dict[str, object]:
    """The row's values, days as text."""
    values = asdict(row)
    for name in ("due_on", "closed_on"):
        values[name] = values[name].isoformat() if values[name] else None
    values["progress"] = [(on.isoformat(), text) for on, text in row.progress]
    return values


def unpack(values: dict) -> LedgerRow:  # type: ignore[type-arg]
    """The row that was packed."""
    values = dict(values)
    for name in ("due_on", "closed_on"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["progress"] = tuple((date.fromisoformat(on), text) for on, text in values["progress"])
    for name in _LISTS:
        values[name] = tuple(values[name])
    return LedgerRow(**values)
